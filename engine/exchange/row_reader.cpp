#include "exchange/row_reader.h"

namespace vitrine::exchange {

void RowReader::fail(const QString &reason)
{
    if (!m_problem.isEmpty())
        return;
    m_problem = reason;
    m_problemAt = m_count;
}

RowReader::Step RowReader::readHeader()
{
    const Step step = next();
    if (step != Step::Row)
        return step;
    for (std::size_t i = 0; i < m_count; ++i)
        m_header.append(trimmed(int(i)));
    for (int i = 0; i < m_header.size(); ++i) {
        if (!m_header[i].isEmpty() && m_header.indexOf(m_header[i]) != i) {
            m_count = std::size_t(i);
            fail(QStringLiteral("the header names the column %1 twice").arg(m_header[i]));
            return Step::Bad;
        }
    }
    return Step::Row;
}

QString RowReader::problemColumn() const
{
    if (m_problemAt == WholeRow)
        return {};
    const QString name = m_header.value(qsizetype(m_problemAt));
    return name.isEmpty() ? QString::number(m_problemAt + 1) : name;
}

} // namespace vitrine::exchange
