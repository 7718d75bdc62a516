#include "catalog/stored_changes.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace vitrine::catalog {

Result<ChangeKind> changeKindNamed(const QString &name)
{
    for (const ChangeKind kind : {ChangeKind::Edit, ChangeKind::Import, ChangeKind::Bulk, ChangeKind::Undo,
                                  ChangeKind::Restore, ChangeKind::Remove}) {
        if (name == changeKindName(kind))
            return kind;
    }
    return Error{ErrorCode::Corrupt, QStringLiteral("\"%1\" is no kind of change").arg(name), {}, {}};
}

QByteArray storedJson(const QJsonValue &value)
{
    if (value.isUndefined())
        return {};
    const QByteArray array = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return array.mid(1, array.size() - 2);
}

QJsonValue jsonFromStored(const QByteArray &json)
{
    return json.isNull() ? QJsonValue(QJsonValue::Undefined) : QJsonDocument::fromJson('[' + json + ']').array().at(0);
}

QString storedSpec(const QVector<BulkChange> &changes)
{
    QJsonArray texts;
    for (const BulkChange &change : changes)
        texts.append(toText(change));
    return QString::fromUtf8(QJsonDocument(texts).toJson(QJsonDocument::Compact));
}

Result<QVector<BulkChange>> changesFromSpec(const QString &spec)
{
    QVector<BulkChange> changes;
    for (const QJsonValue &text : QJsonDocument::fromJson(spec.toUtf8()).array()) {
        const auto change = parseBulkChange(text.toString(), {});
        if (!change)
            return change.error();
        changes.append(*change);
    }
    return changes;
}

QString whatBulkDoes(const BulkEdit &edit)
{
    QStringList what;
    for (const BulkChange &change : edit.changes)
        what.append(toText(change));
    if (!edit.query.isEmpty())
        what.prepend(edit.query);
    return what.join(QStringLiteral(" · "));
}

QByteArray storedSelection(const Roaring &products)
{
    QByteArray bytes(qsizetype(products.getSizeInBytes()), Qt::Uninitialized);
    products.write(bytes.data());
    return bytes;
}

Result<Roaring> selectionFromStored(const QByteArray &bytes)
{
    try {
        return Roaring::readSafe(bytes.constData(), size_t(bytes.size()));
    } catch (const std::runtime_error &) {
        return Error{ErrorCode::Corrupt, QStringLiteral("the products of this change cannot be read"), QStringLiteral("set"), {}};
    }
}

Result<Roaring> chosenNumbers(const ResultSet &products)
{
    if (products.size() == 0)
        return Error{ErrorCode::InvalidArgument, QStringLiteral("no product was chosen"), QStringLiteral("set"), {}};
    Roaring numbers;
    for (qint64 row = 0; row < products.size(); ++row)
        numbers.add(toNumber(products.at(row)));
    numbers.runOptimize();
    return numbers;
}

} // namespace vitrine::catalog
