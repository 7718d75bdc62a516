#include "catalog/taking_back.h"

#include "catalog/bulk_run.h"

#include <QDateTime>

#include <algorithm>
#include <limits>
#include <tuple>

namespace vitrine::catalog {

using Kind = FieldPlace::Kind;

FormerState::FormerState(const ProductKey &key, std::optional<Product> now, qint64 atMs) : m_atMs(atMs), m_isThere(now)
{
    if (now)
        m_product = *std::move(now);
    m_product.key = key;
}

bool FormerState::take(const HistoryEntry &entry)
{
    const QString time = QDateTime::fromMSecsSinceEpoch(entry.atMs, Qt::UTC).toString(Qt::ISODateWithMs);
    if (entry.atMs <= m_atMs) {
        if (!m_isThere && m_otherwise.isEmpty())
            m_otherwise = QStringLiteral("It was removed at %1").arg(time);
        return false;
    }
    if (entry.change.place.kind == Kind::Created) {
        m_isThere = false;
        const ProductKey key = m_product.key;
        m_product = {};
        m_product.key = key;
        m_otherwise = QStringLiteral("It was created at %1").arg(time);
    } else if (entry.change.place.kind == Kind::Removed) {
        m_isThere = true; // and every field of it follows
    } else if (auto put = putField(m_product, entry.change.place, entry.change.before); !put) {
        m_broken = Error{ErrorCode::Corrupt,
                         QStringLiteral("the history of \"%1\" does not lead back to that time: %2")
                             .arg(m_product.key.toString(), put.error().what),
                         QStringLiteral("entry %1").arg(entry.id), {}};
        return false;
    }
    m_product.version = entry.version - 1;
    return true;
}

Result<Product> FormerState::state() const
{
    if (m_broken)
        return *m_broken;
    if (!m_isThere)
        return Error{ErrorCode::NotFound, QStringLiteral("the product \"%1\" was not there").arg(m_product.key.toString()),
                     QStringLiteral("time"), m_otherwise};
    return m_product;
}

namespace {

bool inOrder(const AttributeValue &a, const AttributeValue &b)
{
    return std::tie(a.code, a.scope.channel, a.scope.locale) < std::tie(b.code, b.scope.channel, b.scope.locale);
}

} // namespace

void takeBackFields(Product &product, const QVector<HistoryEntry> &entries, const std::function<void(const Error &)> &kept)
{
    // Imports leave attributes in this order: one that comes back is in its place again, not behind the others.
    const bool wasInOrder = std::is_sorted(product.attributes.begin(), product.attributes.end(), inOrder);
    for (const HistoryEntry &entry : entries) {
        const FieldChange &change = entry.change;
        if (change.place.kind == Kind::Created || change.place.kind == Kind::Removed)
            continue;
        Status put = Done{};
        if (const QJsonValue is = fieldAt(product, change.place); is != change.after)
            put = Error{ErrorCode::Conflict, QStringLiteral("it was changed since, and is now: %1").arg(readable(is, entry.currency)),
                        placeName(change.place), {}};
        else
            put = putField(product, change.place, change.before);
        if (!put)
            kept(put.error());
    }
    if (wasInOrder)
        std::sort(product.attributes.begin(), product.attributes.end(), inOrder);
}

Status stillAsCreated(const Product &now, const QVector<HistoryEntry> &since)
{
    if (since.isEmpty())
        return Done{};
    FormerState former(now.key, now, std::numeric_limits<qint64>::min());
    for (const HistoryEntry &entry : since)
        former.take(entry);
    const auto left = former.state();
    if (!left)
        return left.error();
    const QVector<FieldChange> changed = diff(*left, now);
    if (changed.isEmpty())
        return Done{};
    const FieldChange &first = changed.first();
    return Error{ErrorCode::Conflict,
                 QStringLiteral("it stays: it was changed since, and is now: %1")
                     .arg(readable(first.after, currenciesOf(now, {first}).first())),
                 placeName(first.place), {}};
}

QString undoEffect(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Import:
        return QStringLiteral("Undoing an import removes the products that it created and gives the fields that it changed "
                              "their former values. What was changed since stays, and is named. Pictures that it brought stay "
                              "in the store.");
    case ChangeKind::Remove:
        return QStringLiteral("Undoing a removal brings the products back whole, but where there is a product of that key again.");
    case ChangeKind::Undo:
        return QStringLiteral("Undoing an undo makes the change again: products that it removed come back whole, those that it "
                              "brought back go. What was changed since stays, and is named.");
    case ChangeKind::Edit:
    case ChangeKind::Bulk:
    case ChangeKind::Restore:
        return QStringLiteral("Undoing gives the fields their former values. What was changed since stays, and is named.");
    }
    Q_UNREACHABLE();
}

bool tellsOf(const QVector<HistoryEntry> &entries, FieldPlace::Kind kind)
{
    return std::any_of(entries.begin(), entries.end(),
                       [kind](const HistoryEntry &entry) { return entry.change.place.kind == kind; });
}

Result<Product> beforeRemoval(const ProductKey &key, const QVector<HistoryEntry> &entries)
{
    if (!tellsOf(entries, Kind::Removed))
        return notThereAnyMore();
    Product product;
    product.key = key;
    for (const HistoryEntry &entry : entries) {
        if (entry.change.place.kind == Kind::Removed)
            continue;
        if (auto put = putField(product, entry.change.place, entry.change.before); !put)
            return put.error();
    }
    return product;
}

Status mayRestore(const FieldPlace &place)
{
    if (place.kind == Kind::Created)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("that a product was created cannot be set back"),
                     QStringLiteral("entry"), {}};
    if (place.kind == Kind::Removed)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("a removed product comes back as a whole"),
                     QStringLiteral("entry"), QStringLiteral("Undo the change that removed it")};
    return Done{};
}

Error noSuchChange(quint64 set)
{
    return {ErrorCode::NotFound, QStringLiteral("there is no change %1").arg(set), QStringLiteral("set"), {}};
}

Error noSuchEntry(quint64 entry)
{
    return {ErrorCode::NotFound, QStringLiteral("there is no entry %1 in the history").arg(entry), QStringLiteral("entry"), {}};
}

Error undoneAlready(quint64 set, quint64 by)
{
    return {ErrorCode::Conflict, QStringLiteral("the change %1 is undone already, by %2").arg(set).arg(by),
            QStringLiteral("set"), QStringLiteral("To make it again, undo %1").arg(by)};
}

Error nothingToTakeBack(quint64 set)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("the change %1 has changed no product").arg(set),
            QStringLiteral("set"), {}};
}

Error undoneWhileWritten(quint64 set, quint64 by)
{
    return {ErrorCode::Conflict, QStringLiteral("the change %1 was undone by %2 while it was being written").arg(set).arg(by),
            QStringLiteral("set"), QStringLiteral("Import the same source again")};
}

Error isNotContinued(quint64 set)
{
    return {ErrorCode::InvalidArgument, QStringLiteral("the change %1 is not one that can be continued").arg(set),
            QStringLiteral("set"), QStringLiteral("Import the same source again")};
}

Error notThereAnyMore()
{
    return {ErrorCode::NotFound, QStringLiteral("the product is not there any more"), {}, {}};
}

Error changedMeanwhile()
{
    return {ErrorCode::Conflict, QStringLiteral("it was changed meanwhile"), {}, {}};
}

Error keyIsTakenAgain()
{
    return {ErrorCode::Conflict, QStringLiteral("there is a product of this key again"), QStringLiteral("key"), {}};
}

} // namespace vitrine::catalog
