#include "exchange/row_writer.h"

#include <QDate>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

#include <xlsxwriter.h>

#include <optional>

namespace vitrine::exchange {
namespace {

Error tooLarge(const QString &what)
{
    return {ErrorCode::TooLarge, what, {}, QStringLiteral("Export as csv or jsonl, which have no such limit")};
}

/// What XML cannot hold, and what would be read as standing for it (ECMA-376, 22.9.2.19). The library sees to the
/// control characters.
QByteArray escaped(QString text)
{
    static const QRegularExpression looksEscaped(QStringLiteral("_(?=x[0-9A-Fa-f]{4}_)"));
    if (text.contains(QLatin1String("_x")))
        text.replace(looksEscaped, QStringLiteral("_x005F_"));
    text.replace(QChar(0xFFFE), QLatin1String("_xFFFE_")).replace(QChar(0xFFFF), QLatin1String("_xFFFF_"));
    return text.toUtf8();
}

class XlsxWriter final : public RowWriter
{
public:
    explicit XlsxWriter(QIODevice &device) : m_device(device), m_path(m_folder.filePath(QStringLiteral("export.xlsx")))
    {
        m_name = QFile::encodeName(m_path);
        m_temporary = QFile::encodeName(m_folder.path());
        lxw_workbook_options options{};
        options.constant_memory = LXW_TRUE;
        options.tmpdir = m_temporary.data();
        options.use_zip64 = LXW_TRUE;
        m_book = workbook_new_opt(m_name.constData(), &options);
        m_sheet = m_book ? workbook_add_worksheet(m_book, "Products") : nullptr;
        m_date = m_book ? workbook_add_format(m_book) : nullptr;
        if (m_date)
            format_set_num_format(m_date, "yyyy-mm-dd");
        if (!m_sheet || !m_date)
            m_failure = Error{ErrorCode::Io, QStringLiteral("the workbook cannot be begun"), m_folder.path(),
                              QStringLiteral("Make room for temporary files")};
    }
    ~XlsxWriter() override
    {
        if (m_book)
            workbook_close(m_book);
    }

    void cell(const QString &text, Kind kind) override
    {
        const auto column = lxw_col_t(m_column++);
        if (text.isEmpty() || m_failure)
            return;
        if (m_column > LXW_COL_MAX)
            m_failure = tooLarge(QStringLiteral("a sheet has at most %1 columns").arg(int(LXW_COL_MAX)));
        else if (m_row >= LXW_ROW_MAX)
            m_failure = tooLarge(QStringLiteral("a sheet has at most %1 rows").arg(int(LXW_ROW_MAX)));
        else if (const lxw_error error = put(column, text, kind); error == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED)
            m_failure = tooLarge(QStringLiteral("a cell has at most 32 767 characters; row %1 has more in column %2").arg(m_row + 1).arg(m_column));
        else if (error != LXW_NO_ERROR)
            m_failure = Error{ErrorCode::Io, QString::fromUtf8(lxw_strerror(error)), m_folder.path(), QStringLiteral("Make room for temporary files")};
    }

    Status endRow() override
    {
        ++m_row;
        m_column = 0;
        return m_failure ? Status(*m_failure) : Status(Done{});
    }

    Status finish() override
    {
        const lxw_error closed = workbook_close(std::exchange(m_book, nullptr));
        QFile file(m_path);
        if (closed != LXW_NO_ERROR || !file.open(QIODevice::ReadOnly))
            return Error{ErrorCode::Io, QStringLiteral("the workbook cannot be finished: %1").arg(QString::fromUtf8(lxw_strerror(closed))),
                         m_folder.path(), QStringLiteral("Make room for temporary files")};
        while (!file.atEnd()) {
            const QByteArray bytes = file.read(1024 * 1024);
            if (bytes.isEmpty() || m_device.write(bytes) != bytes.size())
                return cannotWrite(m_device);
        }
        return Done{};
    }

private:
    lxw_error put(lxw_col_t column, const QString &text, Kind kind)
    {
        if (kind == Kind::Boolean)
            return worksheet_write_boolean(m_sheet, m_row, column, text == QLatin1String("true"), nullptr);
        if (kind == Kind::Number) {
            // A workbook keeps 16 digits: what needs more stays a text.
            const double number = text.toDouble();
            if (QString::asprintf("%.16G", number).toDouble() == number)
                return worksheet_write_number(m_sheet, m_row, column, number, nullptr);
        }
        if (kind == Kind::Date) {
            const QDate date = QDate::fromString(text, Qt::ISODate);
            if (date.year() >= 1901 && date.year() <= 9999) // earlier ones have no number
                return worksheet_write_number(m_sheet, m_row, column, double(QDate(1899, 12, 30).daysTo(date)), m_date);
        }
        return worksheet_write_string(m_sheet, m_row, column, escaped(text).constData(), nullptr);
    }

    QIODevice &m_device;
    QTemporaryDir m_folder;
    QString m_path;
    QByteArray m_name, m_temporary;
    lxw_workbook *m_book = nullptr;
    lxw_worksheet *m_sheet = nullptr;
    lxw_format *m_date = nullptr;
    lxw_row_t m_row = 0;
    int m_column = 0;
    std::optional<Error> m_failure;
};

} // namespace

std::unique_ptr<RowWriter> xlsxWriter(QIODevice &device) { return std::make_unique<XlsxWriter>(device); }

} // namespace vitrine::exchange
