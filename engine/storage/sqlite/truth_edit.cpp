// One edit of one value: the part of TruthWriter that the product's inspector uses.
#include "catalog/product_edit.h"
#include "catalog/product_rules.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/truth_writer.h"

namespace vitrine::storage::sqlite {

using catalog::Edit;
using catalog::Product;
using catalog::Value;

namespace {

[[noreturn]] void refuse(ErrorCode code, const QString &what, const QString &where,
                         const QString &remedy = {})
{
    throw SqliteFailure{{code, what, where, remedy}};
}

QString fieldName(Edit::Field field)
{
    switch (field) {
    case Edit::Field::Name:
        return QStringLiteral("name");
    case Edit::Field::Attribute:
        return QStringLiteral("attribute");
    case Edit::Field::PriceMinor:
        return QStringLiteral("price");
    case Edit::Field::Stock:
        return QStringLiteral("stock");
    }
    Q_UNREACHABLE();
}

/// A value as the history keeps it: text that a person can read.
struct Readable
{
    QString operator()(const QString &text) const { return text; }
    QString operator()(double number) const
    {
        return QString::number(number, 'g', QLocale::FloatingPointShortest);
    }
    QString operator()(bool flag) const { return flag ? QStringLiteral("true") : QStringLiteral("false"); }
    QString operator()(const QDate &date) const { return date.toString(Qt::ISODate); }
    QString operator()(const catalog::OptionCode &option) const { return option.toString(); }
};

void bindReadable(Statement &statement, int index, const std::optional<Value> &value)
{
    if (value)
        statement.bind(index, std::visit(Readable{}, *value));
    else
        statement.bindNull(index);
}

} // namespace

catalog::EditReceipt TruthWriter::edit(const Edit &edit, qint64 nowMs)
{
    const auto head = m_reader.head(edit.key);
    if (!head)
        refuse(ErrorCode::NotFound, QStringLiteral("there is no product \"%1\"").arg(edit.key.toString()),
               QStringLiteral("key"));
    if (edit.expectedVersion && *edit.expectedVersion != head->version)
        refuse(ErrorCode::PreconditionFailed,
               QStringLiteral("the product \"%1\" has been changed meanwhile: it is at version %2, not %3")
                   .arg(edit.key.toString())
                   .arg(head->version)
                   .arg(*edit.expectedVersion),
               fieldName(edit.field), QStringLiteral("Look at the product again and repeat the change"));

    const Product old = m_reader.product(*head);
    Product product = old;
    const auto applied = catalog::applyEdit(product, edit);
    if (!applied)
        throw SqliteFailure{applied.error()};
    catalog::EditReceipt receipt{*applied, head->version};
    if (auto error = wrongType(product))
        throw SqliteFailure{*error};
    const QByteArray fingerprint = catalog::fingerprint(product);
    if (fingerprint == head->fingerprint)
        return receipt;
    receipt.version = product.version = head->version + 1;
    write(product, &old, head->id, fingerprint, nowMs);
    writeHistory(edit, head->id, receipt.version, receipt.previous, nowMs);
    return receipt;
}

void TruthWriter::writeHistory(const Edit &edit, quint32 id, quint32 version,
                               const std::optional<Value> &previous, qint64 nowMs)
{
    m_history.bind(1, nowMs).bind(2, id).bind(3, version).bind(4, fieldName(edit.field)).bind(5, edit.code);
    m_history.bind(6, edit.scope.channel).bind(7, edit.scope.locale);
    bindReadable(m_history, 8, previous);
    bindReadable(m_history, 9, edit.value);
    m_history.run();
}

} // namespace vitrine::storage::sqlite
