#include "exchange/xlsx_parts.h"

#include "exchange/row_reader.h"
#include "exchange/xml_stream.h"

#include <QDateTime>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace vitrine::exchange {
namespace {

using L = QLatin1String;
constexpr qsizetype MaxSheets = 10'000, MaxStyles = 100'000;

Result<std::unique_ptr<XmlStream>> openXml(const QString &path, const QString &entry)
{
    auto bytes = ZipEntry::open(path, entry);
    if (!bytes)
        return bytes.error();
    return std::make_unique<XmlStream>(*std::move(bytes), path + u'/' + entry);
}

/// Every start of an element, to the end of the part.
template <typename Visit>
Status forEachStart(const QString &path, const QString &entry, Visit visit)
{
    auto xml = openXml(path, entry);
    if (!xml)
        return xml.error();
    while ((*xml)->next()) {
        if ((*xml)->isStart())
            visit(**xml);
    }
    return (*xml)->failed() ? Status((*xml)->error()) : Status(Done{});
}

/// ECMA-376, 18.8.30: 14 to 22 and 45 to 47; 27 to 36 and 50 to 58 where East Asia is at home.
bool isBuiltInDate(int format)
{
    return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 45 && format <= 47) ||
           (format >= 50 && format <= 58);
}

/// A format with a day, month, year, hour or second outside its texts and colours.
bool isDateFormat(QString code)
{
    static const QRegularExpression aside(QStringLiteral("\"[^\"]*\"|\\\\.|_.|\\*.|\\[[^\\]hms]*\\]"));
    code = code.section(u';', 0, 0).remove(aside).toLower();
    return !code.contains(L("general")) && std::any_of(code.begin(), code.end(), [](QChar c) { return L("dmyhs").contains(c); });
}

Status readStyles(const QString &path, WorkbookParts &parts)
{
    QHash<int, bool> custom;
    bool inCells = false;
    return forEachStart(path, QStringLiteral("xl/styles.xml"), [&](const XmlStream &xml) {
        if (xml.name() == L("numFmt") && custom.size() < MaxStyles)
            custom.insert(xml.attribute(L("numFmtId")).toInt(), isDateFormat(xml.attribute(L("formatCode"))));
        else if (xml.name() == L("cellXfs") || xml.name() == L("cellStyleXfs") || xml.name() == L("cellStyles"))
            inCells = xml.name() == L("cellXfs");
        else if (xml.name() == L("xf") && inCells && parts.dateStyles.size() < MaxStyles) {
            const int format = xml.attribute(L("numFmtId")).toInt();
            parts.dateStyles.append(custom.value(format, isBuiltInDate(format)));
        }
    });
}

QString entryOf(const QString &target)
{
    return target.startsWith(u'/') ? target.mid(1) : QStringLiteral("xl/") + target;
}

} // namespace

Result<WorkbookParts> readWorkbookParts(const QString &path)
{
    WorkbookParts parts;
    QHash<QString, QString> targets;
    Status done = forEachStart(path, QStringLiteral("xl/_rels/workbook.xml.rels"), [&](const XmlStream &xml) {
        if (xml.name() != L("Relationship") || targets.size() >= MaxSheets)
            return;
        const QString entry = entryOf(xml.attribute(L("Target")));
        targets.insert(xml.attribute(L("Id")), entry);
        if (xml.attribute(L("Type")).endsWith(L("/sharedStrings")))
            parts.strings = entry;
    });
    if (!done)
        return done.error();
    done = forEachStart(path, QStringLiteral("xl/workbook.xml"), [&](const XmlStream &xml) {
        if (xml.name() == L("workbookPr"))
            parts.from1904 = xml.attribute(L("date1904")) == L("1") || xml.attribute(L("date1904")) == L("true");
        else if (xml.name() == L("sheet") && parts.sheets.size() < MaxSheets)
            parts.sheets.append({xml.attribute(L("name")), targets.value(xml.attribute(L("id")))});
    });
    if (done)
        done = readStyles(path, parts);
    if (!done && done.error().code != ErrorCode::NotFound) // a workbook may do without styles
        return done.error();
    if (parts.sheets.isEmpty())
        return Error{ErrorCode::Corrupt, QStringLiteral("the workbook has no sheet"), path, QStringLiteral("Save it again")};
    return parts;
}

QString dateFromSerial(double serial, bool from1904)
{
    if (!std::isfinite(serial) || serial < 0 || serial >= 2'958'466) // the year 10000
        return {};
    const qint64 seconds = qint64(std::llround(serial * 86'400));
    const qint64 days = seconds / 86'400;
    // 1900 counts a 29 February that there was not: day 60.
    const QDate base = from1904 ? QDate(1904, 1, 1) : days < 60 ? QDate(1899, 12, 31) : QDate(1899, 12, 30);
    const QString date = base.addDays(days).toString(Qt::ISODate);
    const int rest = int(seconds % 86'400);
    return rest == 0 ? date : date + u'T' + QTime(0, 0).addSecs(rest).toString(Qt::ISODate);
}

std::string unescaped(const QString &text)
{
    static const QRegularExpression escape(QStringLiteral("_x([0-9A-Fa-f]{4})_"));
    if (!text.contains(L("_x")))
        return text.toStdString();
    QString plain;
    qsizetype at = 0;
    for (auto found = escape.globalMatch(text); found.hasNext();) {
        const auto match = found.next();
        plain += QStringView(text).mid(at, match.capturedStart() - at);
        plain += QChar(match.captured(1).toUShort(nullptr, 16));
        at = match.capturedEnd();
    }
    plain += QStringView(text).mid(at);
    return plain.toStdString();
}

Status SharedStrings::keep(const std::string &text)
{
    m_end += text.size();
    ++m_count;
    const bool kept = m_bytes.write(text.data(), qint64(text.size())) == qint64(text.size()) &&
                      m_ends.write(reinterpret_cast<const char *>(&m_end), sizeof m_end) == qint64(sizeof m_end);
    if (kept)
        return Done{};
    return Error{ErrorCode::Io, QStringLiteral("the texts of the workbook cannot be kept meanwhile: %1").arg(m_bytes.errorString()),
                 m_bytes.fileName(), QStringLiteral("Make room for temporary files")};
}

Status SharedStrings::read(const QString &path, const QString &entry)
{
    auto xml = openXml(path, entry);
    if (!xml)
        return xml.error();
    if (!m_bytes.open() || !m_ends.open())
        return Error{ErrorCode::Io, m_bytes.errorString(), m_bytes.fileName(), QStringLiteral("Make room for temporary files")};
    QString text;
    bool inText = false;
    int phonetic = 0;
    XmlStream &tokens = **xml;
    while (tokens.next()) {
        if (tokens.isText()) {
            if (inText && phonetic == 0)
                text += tokens.text();
            if (text.size() > qsizetype(RowReader::MaxCellBytes))
                return Error{ErrorCode::TooLarge, QStringLiteral("a text of the workbook is longer than 1 MiB"), path, {}};
            continue;
        }
        if (tokens.name() == L("t"))
            inText = tokens.isStart();
        else if (tokens.name() == L("rPh"))
            phonetic += tokens.isStart() ? 1 : -1;
        else if (tokens.name() == L("si") && tokens.isStart())
            text.clear();
        else if (tokens.name() == L("si")) {
            if (const Status kept = keep(unescaped(text)); !kept)
                return kept;
        }
    }
    if (tokens.failed())
        return tokens.error();
    if (m_count == 0)
        return Done{};
    if (m_bytes.flush() && m_ends.flush()) {
        m_mappedBytes = m_end == 0 ? "" : reinterpret_cast<const char *>(m_bytes.map(0, qint64(m_end)));
        m_mappedEnds = reinterpret_cast<const quint64 *>(m_ends.map(0, qint64(m_count * sizeof m_end)));
    }
    if (!m_mappedBytes || !m_mappedEnds)
        return Error{ErrorCode::Io, m_bytes.errorString(), m_bytes.fileName(), QStringLiteral("Make room for temporary files")};
    return Done{};
}

std::string_view SharedStrings::at(quint64 number) const
{
    const quint64 begin = number == 0 ? 0 : m_mappedEnds[number - 1];
    return {m_mappedBytes + begin, std::size_t(m_mappedEnds[number] - begin)};
}

} // namespace vitrine::exchange
