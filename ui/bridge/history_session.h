#pragma once

#include "base/cancel.h"
#include "catalog/bulk_run.h"
#include "catalog/history.h"

#include <QFuture>

namespace vitrine::ui {

/// The past of products, and changes of many that are taken back as one. Like every part of Session: any thread calls,
/// nothing blocks, the futures finish on any thread.
class HistorySession
{
public:
    template <typename T>
    using Reply = QFuture<Result<T>>;

    struct Progress
    {
        qint64 done = 0;
        qint64 products = 0;
    };

    virtual ~HistorySession() = default;
    virtual Reply<QVector<catalog::HistoryEntry>> ofProduct(const ProductKey &key, int limit, quint64 before) = 0;
    /// The product as it was at that time; NotFound when it did not exist yet.
    virtual Reply<catalog::Product> productAt(const ProductKey &key, qint64 atMs) = 0;
    virtual Reply<QVector<catalog::ChangeSet>> sets(int limit, quint64 before) = 0;
    virtual Reply<QVector<catalog::HistoryEntry>> ofSet(quint64 set, int limit, quint64 after) = 0;
    /// The first of the products that a set left as they were.
    virtual Reply<QVector<catalog::RefusedChange>> refusedBy(quint64 set, int limit) = 0;
    /// Each of these runs to its end; cancelled, the set stays as far as it is.
    virtual Reply<catalog::ChangeSet> restore(quint64 entry) = 0;
    virtual Reply<catalog::ChangeSet> undo(quint64 set, const CancelToken &cancel) = 0;
    virtual Reply<catalog::ChangeSet> resume(quint64 set, const CancelToken &cancel) = 0;
    virtual Reply<catalog::ChangeSet> apply(const catalog::BulkEdit &edit, const QString &reason,
                                            const CancelToken &cancel) = 0;
    virtual Reply<catalog::ChangeSet> remove(const catalog::BulkRemoval &removal, const CancelToken &cancel) = 0;
    virtual Reply<catalog::BulkPreview> preview(const catalog::BulkEdit &edit, const CancelToken &cancel) = 0;
    /// Why nothing can be changed here, a sentence for people; empty: it can. Immediate.
    virtual QString readOnlyReason() const = 0;
    /// Of the last that was begun of those above; cheap.
    virtual Progress progress() const = 0;
};

} // namespace vitrine::ui
