#include "exchange/xlsx_reader.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace vitrine::exchange {
namespace {

using L = QLatin1String;

/// The column of "AB12", from 0; -1 when it names none.
int columnOf(const QString &reference)
{
    int column = 0;
    for (const QChar c : reference) {
        if (c < u'A' || c > u'Z')
            break;
        column = column * 26 + (c.unicode() - u'A' + 1);
        if (column > XlsxReader::MaxSheetColumns)
            return -1;
    }
    return column - 1;
}

} // namespace

Result<std::unique_ptr<RowReader>> XlsxReader::open(const QString &path, const QString &sheet)
{
    auto parts = readWorkbookParts(path);
    if (!parts)
        return parts.error();
    QStringList names;
    const WorkbookParts::Sheet *chosen = nullptr;
    for (const auto &one : std::as_const(parts->sheets)) {
        names.append(one.name);
        if (!chosen && (sheet.isEmpty() || one.name == sheet))
            chosen = &one;
    }
    if (!chosen)
        return Error{ErrorCode::NotFound, QStringLiteral("the workbook has no sheet %1").arg(sheet), path,
                     QStringLiteral("It has %1").arg(names.join(QStringLiteral(", ")).left(200))};
    auto bytes = ZipEntry::open(path, chosen->entry);
    if (!bytes)
        return bytes.error();
    std::unique_ptr<XlsxReader> reader(new XlsxReader);
    reader->m_xml = std::make_unique<XmlStream>(*std::move(bytes), path + u'/' + chosen->entry);
    reader->m_parts = *std::move(parts);
    if (!reader->m_parts.strings.isEmpty()) {
        if (const Status read = reader->m_strings.read(path, reader->m_parts.strings); !read)
            return read.error();
    }
    return std::unique_ptr<RowReader>(std::move(reader));
}

bool XlsxReader::isBlank() const
{
    return std::all_of(m_cells.begin(), m_cells.begin() + std::ptrdiff_t(m_count), [](const std::string &cell) { return cell.empty(); });
}

RowReader::Step XlsxReader::next()
{
    Step step = Step::Row;
    do {
        step = readRow();
    } while (step == Step::Row && m_problem.isEmpty() && isBlank());
    if (step != Step::Row)
        return step;
    const std::size_t named = std::size_t(m_header.size());
    if (named == 0) { // this is the header: blank cells behind its last name are none
        while (m_count > 0 && m_cells[m_count - 1].empty())
            --m_count;
    } else {
        for (std::size_t i = named; i < m_count && m_problem.isEmpty(); ++i) {
            if (!m_cells[i].empty()) {
                m_problem = QStringLiteral("the cell is in a column without a name");
                m_problemAt = i;
            }
        }
        for (; m_count < named; ++m_count) {
            if (m_cells.size() == m_count)
                m_cells.emplace_back();
            m_cells[m_count].clear();
            m_typed.resize(std::max(m_typed.size(), m_count + 1));
            m_typed[m_count] = false;
        }
        m_count = named;
    }
    return m_problem.isEmpty() ? Step::Row : Step::Bad;
}

RowReader::Step XlsxReader::readRow()
{
    m_count = m_nextColumn = 0;
    m_problem.clear();
    bool inRow = false;
    while (m_xml->next()) {
        if (m_xml->isText())
            continue;
        if (m_xml->name() == L("row") && m_xml->isStart()) {
            bool good = false;
            const qint64 number = m_xml->attribute(L("r")).toLongLong(&good);
            m_line = good && number > 0 ? number : m_line + 1;
            inRow = true;
        } else if (m_xml->name() == L("row") && inRow) {
            return Step::Row;
        } else if (m_xml->name() == L("c") && m_xml->isStart() && inRow && !readCell()) {
            break;
        }
    }
    if (!m_xml->failed())
        return Step::End;
    m_error = m_xml->error();
    return Step::Failed;
}

/// Reads to the end of the cell; false when the sheet failed.
bool XlsxReader::readCell()
{
    const QString reference = m_xml->attribute(L("r")), type = m_xml->attribute(L("t"));
    const int style = m_xml->attribute(L("s")).toInt();
    const int column = reference.isEmpty() ? int(m_nextColumn) : columnOf(reference);
    QString value;
    bool inValue = false;
    int phonetic = 0;
    while (m_xml->next()) {
        const auto name = m_xml->name();
        if (m_xml->isText()) {
            if (inValue && phonetic == 0 && value.size() <= qsizetype(MaxCellBytes))
                value += m_xml->text();
        } else if (name == L("c") && m_xml->isEnd()) {
            if (column < 0 || column >= MaxSheetColumns)
                fail(QStringLiteral("there is no cell %1 in a sheet").arg(reference.left(20)));
            else
                putCell(std::size_t(column), type, style, value);
            return true;
        } else if (name == L("v") || name == L("t")) {
            inValue = m_xml->isStart();
        } else if (name == L("rPh")) {
            phonetic += m_xml->isStart() ? 1 : -1;
        }
    }
    return false;
}

void XlsxReader::putCell(std::size_t at, const QString &type, int style, const QString &value)
{
    m_nextColumn = at + 1;
    for (; m_count <= at; ++m_count) {
        if (m_cells.size() == m_count)
            m_cells.emplace_back();
        m_cells[m_count].clear();
        m_typed.resize(std::max(m_typed.size(), m_count + 1));
        m_typed[m_count] = false;
    }
    const auto bad = [&](const QString &why) {
        if (m_problem.isEmpty()) {
            m_problem = why;
            m_problemAt = at;
        }
    };
    if (type == L("s")) {
        bool good = false;
        const quint64 number = value.toULongLong(&good);
        if (good && number < m_strings.count())
            m_cells[at] = m_strings.at(number);
        else
            bad(QStringLiteral("the workbook has no text of the number %1").arg(value.left(20)));
    } else if (type == L("b")) {
        m_cells[at] = value.trimmed() == L("1") ? "true" : "false";
        m_typed[at] = true;
    } else if (type == L("e")) {
        bad(QStringLiteral("the formula came to the error %1").arg(value.left(20)));
    } else if (type == L("str") || type == L("inlineStr")) {
        m_cells[at] = unescaped(value);
    } else if (type == L("d")) {
        m_cells[at] = value.trimmed().remove(L("T00:00:00")).toStdString();
        m_typed[at] = true;
    } else if (!value.isEmpty()) {
        putNumber(at, style, value);
    }
    if (m_cells[at].size() > MaxCellBytes)
        bad(QStringLiteral("the cell is longer than 1 MiB"));
    if (m_cells[at].find('\0') != std::string::npos)
        bad(QStringLiteral("the cell contains a NUL byte"));
}

void XlsxReader::putNumber(std::size_t at, int style, const QString &value)
{
    bool good = false;
    const double number = value.trimmed().toDouble(&good);
    m_typed[at] = true;
    QString text;
    if (good && style >= 0 && style < m_parts.dateStyles.size() && m_parts.dateStyles[style])
        text = dateFromSerial(number, m_parts.from1904);
    if (good && text.isEmpty() && std::isfinite(number))
        text = QString::number(number, 'f', QLocale::FloatingPointShortest);
    if (text.isEmpty() && m_problem.isEmpty()) {
        m_problem = QStringLiteral("not a number: %1").arg(value.left(40));
        m_problemAt = at;
    }
    m_cells[at] = text.toStdString();
}

} // namespace vitrine::exchange
