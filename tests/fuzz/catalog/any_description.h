#pragma once

#include "catalog/plan/card_description.h"

namespace vitrine::test {

/// Reads any bytes as the description of a card; which rule of the reader they break, or nullptr.
inline const char *brokenDescriptionRule(const QByteArray &bytes)
{
    const auto description = plan::readDescription(bytes, QStringLiteral("any.toml"));
    if (!description)
        return description.error().what.isEmpty() ? "refused without a word" : nullptr;
    if (description->root < 0 || description->root >= description->parts.size())
        return "a root that is no part";
    QSet<QString> names;
    for (const plan::Part &part : description->parts)
        names.insert(part.name);
    if (names.size() != description->parts.size())
        return "two parts of one name";
    const auto tables = description->tables();
    if (tables.isEmpty())
        return "a description of no table";
    if (!plan::firstMismatch(*description, {}))
        return "tables that nobody has";
    return nullptr;
}

} // namespace vitrine::test
