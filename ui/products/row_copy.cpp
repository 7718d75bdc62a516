#include "ui/products/row_copy.h"

#include "ui/models/money_text.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace vitrine::ui {

namespace {
constexpr int ChunkRows = 2'048;
}

RowCopy::RowCopy(ProductsSession &session, QObject *parent) : QObject(parent), m_session(session) {}

QString RowCopy::line(const catalog::Row &row)
{
    const bool priced = !row.price.currency.isEmpty();
    QStringList cells{row.key.toString(),
                      row.name,
                      row.brand,
                      row.category,
                      priced ? moneyForEditing(row.price.minor, row.price.currency) : QString(),
                      row.price.currency,
                      QString::number(row.stock)};
    for (QString &cell : cells)
        cell.replace(u'\t', u' ').replace(u'\n', u' ').replace(u'\r', u' ');
    return cells.join(u'\t');
}

void RowCopy::copy(const catalog::ResultSet &set, const QVector<std::pair<int, int>> &ranges)
{
    m_set = set;
    m_ranges = ranges;
    m_selected = 0;
    for (const auto &[first, last] : ranges)
        m_selected += qint64(last) - first + 1;
    m_lines = {tr("Key\tName\tBrand\tCategory\tPrice\tCurrency\tStock")};
    readNext();
}

void RowCopy::readNext()
{
    const qint64 room = MaxRows - (m_lines.size() - 1);
    if (m_ranges.isEmpty() || room <= 0) {
        QGuiApplication::clipboard()->setText(m_lines.join(u'\n') + u'\n');
        emit finished(m_lines.size() - 1, m_selected);
        m_lines.clear();
        return;
    }
    auto &[first, last] = m_ranges.front();
    const qint64 count = std::min({qint64(last) - first + 1, qint64(ChunkRows), room});
    m_rows.ask(m_session.rows(m_set, first, count), [this, count](const Result<QVector<catalog::Row>> &rows) {
        if (!rows) {
            m_lines.clear();
            return emit failed(rows.error());
        }
        for (const catalog::Row &row : *rows)
            m_lines << line(row);
        auto &range = m_ranges.front();
        range.first += int(count);
        if (range.first > range.second)
            m_ranges.removeFirst();
        readNext();
    });
}

} // namespace vitrine::ui
