// The facet index from the truth, in one walk over the products beside one over their categories.
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/search_port.h"

namespace vitrine::storage::sqlite {

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
                index.apply(entry);
            }
            return index;
        });
    });
}

} // namespace vitrine::storage::sqlite
