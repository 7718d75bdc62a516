#include "origin/filter.h"

#include <QSet>

namespace vitrine::origin {

const char *const FilterGrammar =
    "Terms separated by `;`, all of which must hold: `brand:a,b` and `category:Path/Below` (any of the values, separated "
    "by `,`; a category holds for everything below it), `price:100..5000` (minor units of the currency, inclusive, "
    "either end may be left out), `image:yes`, and any attribute by its code: `colour:red,blue` (any of the values), "
    "`weight:10..20`, `released:2024-01-01..<2025-01-01` (numbers and dates; `..<` leaves the end out), "
    "`weight:..2kg` (a number in another unit than the attribute's is converted), `ean:*` (any "
    "value), `washable:true`. `complete:SG/en` (everything that the product's family requires in that channel and locale "
    "is there; `complete:SG` in the whole channel, `complete:*` everywhere) and `incomplete:SG/en` (it has a family, and "
    "something is missing). A `-` before an attribute turns the term round, which also holds for products without a "
    "value; `attr.` before it tells it from the four names above. Attributes are seen as the card shows them without "
    "channel and language, and as its variants show them. A backslash before `,`, `;`, `.`, `*` or `\\` takes it "
    "literally. Example: `brand:xerox,hp;category:Men/Tops;price:100..5000;-colour:red`";

namespace {

Error wrong(const QString &what)
{
    return {ErrorCode::InvalidArgument, what, QStringLiteral("filter"), {}};
}

/// Splits at separators that no backslash protects and keeps the backslashes.
QStringList split(const QString &text, QChar separator)
{
    QStringList parts;
    QString part;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\\' && i + 1 < text.size()) {
            part += text[i++];
            part += text[i];
        } else if (text[i] == separator) {
            parts += part;
            part.clear();
        } else {
            part += text[i];
        }
    }
    return parts << part;
}

QString unescape(const QString &text)
{
    QString plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\\' && i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

Result<QStringList> values(const QString &name, const QString &list)
{
    QStringList all;
    for (const QString &part : split(list, u',')) {
        const QString value = unescape(part.trimmed());
        if (value.isEmpty())
            return wrong(QStringLiteral("'%1' has an empty value").arg(name));
        all += value;
    }
    return all;
}

Result<std::optional<qint64>> bound(const QString &text)
{
    if (text.trimmed().isEmpty())
        return std::optional<qint64>();
    bool isNumber = false;
    const qint64 number = text.trimmed().toLongLong(&isNumber);
    if (!isNumber || number < 0)
        return wrong(QStringLiteral("'%1' is not a price in minor units").arg(text));
    return std::optional<qint64>(number);
}

Status applyPrice(const QString &range, catalog::Query *query)
{
    const qsizetype dots = range.indexOf(QLatin1String(".."));
    if (dots < 0)
        return wrong(QStringLiteral("'price' is a range such as 100..5000, 100.. or ..5000"));
    const auto from = bound(range.left(dots));
    if (!from)
        return from.error();
    const auto to = bound(range.mid(dots + 2));
    if (!to)
        return to.error();
    if ((!*from && !*to) || (*from && *to && **from > **to))
        return wrong(QStringLiteral("the price range '%1' holds nothing").arg(range));
    query->priceFromMinor = *from;
    query->priceToMinor = *to;
    return Done{};
}

/// Where `sought` begins outside of what a backslash protects; -1.
qsizetype plainIndexOf(const QString &text, QLatin1String sought)
{
    for (qsizetype i = 0; i < text.size(); ++i) {
        if (text[i] == u'\\')
            ++i;
        else if (QStringView(text).mid(i).startsWith(sought))
            return i;
    }
    return -1;
}

QString withoutPrefix(const QString &name)
{
    return name.startsWith(QLatin1String("attr.")) ? name.mid(5) : name;
}

Result<catalog::AttributeFilter> attributeFilter(const QString &name, const QString &value)
{
    catalog::AttributeFilter filter;
    filter.isNegated = name.startsWith(u'-');
    filter.code = withoutPrefix(name.mid(filter.isNegated ? 1 : 0));
    if (filter.code.isEmpty())
        return wrong(QStringLiteral("a term has no name"));
    if (value.trimmed() == u"*")
        return filter;
    const qsizetype dots = plainIndexOf(value, QLatin1String(".."));
    if (dots < 0) {
        filter.kind = catalog::AttributeFilter::Kind::AnyOf;
        const auto list = values(filter.code, value);
        if (!list)
            return list.error();
        filter.values = *list;
        return filter;
    }
    filter.kind = catalog::AttributeFilter::Kind::Range;
    filter.isOpen = value.mid(dots + 2).startsWith(u'<');
    filter.from = unescape(value.left(dots).trimmed());
    filter.to = unescape(value.mid(dots + (filter.isOpen ? 3 : 2)).trimmed());
    if (filter.from.isEmpty() && filter.to.isEmpty())
        return wrong(QStringLiteral("the range of '%1' has no end; '%1:*' finds any value").arg(filter.code));
    return filter;
}

Status applyTerm(const QString &name, const QString &value, catalog::Query *query)
{
    if (name == QLatin1String("price"))
        return applyPrice(value, query);
    if (name == QLatin1String("image")) {
        if (value != QLatin1String("yes"))
            return wrong(QStringLiteral("'image' knows only 'yes'"));
        query->withImageOnly = true;
        return Done{};
    }
    if (name == QLatin1String("-category") || name == QLatin1String("-price") || name == QLatin1String("-image"))
        return wrong(QStringLiteral("'%1': only attributes can be turned round").arg(name));
    if (name != QLatin1String("brand") && name != QLatin1String("category")) {
        auto filter = attributeFilter(name, value);
        if (!filter)
            return filter.error();
        query->attributes.append(*std::move(filter));
        return Done{};
    }
    const auto list = values(name, value);
    if (!list)
        return list.error();
    (name == QLatin1String("brand") ? query->brands : query->categories) = *list;
    return Done{};
}

} // namespace

Status applyFilter(const QString &filter, catalog::Query *query)
{
    if (filter.trimmed().isEmpty())
        return Done{};
    QSet<QString> seen;
    for (const QString &term : split(filter, u';')) {
        const qsizetype colon = term.indexOf(u':');
        if (colon < 0)
            return wrong(QStringLiteral("'%1' is not a term such as brand:xerox").arg(term));
        const QString name = term.left(colon).trimmed();
        if (seen.contains(name))
            return wrong(QStringLiteral("'%1' is given twice").arg(name));
        seen.insert(name);
        if (auto status = applyTerm(name, term.mid(colon + 1), query); !status)
            return status;
    }
    return Done{};
}

Status applySort(const QString &sort, catalog::Query *query)
{
    using catalog::SortBy;
    static const std::pair<QLatin1String, SortBy> Orders[] = {
        {QLatin1String("relevance"), SortBy::Relevance}, {QLatin1String("key"), SortBy::Key},
        {QLatin1String("name"), SortBy::Name},           {QLatin1String("price"), SortBy::Price},
        {QLatin1String("stock"), SortBy::Stock},         {QLatin1String("updated"), SortBy::Updated}};
    const bool descending = sort.startsWith(u'-');
    const QString wanted = sort.mid(descending ? 1 : 0);
    query->descending = descending;
    for (const auto &[name, order] : Orders) {
        if (wanted != name)
            continue;
        if (descending && order == SortBy::Relevance)
            return Error{ErrorCode::InvalidArgument, QStringLiteral("relevance has one direction only"),
                         QStringLiteral("sort"), {}};
        query->sort = order;
        return Done{};
    }
    query->sort = SortBy::Attribute;
    query->sortAttribute = withoutPrefix(wanted);
    if (!query->sortAttribute.isEmpty() && !query->sortAttribute.startsWith(u'-'))
        return Done{};
    return Error{ErrorCode::InvalidArgument,
                 QStringLiteral("'%1' is not one of relevance, key, name, price, stock, updated and attribute codes; a "
                                "minus turns the others than relevance round")
                     .arg(sort),
                 QStringLiteral("sort"),
                 {}};
}

} // namespace vitrine::origin
