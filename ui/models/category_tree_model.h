#pragma once

#include "catalog/query.h"

#include <QAbstractItemModel>
#include <QSet>

#include <memory>
#include <vector>

namespace vitrine::ui {

/// The category facet as a tree of checkable rows with counts. A chosen path without matches stays, with
/// count 0, so that it can be taken back. Owned by the facet panel; GUI thread.
class CategoryTreeModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Role { CountRole = Qt::UserRole + 100, PathRole };

    explicit CategoryTreeModel(QObject *parent = nullptr);
    ~CategoryTreeModel() override;

    /// Keeps the rows in place when only counts differ; otherwise resets.
    void setCategories(const QVector<catalog::FacetCount> &categories);
    /// Shows the categories whose own name contains the text, whatever the case, below what they stand in; chosen ones
    /// always.
    void setFilter(const QString &text);
    bool isFiltered() const { return !m_filter.isEmpty(); }
    /// On all levels.
    qsizetype count() const { return m_byPath.size(); }
    void setChosen(const QStringList &paths);
    QStringList chosen() const;
    QModelIndex indexOf(const QString &path) const;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    /// By a person, through setData; not by setChosen.
    void chosenChanged(const QStringList &paths);

private:
    struct Node
    {
        QString path, label;
        qint64 count = 0;
        int row = 0; ///< among the parent's
        Node *parent = nullptr;
        std::vector<std::unique_ptr<Node>> children;
    };

    Node *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Node *node) const;
    Node *ensure(const QString &path);
    void show();
    void rebuild(const QVector<catalog::FacetCount> &categories);
    QVector<catalog::FacetCount> matching() const;

    std::unique_ptr<Node> m_root;
    QHash<QString, Node *> m_byPath;
    QVector<catalog::FacetCount> m_categories; ///< of the catalog, sorted by path
    QVector<catalog::FacetCount> m_shown;
    QString m_filter;
    QSet<QString> m_chosen;
};

} // namespace vitrine::ui
