#pragma once

#include "catalog/history.h"
#include "ui/bridge/history_session.h"
#include "ui/bridge/latest.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

/// The changes that belong together, newest first: imports, bulk edits, undos, restores. Read a page at a time as the
/// table is scrolled. Owned by HistoryPage; GUI thread.
class ChangeSetsModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Number, When, What, Who, Why, Changed, State, ColumnCount };
    enum class Reading { Loading, Ready, Failed };

    explicit ChangeSetsModel(HistorySession &session, QObject *parent = nullptr);

    /// From the newest again; rows stay until the answer is here.
    void reload();
    /// A set that has gone on, or that is new: at its place, without reading the others.
    void update(const catalog::ChangeSet &set);
    Reading reading() const { return m_reading; }
    const Error &error() const { return m_error; }
    const catalog::ChangeSet &setAt(int row) const { return m_sets[row]; }
    /// -1: not among those read so far.
    int rowOf(quint64 set) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void readingChanged();

private:
    void setReading(Reading reading);
    QString text(const catalog::ChangeSet &set, Column column) const;

    HistorySession &m_session;
    QVector<catalog::ChangeSet> m_sets;
    bool m_isWhole = true;
    Reading m_reading = Reading::Loading;
    Error m_error;
    Latest<QVector<catalog::ChangeSet>> m_reply;
};

/// "Bulk edit", "Import", …
QString changeTitle(const catalog::ChangeSet &set);
/// "1,204 of 20,000 products changed, 3 refused".
QString changeFigures(const catalog::ChangeSet &set);
/// Whether there is something to take back.
bool canUndo(const catalog::ChangeSet &set);
/// "done", "undone by 14", "unfinished, 40 of 100".
QString changeState(const catalog::ChangeSet &set);

} // namespace vitrine::ui
