#pragma once

#include "base/cancel.h"
#include "catalog/catalog.h"
#include "catalog/history.h"

#include <functional>

namespace vitrine::catalog {

/// What a bulk edit would do, without doing it.
struct BulkPreview
{
    struct Sample
    {
        ProductKey key;
        QString name;
        QVector<FieldChange> changes;
        QStringList currencies; ///< of each change; empty where it is no price
    };
    qint64 products = 0;  ///< chosen
    qint64 changed = 0;   ///< of these, exactly
    qint64 unchanged = 0; ///< of these: they have it already
    qint64 refused = 0;   ///< of these: a rule forbids it
    QVector<Sample> samples;            ///< the first that would change
    QVector<RefusedChange> refusedFirst; ///< the first that are refused
};

/// The currency of each change that is a Price, as the product has it; empty for the others.
QStringList currenciesOf(const Product &product, const QVector<FieldChange> &changes);

using BulkProgress = std::function<void(qint64 done, qint64 products)>;

/// Reads every chosen product and compares. `samples`: how many of each list to keep. Cancelled, Io.
Result<BulkPreview> previewBulk(const Catalog &catalog, const BulkEdit &edit, int samples, const BulkProgress &progress,
                                const CancelToken &cancel);

/// Continues a set to its end, in short transactions. When it is cancelled it answers with the set as far as it came,
/// not finished: to be continued, or undone.
Result<ChangeSet> runSet(ProductHistory &history, ChangeSet set, const BulkProgress &progress,
                         const CancelToken &cancel);

} // namespace vitrine::catalog
