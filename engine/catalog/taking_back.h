#pragma once

#include "catalog/history.h"

#include <functional>

namespace vitrine::catalog {

// The rules by which changes are taken back, in whatever store; pure.

/// A product at a former time, from how it is now, entry by entry.
class FormerState
{
public:
    /// `now`: nothing when it is not there.
    FormerState(const ProductKey &key, std::optional<Product> now, qint64 atMs);

    /// The next older entry, from the newest on; false when none is wanted any more.
    bool take(const HistoryEntry &entry);
    /// NotFound, which says since when it is not there or when it came; Corrupt.
    Result<Product> state() const;

private:
    const qint64 m_atMs;
    Product m_product;
    bool m_isThere;
    QString m_otherwise; ///< how it is not there
    std::optional<Error> m_broken;
};

/// Gives the fields of these entries, newest first, their former values; `kept` hears of each that stays, because it
/// was changed since or has no such value any more.
void takeBackFields(Product &product, const QVector<HistoryEntry> &entries, const std::function<void(const Error &)> &kept);

/// Whether a product that a set has created may go when the set is undone: it is as the set left it. What was changed
/// since and taken back again is no reason to keep it. `since` are its entries after the last one of the set, newest
/// first. Conflict names the first field that is another one now.
Status stillAsCreated(const Product &now, const QVector<HistoryEntry> &since);

/// What undoing a set will do, for people.
QString undoEffect(ChangeKind kind);

/// Whether the entries tell that the product was created, or removed.
bool tellsOf(const QVector<HistoryEntry> &entries, FieldPlace::Kind kind);

/// A removed product as it was, from the entries of the set that removed it. NotFound when none says so.
Result<Product> beforeRemoval(const ProductKey &key, const QVector<HistoryEntry> &entries);

/// InvalidArgument for what a single field cannot be.
Status mayRestore(const FieldPlace &place);

// What is said of sets that cannot be continued or undone, and of products that a set leaves as they are.
Error noSuchChange(quint64 set);
Error noSuchEntry(quint64 entry);
Error undoneAlready(quint64 set, quint64 by);
Error nothingToTakeBack(quint64 set);
Error undoneWhileWritten(quint64 set, quint64 by);
Error isNotContinued(quint64 set);
Error notThereAnyMore();
Error changedMeanwhile();
Error keyIsTakenAgain();

} // namespace vitrine::catalog
