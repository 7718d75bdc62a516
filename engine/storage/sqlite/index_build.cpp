// The facet index from the truth, in one walk over the products beside one over their categories and one over their
// values.
#include "catalog/facet_attributes.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/search_port.h"

namespace vitrine::storage::sqlite {

namespace {

/// The values of the products in their order: of each product and each of its variants what its card shows without a
/// scope.
class ValueWalk
{
public:
    ValueWalk(sqlite3 *database, const Dictionary &dictionary)
        : m_dictionary(dictionary),
          m_rows(database, "SELECT product, variant, attribute, scope, number, whole, "
                           "CASE WHEN length(text) <= 64 THEN text END FROM value ORDER BY product, variant, position")
    {
        m_hasRow = m_rows.step();
    }

    std::vector<catalog::IndexValue> of(quint32 product)
    {
        std::vector<catalog::IndexValue> values;
        while (m_hasRow && m_rows.integer(0) < product)
            m_hasRow = m_rows.step();
        for (qint64 variant = -1; m_hasRow && m_rows.integer(0) == product; m_hasRow = m_rows.step()) {
            if (variant != m_rows.integer(1)) {
                variant = m_rows.integer(1);
                m_firstOfVariant = values.size();
            }
            add(values, quint32(m_rows.integer(2)), m_rows.integer(3) == 0);
        }
        catalog::sortValues(values);
        return values;
    }

private:
    void add(std::vector<catalog::IndexValue> &values, quint32 attribute, bool isEverywhere)
    {
        const auto shown = std::find_if(values.begin() + qsizetype(m_firstOfVariant), values.end(),
                                        [attribute](const auto &value) { return value.attribute == attribute; });
        if (shown == values.end())
            values.push_back(value(attribute));
        else if (isEverywhere)
            *shown = value(attribute);
    }

    catalog::IndexValue value(quint32 attribute)
    {
        const auto type = typeOf(attribute);
        switch (type) {
        case catalog::ValueType::Text:
            if (m_rows.isNull(6))
                return {attribute, type, catalog::IndexValue::LongText};
            return catalog::textValue(attribute, m_rows.text(6));
        case catalog::ValueType::Number:
            return {attribute, type, m_rows.real(4)};
        case catalog::ValueType::Boolean:
        case catalog::ValueType::Date:
        case catalog::ValueType::Option:
            return {attribute, type, double(m_rows.integer(5))};
        }
        Q_UNREACHABLE();
    }

    catalog::ValueType typeOf(quint32 attribute)
    {
        if (m_types.size() <= attribute)
            m_types.resize(size_t(attribute) + 1);
        if (!m_types[attribute])
            m_types[attribute] = m_dictionary.attribute(attribute).type.value_or(catalog::ValueType::Text);
        return *m_types[attribute];
    }

    const Dictionary &m_dictionary;
    Statement m_rows;
    bool m_hasRow = false;
    size_t m_firstOfVariant = 0;
    std::vector<std::optional<catalog::ValueType>> m_types;
};

} // namespace

Result<catalog::FacetIndex> SearchPort::build()
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<catalog::FacetIndex> {
        return (*reader)->snapshot([&](TruthReader &) -> Result<catalog::FacetIndex> {
            catalog::FacetIndex index;
            for (const auto &brand : m_state.dictionary.options(QStringLiteral("brand")))
                index.defineBrand(brand.id, brand.code, brand.label);
            const QVector<QString> paths = m_state.dictionary.categories();
            for (qsizetype i = 0; i < paths.size(); ++i)
                index.defineCategory(quint32(i + 1), paths[i]);

            sqlite3 *database = (*reader)->truthHandle();
            Statement products(database,
                               "SELECT id, brand, price_minor, stock, image IS NOT NULL, updated_ms, "
                               "price_currency FROM product ORDER BY id");
            Statement categories(database,
                                 "SELECT product, category FROM product_category ORDER BY product, position");
            bool hasCategory = categories.step();
            ValueWalk values(database, m_state.dictionary);
            while (products.step()) {
                if (m_stop.requested())
                    return Error{ErrorCode::Cancelled, QStringLiteral("the catalog is being closed"), {}, {}};
                catalog::IndexEntry entry;
                entry.id = quint32(products.integer(0));
                entry.brand = quint32(products.integer(1));
                entry.priceMinor = products.isNull(2) ? -1 : products.integer(2);
                entry.stock = products.integer(3);
                entry.hasImage = products.integer(4) != 0;
                entry.updatedMs = products.integer(5);
                if (entry.id == 1)
                    entry.currency = products.text(6);
                while (hasCategory && categories.integer(0) < entry.id)
                    hasCategory = categories.step();
                for (; hasCategory && categories.integer(0) == entry.id; hasCategory = categories.step())
                    entry.categories.append(quint32(categories.integer(1)));
                entry.values = values.of(entry.id);
                index.apply(entry);
            }
            return index;
        });
    });
}

} // namespace vitrine::storage::sqlite
