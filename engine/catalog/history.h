#pragma once

#include "catalog/bulk_edit.h"
#include "catalog/change_note.h"
#include "catalog/query.h"

#include <memory>
#include <optional>

namespace vitrine::catalog {

class ProductWriter;

enum class ChangeKind { Edit, Import, Bulk, Undo, Restore, Remove };

/// "edit", "import", "bulk", "undo", "restore" or "remove", as stored and as printed.
QLatin1String changeKindName(ChangeKind kind);

/// Changes that belong together and can be undone together. One that is not finished was interrupted: advance() goes
/// on with it where it stopped, to the product.
struct ChangeSet
{
    quint64 id = 0;
    qint64 atMs = 0; ///< when it began; milliseconds since 1970, UTC
    ChangeKind kind = ChangeKind::Edit;
    ChangeNote note;
    QString what;         ///< for people: the query and the changes, the source of an import
    qint64 products = 0;  ///< chosen
    qint64 done = 0;      ///< of these
    qint64 changed = 0;   ///< of these
    qint64 refused = 0;   ///< of these: a rule forbids the change, or, undoing, somebody has changed the field since
    bool finished = false;
    quint64 undoes = 0;   ///< the set that this one undoes
    quint64 undoneBy = 0; ///< the set that undid this one
};

/// One place of one product changed.
struct HistoryEntry
{
    quint64 id = 0; ///< the higher, the later
    qint64 atMs = 0;
    ProductKey key;
    quint32 version = 0; ///< of the product, after the change
    FieldChange change;
    quint64 set = 0; ///< 0: of none
    ChangeKind kind = ChangeKind::Edit;
    ChangeNote note;
    QString currency{}; ///< of a Price, as the product has it now; empty when that has none any more
};

/// A product that a set of changes left as it was, and why.
struct RefusedChange
{
    ProductKey key;
    Error error;
};

/// What a bulk edit is to do.
struct BulkEdit
{
    ResultSet products;
    QString query; ///< how they were chosen, for people
    QVector<BulkChange> changes;
};

/// Products to take out of the catalog together.
struct BulkRemoval
{
    ResultSet products;
    QString query; ///< how they were chosen, for people
    /// What was changed after this time (milliseconds since 1970, UTC) stays: nobody has seen what would be lost.
    std::optional<qint64> seenAtMs;
};

/// Port: what was changed, by whom and when; and changes that can be taken back. Thread-safe. NotFound, Io; what
/// begins or continues a set returns once that is durable and visible, like ProductWriter.
class ProductHistory
{
public:
    virtual ~ProductHistory() = default;

    /// The changes of a product, newest first; `before` an entry (0: from the newest).
    virtual Result<QVector<HistoryEntry>> ofProduct(const ProductKey &key, int limit, quint64 before) = 0;
    /// The changes of a set in their order; `after` an entry (0: from the first).
    virtual Result<QVector<HistoryEntry>> ofSet(quint64 set, int limit, quint64 after) = 0;
    /// The product as it was at that time, though it may be gone by now. NotFound when it was not there then.
    virtual Result<Product> productAt(const ProductKey &key, qint64 atMs) = 0;
    /// Sets, newest first; `before` a set (0: from the newest).
    virtual Result<QVector<ChangeSet>> sets(int limit, quint64 before) = 0;
    virtual Result<ChangeSet> set(quint64 id) = 0;
    /// The first of the products that a set left as they were.
    virtual Result<QVector<RefusedChange>> refusedBy(quint64 set, int limit) = 0;

    /// Each makes a set that changes nothing yet: advance() does. InvalidArgument when there is nothing to do.
    virtual Result<ChangeSet> begin(const BulkEdit &edit, const ChangeNote &note) = 0;
    /// As ProductWriter::remove(), each product for itself: refused are those that are gone or were changed meanwhile.
    virtual Result<ChangeSet> beginRemoval(const BulkRemoval &removal, const ChangeNote &note) = 0;
    /// Gives every field of a set its former value, but for those that were changed since. What the set created (or, an
    /// undo, brought back) is removed when it still is as the set left it (stillAsCreated()); what it removed comes back
    /// whole, but where there is a product of that key again. Pictures stay in the store of originals.
    /// Conflict: it is undone already. An unfinished set is not continued any more.
    virtual Result<ChangeSet> beginUndo(quint64 set, const ChangeNote &note) = 0;
    /// Gives one field the value that it had before that entry, whatever it has now.
    virtual Result<ChangeSet> beginRestore(quint64 entry, const ChangeNote &note) = 0;
    /// Changes the next products of a set in one transaction, at most `products`; the set as it is then.
    virtual Result<ChangeSet> advance(quint64 set, int products) = 0;

    /// A set for changes that a writer of its own makes; finish() closes it.
    virtual Result<ChangeSet> beginImport(const QString &what, const ChangeNote &note) = 0;
    /// A writer whose changes belong to the set. Outlived by this object.
    virtual std::unique_ptr<ProductWriter> writerFor(quint64 set) = 0;
    virtual Status finish(quint64 set, qint64 products, qint64 changed, qint64 refused) = 0;
};

} // namespace vitrine::catalog
