#include "storage/sqlite/document.h"

#include "catalog/product_summary.h"

#include <algorithm>

namespace vitrine::storage::sqlite {

using catalog::AttributeValue;
using catalog::Product;

namespace {

constexpr qsizetype MaxSearchLength = 500;
constexpr qsizetype SortBytes = 64;

void appendValues(QString &body, const QVector<AttributeValue> &values)
{
    for (const AttributeValue &value : values) {
        if (const auto *text = std::get_if<QString>(&value.value))
            body += *text + u'\n';
        else if (const auto *option = std::get_if<catalog::OptionCode>(&value.value);
                 option && value.code != u"brand")
            body += option->toString() + u'\n';
    }
}

bool canBeFound(QChar c)
{
    return c.isLetterOrNumber() || c.isSurrogate();
}

} // namespace

Document documentOf(const Product &product, const QString &brandLabel)
{
    Document document;
    document.name = product.name;
    document.key = product.key.toString();
    for (const catalog::Variant &variant : product.variants) {
        if (variant.sku != document.key)
            document.key += u'\n' + variant.sku;
        appendValues(document.body, variant.attributes);
    }
    document.brand = catalog::brandOf(product);
    if (brandLabel.compare(document.brand, Qt::CaseInsensitive) != 0)
        document.brand += u'\n' + brandLabel;
    document.categories = product.categories.join(u'\n');
    appendValues(document.body, product.attributes);
    return document;
}

QByteArray sortName(const QString &name)
{
    const QString folded = name.left(SortBytes).normalized(QString::NormalizationForm_D).toCaseFolded();
    QString plain;
    plain.reserve(folded.size());
    std::copy_if(folded.begin(), folded.end(), std::back_inserter(plain),
                 [](QChar c) { return !c.isMark(); });
    return plain.trimmed().toUtf8().left(SortBytes);
}

Result<QByteArray> matchExpression(const QString &text)
{
    if (text.size() > MaxSearchLength)
        return Error{
            ErrorCode::InvalidArgument,
            QStringLiteral("the text to search for is longer than %1 characters").arg(MaxSearchLength),
            QStringLiteral("text"), QStringLiteral("Use fewer words")};
    QByteArray expression;
    bool lastIsOpen = false;
    for (const QString &word : text.simplified().split(u' ', Qt::SkipEmptyParts)) {
        // A word of punctuation alone has no token: the index knows nothing of it.
        lastIsOpen = std::any_of(word.begin(), word.end(), canBeFound);
        if (!lastIsOpen)
            continue;
        QString quoted = word;
        quoted.remove(QChar::Null).replace(u'"', QStringLiteral("\"\""));
        expression += expression.isEmpty() ? "\"" : " \"";
        expression += quoted.toUtf8() + '"';
    }
    if (expression.isEmpty())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("there is no word to search for"),
                     QStringLiteral("text"), QStringLiteral("Type a letter or a digit")};
    if (lastIsOpen && !text.back().isSpace())
        expression += '*';
    return expression;
}

} // namespace vitrine::storage::sqlite
