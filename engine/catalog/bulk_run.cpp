#include "catalog/bulk_run.h"

#include "catalog/families.h"
#include "catalog/product_rules.h"

namespace vitrine::catalog {

namespace {

constexpr int PageRows = 256;
/// Products a transaction: about 20 ms, so that other writers wait no longer than that.
constexpr int ChunkProducts = 200;

Error cancelled(qint64 done, qint64 products)
{
    return {ErrorCode::Cancelled, QStringLiteral("stopped after %1 of %2 products").arg(done).arg(products), {}, {}};
}

std::optional<Error> compare(const Product &before, const QVector<BulkChange> &changes, const FamilyModel &families,
                             QVector<FieldChange> &found)
{
    Product after = before;
    if (auto applied = applyBulk(after, changes); !applied)
        return applied.error();
    if (auto error = brokenRule(after))
        return error;
    if (auto error = families.brokenRule(after, &before))
        return error;
    found = diff(before, after);
    return {};
}

} // namespace

QLatin1String changeKindName(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Edit:
        return QLatin1String("edit");
    case ChangeKind::Import:
        return QLatin1String("import");
    case ChangeKind::Bulk:
        return QLatin1String("bulk");
    case ChangeKind::Undo:
        return QLatin1String("undo");
    case ChangeKind::Restore:
        return QLatin1String("restore");
    case ChangeKind::Remove:
        return QLatin1String("remove");
    }
    Q_UNREACHABLE();
}

QStringList currenciesOf(const Product &product, const QVector<FieldChange> &changes)
{
    QStringList currencies;
    for (const FieldChange &change : changes) {
        QVector<Price> prices;
        if (change.place.kind == FieldPlace::Kind::Price)
            prices = product.prices;
        for (const Variant &variant : product.variants) {
            if (variant.sku == change.place.sku && !change.place.sku.isEmpty())
                prices = variant.prices;
        }
        QString currency;
        for (const Price &price : std::as_const(prices)) {
            if (price.channel == change.place.code && change.place.kind == FieldPlace::Kind::Price)
                currency = price.currency;
        }
        currencies.append(currency);
    }
    return currencies;
}

Result<BulkPreview> previewBulk(const Catalog &catalog, const BulkEdit &edit, int samples,
                                const BulkProgress &progress, const CancelToken &cancel)
{
    BulkPreview preview;
    const auto families = catalog.families ? catalog.families->model() : std::make_shared<const FamilyModel>();
    const qint64 size = edit.products.size();
    for (qint64 first = 0; first < size; first += PageRows) {
        const auto rows = catalog.search.rows(edit.products, first, PageRows);
        if (!rows)
            return rows.error();
        for (const Row &row : *rows) {
            if (cancel.requested())
                return cancelled(preview.products, size);
            const auto product = catalog.products.product(row.key);
            if (!product && product.error().code == ErrorCode::NotFound)
                continue; // removed meanwhile
            if (!product)
                return product.error();
            ++preview.products;
            QVector<FieldChange> changes;
            if (auto error = compare(*product, edit.changes, *families, changes)) {
                ++preview.refused;
                if (preview.refusedFirst.size() < samples)
                    preview.refusedFirst.append({product->key, *error});
            } else if (changes.isEmpty()) {
                ++preview.unchanged;
            } else {
                ++preview.changed;
                if (preview.samples.size() < samples)
                    preview.samples.append({product->key, product->name, changes, currenciesOf(*product, changes)});
            }
        }
        progress(preview.products, size);
    }
    return preview;
}

Result<ChangeSet> runSet(ProductHistory &history, ChangeSet set, const BulkProgress &progress,
                         const CancelToken &cancel)
{
    while (!set.finished && !cancel.requested()) {
        auto advanced = history.advance(set.id, ChunkProducts);
        if (!advanced)
            return advanced.error();
        set = *std::move(advanced);
        progress(set.done, set.products);
    }
    return set;
}

} // namespace vitrine::catalog
