// One edit of one value: the part of TruthWriter that the product's inspector uses.
#include "catalog/product_rules.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/truth_writer.h"

#include <algorithm>
#include <cmath>

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

qint64 wholeNumber(const Edit &edit, const QString &field)
{
    const double *number = edit.value ? std::get_if<double>(&*edit.value) : nullptr;
    constexpr double Limit = 9e15; // every whole number up to here is exact
    if (!number || !(*number >= 0 && *number <= Limit) || std::trunc(*number) != *number)
        refuse(ErrorCode::InvalidArgument,
               QStringLiteral("the %1 has to be a whole number, 0 or more").arg(field), field);
    return qint64(*number);
}

std::optional<Value> applyName(Product &product, const Edit &edit)
{
    const QString *name = edit.value ? std::get_if<QString>(&*edit.value) : nullptr;
    if (!name || name->trimmed().isEmpty())
        refuse(ErrorCode::InvalidArgument, QStringLiteral("a product needs a name"), QStringLiteral("name"));
    return std::exchange(product.name, *name);
}

std::optional<Value> applyPrice(Product &product, const Edit &edit)
{
    const qint64 minor = wholeNumber(edit, QStringLiteral("price"));
    const auto price = std::find_if(product.prices.begin(), product.prices.end(),
                                    [&](const catalog::Price &each) { return each.channel == edit.code; });
    if (price == product.prices.end())
        refuse(
            ErrorCode::InvalidArgument,
            edit.code.isEmpty() ? QStringLiteral("the product has no price for every channel")
                                : QStringLiteral("the product has no price in channel \"%1\"").arg(edit.code),
            QStringLiteral("price"), QStringLiteral("Import the product with a price and a currency first"));
    return double(std::exchange(price->minor, minor));
}

std::optional<Value> applyStock(Product &product, const Edit &edit)
{
    const qint64 stock = wholeNumber(edit, QStringLiteral("stock"));
    const auto variant = std::find_if(product.variants.begin(), product.variants.end(),
                                      [&](const catalog::Variant &each) { return each.sku == edit.code; });
    if (variant == product.variants.end())
        refuse(ErrorCode::InvalidArgument, QStringLiteral("the product has no variant \"%1\"").arg(edit.code),
               QStringLiteral("stock"));
    return double(std::exchange(variant->stock, stock));
}

std::optional<Value> applyAttribute(Product &product, const Edit &edit)
{
    if (auto error = catalog::brokenRule(edit.code, edit.value.value_or(QString()), edit.code))
        throw SqliteFailure{*error};
    const auto value = std::find_if(product.attributes.begin(), product.attributes.end(),
                                    [&](const catalog::AttributeValue &each) {
                                        return each.code == edit.code && each.scope == edit.scope;
                                    });
    if (value == product.attributes.end()) {
        if (edit.value)
            product.attributes.append({edit.code, *edit.value, edit.scope});
        return {};
    }
    const Value previous = value->value;
    if (edit.value)
        value->value = *edit.value;
    else
        product.attributes.erase(value);
    return previous;
}

std::optional<Value> apply(Product &product, const Edit &edit)
{
    switch (edit.field) {
    case Edit::Field::Name:
        return applyName(product, edit);
    case Edit::Field::Attribute:
        return applyAttribute(product, edit);
    case Edit::Field::PriceMinor:
        return applyPrice(product, edit);
    case Edit::Field::Stock:
        return applyStock(product, edit);
    }
    Q_UNREACHABLE();
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
    catalog::EditReceipt receipt{apply(product, edit), head->version};
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
