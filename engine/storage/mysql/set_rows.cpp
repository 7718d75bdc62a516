#include "storage/mysql/set_rows.h"

#include "catalog/stored_changes.h"
#include "catalog/taking_back.h"
#include "storage/mysql/insert_rows.h"

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

constexpr char SetColumns[] = "id, at_ms, kind, author, reason, what, products, done, changed, refused, finished, undoes, undone_by";

QString textAt(const plan::RowSet &rows, size_t row, int column)
{
    return QString::fromUtf8(plan::textOf(rows.at(row, column)));
}

qint64 wholeAt(const plan::RowSet &rows, size_t row, int column)
{
    return plan::wholeOf(rows.at(row, column));
}

QJsonValue jsonAt(const plan::RowSet &rows, size_t row, int column)
{
    return plan::isNull(rows.at(row, column)) ? QJsonValue(QJsonValue::Undefined) : jsonFromStored(plan::textOf(rows.at(row, column)));
}

ChangeSet setAt(const plan::RowSet &rows, size_t row)
{
    ChangeSet set;
    set.id = quint64(wholeAt(rows, row, 0));
    set.atMs = wholeAt(rows, row, 1);
    set.kind = orRefuse(changeKindNamed(textAt(rows, row, 2)));
    set.note = {textAt(rows, row, 3), textAt(rows, row, 4)};
    set.what = textAt(rows, row, 5);
    set.products = wholeAt(rows, row, 6);
    set.done = wholeAt(rows, row, 7);
    set.changed = wholeAt(rows, row, 8);
    set.refused = wholeAt(rows, row, 9);
    set.finished = wholeAt(rows, row, 10) != 0;
    set.undoes = quint64(wholeAt(rows, row, 11));
    set.undoneBy = quint64(wholeAt(rows, row, 12));
    return set;
}

} // namespace

void refuseFinally(const Error &error)
{
    throw WriteFailure{error, WriteFailure::Kind::Final};
}

quint64 insertSet(WriteTransaction &transaction, const ChangeSet &set, const QString &spec, const std::optional<Roaring> &selection)
{
    const auto number = [](auto value) { return QByteArray::number(qint64(value)); };
    const auto answers = transaction.write(
        {"INSERT INTO change_set (at_ms, kind, author, reason, what, spec, selection, products, done, changed, finished, undoes) VALUES (" +
             QByteArrayList{number(set.atMs), literalOf(QString(changeKindName(set.kind))), literalOf(set.note.author), literalOf(set.note.reason),
                            literalOf(set.what), literalOf(spec), selection ? literalOf(storedSelection(*selection)) : QByteArray("NULL"),
                            number(set.products), number(set.done), number(set.changed), number(set.finished), number(set.undoes)}
                 .join(',') +
             ')',
         "SELECT last_insert_id()"});
    return quint64(wholeAt(answers[1].rows, 0, 0));
}

QVector<ChangeSet> setsWhere(WriteTransaction &transaction, const QByteArray &condition)
{
    const plan::RowSet rows = transaction.ask(QByteArray("SELECT ") + SetColumns + " FROM change_set WHERE " + condition);
    QVector<ChangeSet> sets;
    for (size_t row = 0; row < rows.rows(); ++row)
        sets.append(setAt(rows, row));
    return sets;
}

ChangeSet setOf(WriteTransaction &transaction, quint64 id)
{
    const auto found = setsWhere(transaction, "id = " + QByteArray::number(id));
    if (found.isEmpty())
        refuseFinally(noSuchChange(id));
    return found.first();
}

HeldSet holdSet(WriteTransaction &transaction, quint64 id)
{
    const auto answers = transaction.write({QByteArray("SELECT ") + SetColumns + ", spec, selection, position FROM change_set WHERE id = " +
                                            QByteArray::number(id) + " FOR UPDATE"});
    const plan::RowSet &rows = answers.front().rows;
    if (rows.rows() == 0)
        refuseFinally(noSuchChange(id));
    HeldSet held{setAt(rows, 0), textAt(rows, 0, 13), {}, quint32(wholeAt(rows, 0, 15))};
    if (!plan::isNull(rows.at(0, 14)))
        held.selection = orRefuse(selectionFromStored(plan::textOf(rows.at(0, 14))));
    return held;
}

QVector<StoredEntry> entriesWhere(WriteTransaction &transaction, const QByteArray &condition)
{
    const plan::RowSet rows = transaction.ask(
        "SELECT h.id, h.at_ms, h.product, h.version, h.field, h.code, h.channel, h.locale, h.previous, h.current, h.sku, h.change_set, "
        "(SELECT p.currency FROM price p WHERE h.field = 'price' AND p.product = h.product AND p.channel = h.code LIMIT 1), "
        "s.kind, s.author, s.reason, coalesce(p.\"key\", r.\"key\") FROM history h LEFT JOIN change_set s ON s.id = h.change_set "
        "LEFT JOIN product p ON p.id = h.product LEFT JOIN removed r ON r.id = h.product WHERE " +
        condition);
    QVector<StoredEntry> entries;
    for (size_t row = 0; row < rows.rows(); ++row) {
        StoredEntry stored;
        HistoryEntry &entry = stored.entry;
        entry.id = quint64(wholeAt(rows, row, 0));
        entry.atMs = wholeAt(rows, row, 1);
        stored.product = quint32(wholeAt(rows, row, 2));
        entry.version = quint32(wholeAt(rows, row, 3));
        const auto kind = placeKindFromName(textAt(rows, row, 4));
        if (!kind)
            refuseFinally({ErrorCode::Corrupt, QStringLiteral("\"%1\" is no field of a history").arg(textAt(rows, row, 4)), {}, {}});
        entry.change.place = {*kind, textAt(rows, row, 5), textAt(rows, row, 10), {textAt(rows, row, 6), textAt(rows, row, 7)}};
        entry.change.before = jsonAt(rows, row, 8);
        entry.change.after = jsonAt(rows, row, 9);
        entry.set = quint64(wholeAt(rows, row, 11));
        entry.currency = textAt(rows, row, 12);
        if (!plan::isNull(rows.at(row, 13)))
            entry.kind = orRefuse(changeKindNamed(textAt(rows, row, 13)));
        entry.note = {textAt(rows, row, 14), textAt(rows, row, 15)};
        entry.key = ProductKey(textAt(rows, row, 16));
        entries.append(stored);
    }
    return entries;
}

QByteArray listOf(const QVector<quint32> &numbers)
{
    QByteArrayList list;
    for (const quint32 number : numbers)
        list.append(QByteArray::number(number));
    return '(' + list.join(',') + ')';
}

} // namespace vitrine::storage::mysql
