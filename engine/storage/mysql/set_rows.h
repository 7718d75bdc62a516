#pragma once

#include "catalog/history.h"
#include "storage/mysql/write_transaction.h"

#include <roaring/roaring.hh>

namespace vitrine::storage::mysql {

// Sets of changes and entries of the history as rows, read and written inside a transaction. Throw WriteFailure.

/// Ends the transaction with what no further try would change.
[[noreturn]] void refuseFinally(const Error &error);
template <typename T>
T orRefuse(Result<T> result)
{
    if (!result)
        refuseFinally(result.error());
    return *std::move(result);
}

/// The number of the new set. `selection`: the products that it chose.
quint64 insertSet(WriteTransaction &transaction, const catalog::ChangeSet &set, const QString &spec, const std::optional<Roaring> &selection);

/// `condition`: behind WHERE, with order and limit.
QVector<catalog::ChangeSet> setsWhere(WriteTransaction &transaction, const QByteArray &condition);
/// NotFound.
catalog::ChangeSet setOf(WriteTransaction &transaction, quint64 id);

/// A set as whoever continues it needs it; its row is held until the transaction ends. NotFound.
struct HeldSet
{
    catalog::ChangeSet set;
    QString spec;
    Roaring selection;
    quint32 position = 0; ///< the product that was done last
};
HeldSet holdSet(WriteTransaction &transaction, quint64 id);

/// An entry, with everything that belongs to it, and the number of its product.
struct StoredEntry
{
    catalog::HistoryEntry entry;
    quint32 product = 0;
};
/// `condition`: behind WHERE, with order and limit; the history is h.
QVector<StoredEntry> entriesWhere(WriteTransaction &transaction, const QByteArray &condition);

QByteArray listOf(const QVector<quint32> &numbers); ///< "(1,2,3)"

} // namespace vitrine::storage::mysql
