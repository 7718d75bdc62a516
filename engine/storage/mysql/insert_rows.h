#pragma once

#include "catalog/plan/query_plan.h"

#include <QByteArrayList>
#include <QString>

namespace vitrine::storage::mysql {

/// A text as it stands in a statement.
inline QByteArray literalOf(const QString &text)
{
    return plan::literal(plan::Cell(text.toUtf8()));
}

/// Bytes as they stand in a statement.
inline QByteArray literalOf(const QByteArray &bytes)
{
    return "x'" + bytes.toHex() + '\'';
}

/// Rows of literals for one table, many in a statement.
class InsertRows
{
public:
    explicit InsertRows(QByteArray head, QByteArray tail = {}) : m_head(std::move(head)), m_tail(std::move(tail)) {}

    void add(const QByteArrayList &literals)
    {
        if (m_rows.size() > StatementBytes)
            finish();
        m_rows += (m_rows.isEmpty() ? "(" : ",(") + literals.join(',') + ')';
    }
    QByteArrayList statements()
    {
        finish();
        return std::move(m_statements);
    }

private:
    static constexpr qsizetype StatementBytes = 256 << 10;

    void finish()
    {
        if (!m_rows.isEmpty())
            m_statements.append(m_head + std::exchange(m_rows, {}) + m_tail);
    }

    QByteArray m_head, m_tail, m_rows;
    QByteArrayList m_statements;
};

/// In the change log, instead of a product: attributes, options and their labels; nothing that lists show, only the
/// transaction's token; the families, or how far products are counted by them.
inline constexpr int LogsTerms = 0, LogsToken = -1, LogsFamilies = -2;

/// The row of the change log that tells the others of a product, or of one of the above, by the server's clock.
inline QByteArray changeRow(qint64 product, int gained, quint64 token)
{
    return QByteArray::number(product) + ',' + QByteArray::number(gained) + ",round(unix_timestamp(now(3)) * 1000)," +
           QByteArray::number(token);
}
inline constexpr char InsertChanges[] = "INSERT INTO change_log (product, products, at_ms, token) VALUES ";

inline QByteArray loggedChange(qint64 product, int gained, quint64 token)
{
    return InsertChanges + ('(' + changeRow(product, gained, token) + ')');
}

} // namespace vitrine::storage::mysql
