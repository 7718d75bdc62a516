#pragma once

#include "catalog/family_model.h"

namespace vitrine::test {

/// What must hold of any bytes that are called families: they are refused with a place and a remedy, or they are read, a
/// product can be asked for its completeness, and what is written of them reads back equal. Null: it holds.
inline const char *brokenFamilyRule(const QByteArray &toml)
{
    const auto read = catalog::readFamilies(toml, QStringLiteral("f.toml"));
    if (!read)
        return read.error().where.startsWith(QStringLiteral("f.toml:")) && !read.error().remedy.isEmpty()
                   ? nullptr
                   : "an error without place or remedy";
    const auto again = catalog::readFamilies(catalog::writeFamilies(*read), QStringLiteral("again"));
    if (!again || !(*again == *read))
        return "what was written is not what was read";
    const catalog::FamilyModel model(*read);
    for (const catalog::Family &family : read->families) {
        catalog::Product product;
        product.attributes.append({catalog::FamilyAttribute, catalog::OptionCode(family.code), {}});
        for (const QString &code : family.attributes)
            product.attributes.append({code, QStringLiteral("aaaaaaaaaaaaaaaaaaaaaaaa"), {}});
        if (model.count(product).size() != size_t(model.places().size()))
            return "a place is not counted";
        for (const catalog::PlaceCompleteness &place : model.completeness(product).places) {
            if (place.count.required != place.count.filled + quint32(place.missing.size() + place.invalid.size()))
                return "a place does not add up";
        }
    }
    return nullptr;
}

} // namespace vitrine::test
