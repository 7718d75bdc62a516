#include "exchange/column_sample.h"

#include "exchange/mapping_profile.h"

#include <QDate>
#include <QRegularExpression>

#include <algorithm>

namespace vitrine::exchange {
namespace {

constexpr qsizetype KeptValues = 200;

const QStringList &knownDateFormats()
{
    static const QStringList formats{QStringLiteral("yyyy-MM-dd"), QStringLiteral("dd.MM.yyyy"), QStringLiteral("d.M.yyyy"),
                                     QStringLiteral("dd/MM/yyyy"), QStringLiteral("MM/dd/yyyy"), QStringLiteral("d/M/yyyy"),
                                     QStringLiteral("M/d/yyyy"),   QStringLiteral("yyyy/MM/dd"), QStringLiteral("dd-MM-yyyy"),
                                     QStringLiteral("yyyyMMdd")};
    return formats;
}

QString currencyOf(const QString &text)
{
    static const std::pair<QString, QString> signs[] = {
        {QStringLiteral("€"), QStringLiteral("EUR")},   {QStringLiteral("£"), QStringLiteral("GBP")},
        {QStringLiteral("$"), QStringLiteral("USD")},   {QStringLiteral("¥"), QStringLiteral("JPY")},
        {QStringLiteral("฿"), QStringLiteral("THB")},   {QStringLiteral("₫"), QStringLiteral("VND")},
        {QStringLiteral("₱"), QStringLiteral("PHP")},   {QStringLiteral("₹"), QStringLiteral("INR")}};
    for (const auto &[sign, code] : signs) {
        if (text.startsWith(sign) || text.endsWith(sign))
            return code;
    }
    static const QRegularExpression code(QStringLiteral("(?:^([A-Z]{3}) ?[0-9]|[0-9] ?([A-Z]{3})$)"));
    const auto match = code.match(text);
    return match.hasMatch() ? match.captured(1) + match.captured(2) : QString();
}

} // namespace

void ColumnSample::add(const QString &value)
{
    ++m_rows;
    const QString text = value.trimmed();
    if (text.isEmpty())
        return;
    if (++m_filled == 1) {
        m_example = text;
        m_dateFormats = knownDateFormats();
    }
    m_longest = std::max(m_longest, text.size());
    if (m_distinct.size() < MaxDistinct)
        m_distinct.insert(text);
    if (m_some.size() < KeptValues)
        m_some.append(text);
    const QString currency = currencyOf(text);
    if (!currency.isEmpty())
        m_currency = currency;
    const bool point = plainDecimal(text, u'.', currency).has_value();
    const bool comma = plainDecimal(text, u',', currency).has_value();
    m_point += point;
    m_comma += comma;
    m_onlyPoint += point && !comma;
    m_onlyComma += comma && !point;
    static const QRegularExpression whole(QStringLiteral("^-?[0-9]+$"));
    m_whole += whole.match(text).hasMatch();
    static const QStringList words{QStringLiteral("true"), QStringLiteral("false"), QStringLiteral("yes"), QStringLiteral("no"),
                                   QStringLiteral("ja"),   QStringLiteral("nein"),  QStringLiteral("oui"), QStringLiteral("non"),
                                   QStringLiteral("si"),   QStringLiteral("sí"),    QStringLiteral("y"),   QStringLiteral("n")};
    m_boolean += words.contains(text.toLower());
    static const QRegularExpression picture(QStringLiteral("\\.(jpe?g|png|webp|gif|tiff?|avif|heic)(\\?[^ ]*)?$"),
                                            QRegularExpression::CaseInsensitiveOption);
    m_picture += picture.match(text).hasMatch();
    m_dateFormats.removeIf([&](const QString &format) { return !QDate::fromString(text, format).isValid(); });
}

QChar ColumnSample::decimal() const
{
    if (m_point == m_filled && (m_onlyPoint > 0 || m_comma < m_filled))
        return u'.';
    if (m_comma == m_filled && (m_onlyComma > 0 || m_point < m_filled))
        return u',';
    return {};
}

QString ColumnSample::dateFormat(bool &sure) const
{
    sure = true;
    if (m_dateFormats.isEmpty())
        return {};
    const QDate first = QDate::fromString(m_example, m_dateFormats.first());
    for (const QString &other : m_dateFormats)
        sure = sure && QDate::fromString(m_example, other) == first;
    // Eight digits are more often a number than a date.
    sure = sure && m_dateFormats.first() != QLatin1String("yyyyMMdd");
    return m_dateFormats.first();
}

QString ColumnSample::separator(const QStringList &candidates) const
{
    QString best;
    qsizetype most = 0;
    for (const QString &candidate : candidates) {
        const auto having = std::count_if(m_some.begin(), m_some.end(), [&](const QString &text) { return text.contains(candidate); });
        if (having > most && having * 8 >= m_some.size()) {
            most = having;
            best = candidate;
        }
    }
    return best;
}

} // namespace vitrine::exchange
