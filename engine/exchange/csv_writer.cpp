#include "exchange/row_writer.h"

namespace vitrine::exchange {
namespace {

class CsvWriter final : public RowWriter
{
public:
    explicit CsvWriter(QIODevice &device) : m_device(device) {}

    void cell(const QString &text, Kind) override
    {
        if (!m_firstCell)
            m_row += ',';
        m_firstCell = false;
        QByteArray bytes = text.toUtf8();
        const bool quoted = bytes.contains('"') || bytes.contains(',') || bytes.contains(';') ||
                            bytes.contains('\n') || bytes.contains('\r') || bytes.contains('\t') ||
                            bytes.startsWith(' ') || bytes.endsWith(' ');
        if (quoted)
            bytes = '"' + bytes.replace("\"", "\"\"") + '"';
        m_row += bytes;
    }

    Status endRow() override
    {
        m_firstCell = true;
        m_row += "\r\n";
        const QByteArray row = std::exchange(m_row, {});
        return m_device.write(row) == row.size() ? Status(Done{}) : cannotWrite(m_device);
    }

    Status finish() override { return Done{}; }

private:
    QIODevice &m_device;
    QByteArray m_row;
    bool m_firstCell = true;
};

} // namespace

Error cannotWrite(const QIODevice &device)
{
    return {ErrorCode::Io,
            QStringLiteral("the export cannot be written: %1").arg(device.errorString()),
            {},
            QStringLiteral("Check that the disk has room and the folder may be written to")};
}

std::unique_ptr<RowWriter> csvWriter(QIODevice &device) { return std::make_unique<CsvWriter>(device); }

} // namespace vitrine::exchange
