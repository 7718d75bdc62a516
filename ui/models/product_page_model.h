#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QAbstractTableModel>
#include <QCache>
#include <QElapsedTimer>
#include <QSet>

#include <chrono>
#include <memory>
#include <optional>

namespace vitrine::ui {

/// The answer to one query as a table of any length: rows arrive in pages of 256 from the session, at most
/// 400 pages are kept (least recently used first out), and a row that is not here yet reads as "…" and is
/// fetched. The rows of the previous query stay until the new answer and its first page are there. Owned by
/// the page; GUI thread.
class ProductPageModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Picture, Name, Key, Brand, Category, Price, Stock, ColumnCount };
    enum class State { Empty, Loading, Ready, Failed };
    static constexpr int PageRows = 256;
    static constexpr int MaxPages = 400;

    explicit ProductPageModel(ProductsSession &session, QObject *parent = nullptr);
    ~ProductPageModel() override;

    /// Asks for another list; an earlier question that is still open is cancelled and its answer dropped.
    void setQuery(const catalog::Query &query);
    const catalog::Query &query() const { return m_query; }
    /// Asks again, after a failure or when the catalog has changed.
    void reload();
    /// Reads the pages again that could not be read, where they are on screen.
    void retryFailedPages();
    /// Reads the page that shows this product again, where it is loaded.
    void refreshProduct(const ProductKey &key);

    State state() const { return m_state; }
    /// Why the state is Failed, or why the last page did not come.
    const Error &error() const { return m_error; }
    /// From the question to the first rows.
    std::chrono::microseconds answerTime() const { return m_answerTime; }
    const catalog::ResultSet &resultSet() const { return m_set; }
    /// Null while it is on its way; asking fetches it. Valid until the event loop runs.
    const catalog::Row *rowAt(int row) const;
    /// The row if it is here; never fetches.
    const catalog::Row *loadedRow(int row) const;
    /// The row that shows this product among the loaded pages; -1.
    int loadedRowOf(const ProductKey &key) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

    /// The sort of a column; nothing for a column that has none.
    static std::optional<catalog::SortBy> sortOf(int column);

signals:
    void stateChanged();
    /// Other rows are shown now (after modelReset).
    void resultChanged();
    /// A page could not be read; its rows stay placeholders until reload().
    void pageFailed(const vitrine::Error &error);

private:
    using Rows = QVector<catalog::Row>;
    class Fetch;

    void setState(State state);
    void showAnswer(const catalog::ResultSet &set, const Rows &first);
    void want(int page) const;
    void dispatch();
    void start(int page);
    void arrived(int page, quint64 generation, const Result<Rows> &rows);
    void prefetchAround(int page);
    bool isKnown(int page) const;
    int pageCount() const;
    QString cellText(const catalog::Row &row, int column) const;

    ProductsSession &m_session;
    catalog::Query m_query;
    catalog::ResultSet m_set;
    State m_state = State::Empty;
    Error m_error;
    CancelToken m_cancel;
    Latest<catalog::ResultSet> m_answer;
    Latest<Rows> m_firstPage;
    QElapsedTimer m_asked;
    std::chrono::microseconds m_answerTime{0};

    quint64 m_generation = 0; ///< of the shown set: pages of an earlier one are dropped
    mutable QCache<int, Rows> m_pages{MaxPages};
    mutable QVector<int> m_wanted; ///< newest last; bounded, so that pages scrolled past are never fetched
    mutable bool m_dispatchDue = false;
    QSet<int> m_fetching, m_failedPages;
    int m_lastTouched = -1;
};

} // namespace vitrine::ui
