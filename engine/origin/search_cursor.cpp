#include "origin/search_cursor.h"

#include <QDataStream>
#include <QIODevice>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace vitrine::origin {

namespace {

constexpr quint8 Version = 1;
constexpr qsizetype Longest = 1'024;

quint32 digest(const catalog::Query &query)
{
    QByteArray all;
    QDataStream out(&all, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << query.text << query.categories << query.brands << query.priceFromMinor.value_or(-1)
        << query.priceToMinor.value_or(-1) << query.withImageOnly << int(query.sort) << query.descending
        << query.sortAttribute;
    for (const catalog::AttributeFilter &filter : query.attributes)
        out << filter.code << int(filter.kind) << filter.isNegated << filter.values << filter.from << filter.to
            << filter.isOpen;
    return quint32(XXH3_64bits(all.constData(), size_t(all.size())));
}

} // namespace

QString cursorText(const catalog::Query &query, const catalog::ResultMark &mark)
{
    QByteArray bytes;
    QDataStream out(&bytes, QIODevice::WriteOnly);
    out.setVersion(QDataStream::Qt_6_0);
    out << Version << digest(query) << toNumber(mark.id) << quint32(mark.row) << mark.hasKey << mark.key << mark.text;
    return QString::fromLatin1(bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

Result<catalog::ResultMark> cursorMark(const catalog::Query &query, const QString &cursor)
{
    const auto refused = [](const QString &what) {
        return Error{ErrorCode::InvalidArgument, what, QStringLiteral("cursor"),
                     QStringLiteral("Begin the list again without a cursor")};
    };
    const auto decoded = QByteArray::fromBase64Encoding(
        cursor.toLatin1(), QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (cursor.size() > Longest || !decoded)
        return refused(QStringLiteral("the cursor is none that an answer's \"next\" gave"));
    QDataStream in(*decoded);
    in.setVersion(QDataStream::Qt_6_0);
    quint8 version = 0;
    quint32 of = 0, id = 0, row = 0;
    catalog::ResultMark mark;
    in >> version >> of >> id >> row >> mark.hasKey >> mark.key >> mark.text;
    if (version != Version || in.status() != QDataStream::Ok || !in.atEnd() || mark.key != mark.key)
        return refused(QStringLiteral("the cursor is none that an answer's \"next\" gave"));
    if (of != digest(query))
        return refused(QStringLiteral("the cursor belongs to other words, filters or another order"));
    mark.id = ProductId(id);
    mark.row = row;
    if (cursorText(query, mark) != cursor)
        return refused(QStringLiteral("the cursor is none that an answer's \"next\" gave"));
    return mark;
}

} // namespace vitrine::origin
