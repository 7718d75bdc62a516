#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QObject>
#include <QStringList>

#include <functional>
#include <utility>

namespace vitrine::ui {

/// Copies selected rows to the clipboard as tab-separated text with a header line, reading those that are not
/// loaded. A new copy drops the one before. Owned by ProductsPage; GUI thread.
class RowCopy : public QObject
{
    Q_OBJECT
public:
    /// More is no clipboard's business: the rest is left out, and finished() says how many went in.
    static constexpr qint64 MaxRows = 50'000;

    explicit RowCopy(ProductsSession &session, QObject *parent = nullptr);

    void copy(const catalog::ResultSet &set, const QVector<std::pair<int, int>> &ranges);
    /// One row as a line without its end; tabs and line ends in values become spaces.
    static QString line(const catalog::Row &row);

signals:
    void finished(qint64 rows, qint64 selected);
    void failed(const vitrine::Error &error);

private:
    void readNext();

    ProductsSession &m_session;
    catalog::ResultSet m_set;
    QVector<std::pair<int, int>> m_ranges; ///< the first is being read
    Latest<QVector<catalog::Row>> m_rows;
    QStringList m_lines;
    qint64 m_selected = 0;
};

} // namespace vitrine::ui
