#pragma once

#include "catalog/history.h"
#include "ui/bridge/history_session.h"
#include "ui/bridge/latest.h"

#include <QAbstractListModel>

namespace vitrine::ui {

/// The changes of one product, newest first, or those of one set in their order; read a page at a time as the list is
/// scrolled. Owned by the panel; GUI thread.
class HistoryListModel : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { FieldRole = Qt::UserRole + 200, ChangeRole, WhoRole, WhenRole, RestorableRole };
    enum class State { Empty, Loading, Ready, Failed };

    explicit HistoryListModel(HistorySession &session, QObject *parent = nullptr);

    /// Empty: of nothing.
    void setProduct(const ProductKey &key);
    /// Instead of a product; 0: of nothing.
    void setSet(quint64 set);
    /// They have changed: reads again from the first.
    void reload();
    State state() const { return m_state; }
    const Error &error() const { return m_error; }
    const catalog::HistoryEntry &entryAt(int row) const { return m_entries[row]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void stateChanged();

private:
    void clear();
    void setState(State state);
    QString fieldText(const catalog::HistoryEntry &entry) const;
    HistorySession::Reply<QVector<catalog::HistoryEntry>> page(quint64 beyond);

    HistorySession &m_session;
    ProductKey m_key;
    quint64 m_set = 0;
    QVector<catalog::HistoryEntry> m_entries;
    bool m_isWhole = true;
    State m_state = State::Empty;
    Error m_error;
    Latest<QVector<catalog::HistoryEntry>> m_reply;
};

/// A history's value as a person reads it; with a currency it is money in its smallest unit.
QString historyValueText(const QJsonValue &value, const QString &currency = {});

} // namespace vitrine::ui
