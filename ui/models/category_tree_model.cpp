#include "ui/models/category_tree_model.h"

#include <QLocale>

#include <algorithm>
#include <iterator>

namespace vitrine::ui {

CategoryTreeModel::CategoryTreeModel(QObject *parent) : QAbstractItemModel(parent), m_root(new Node) {}

CategoryTreeModel::~CategoryTreeModel() = default;

void CategoryTreeModel::setCategories(const QVector<catalog::FacetCount> &categories)
{
    m_categories = categories;
    show();
}

void CategoryTreeModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    show();
}

/// What the filter leaves, with all that it stands in.
QVector<catalog::FacetCount> CategoryTreeModel::matching() const
{
    if (!isFiltered())
        return m_categories;
    QSet<QString> kept;
    const auto keep = [&kept](QString path) {
        while (!path.isEmpty() && !kept.contains(path)) {
            kept.insert(path);
            path.truncate(std::max<qsizetype>(0, path.lastIndexOf(u'/')));
        }
    };
    for (const auto &facet : m_categories) {
        if (m_chosen.contains(facet.value) || facet.value.sliced(facet.value.lastIndexOf(u'/') + 1).contains(m_filter, Qt::CaseInsensitive))
            keep(facet.value);
    }
    QVector<catalog::FacetCount> matching;
    std::copy_if(m_categories.begin(), m_categories.end(), std::back_inserter(matching),
                 [&kept](const auto &facet) { return kept.contains(facet.value); });
    return matching;
}

void CategoryTreeModel::show()
{
    QVector<catalog::FacetCount> wanted = matching();
    for (const QString &path : std::as_const(m_chosen)) {
        if (std::none_of(wanted.begin(), wanted.end(),
                         [&](const auto &facet) { return facet.value == path; }))
            wanted.append({path, path.section(u'/', -1), 0});
    }
    const bool samePaths = std::equal(wanted.begin(), wanted.end(), m_shown.begin(), m_shown.end(),
                                      [](const auto &a, const auto &b) { return a.value == b.value; });
    m_shown = wanted;
    if (!samePaths)
        return rebuild(wanted);
    for (const auto &facet : wanted) {
        Node *node = m_byPath.value(facet.value);
        if (node->count == facet.count)
            continue;
        node->count = facet.count;
        emit dataChanged(indexOf(node), indexOf(node), {CountRole});
    }
}

void CategoryTreeModel::rebuild(const QVector<catalog::FacetCount> &categories)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_byPath.clear();
    for (const auto &facet : categories) {
        Node *node = ensure(facet.value);
        node->count = facet.count;
        if (!facet.label.isEmpty() && !facet.label.contains(u'/'))
            node->label = facet.label;
    }
    endResetModel();
}

CategoryTreeModel::Node *CategoryTreeModel::ensure(const QString &path)
{
    if (Node *known = m_byPath.value(path))
        return known;
    const auto slash = path.lastIndexOf(u'/');
    Node *parent = slash < 0 ? m_root.get() : ensure(path.left(slash));
    auto node = std::make_unique<Node>();
    node->path = path;
    node->label = path.mid(slash + 1);
    node->parent = parent;
    node->row = int(parent->children.size());
    Node *made = node.get();
    parent->children.push_back(std::move(node));
    m_byPath.insert(path, made);
    return made;
}

void CategoryTreeModel::setChosen(const QStringList &paths)
{
    const QSet<QString> chosen(paths.begin(), paths.end());
    if (chosen == m_chosen)
        return;
    const QSet<QString> touched = (chosen - m_chosen) + (m_chosen - chosen);
    m_chosen = chosen;
    for (const QString &path : touched) {
        if (const QModelIndex index = indexOf(path); index.isValid())
            emit dataChanged(index, index, {Qt::CheckStateRole});
    }
}

QStringList CategoryTreeModel::chosen() const
{
    QStringList paths(m_chosen.begin(), m_chosen.end());
    paths.sort();
    return paths;
}

CategoryTreeModel::Node *CategoryTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex CategoryTreeModel::indexOf(const Node *node) const
{
    if (!node || node == m_root.get())
        return {};
    return createIndex(node->row, 0, node);
}

QModelIndex CategoryTreeModel::indexOf(const QString &path) const
{
    return indexOf(m_byPath.value(path));
}

QModelIndex CategoryTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (column != 0 || row < 0 || row >= int(node->children.size()))
        return {};
    return createIndex(row, 0, node->children[size_t(row)].get());
}

QModelIndex CategoryTreeModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int CategoryTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent)->children.size());
}

int CategoryTreeModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant CategoryTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node *node = nodeOf(index);
    switch (role) {
    case Qt::DisplayRole:
        return node->label;
    case Qt::ToolTipRole:
    case PathRole:
        return node->path;
    case Qt::AccessibleTextRole:
        return tr("%1, %n product(s)", nullptr, int(node->count)).arg(node->label);
    case Qt::CheckStateRole:
        return m_chosen.contains(node->path) ? Qt::Checked : Qt::Unchecked;
    case CountRole:
        return node->count;
    default:
        return {};
    }
}

bool CategoryTreeModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole)
        return false;
    const QString path = nodeOf(index)->path;
    if (value.toInt() == Qt::Checked)
        m_chosen.insert(path);
    else
        m_chosen.remove(path);
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit chosenChanged(chosen());
    return true;
}

Qt::ItemFlags CategoryTreeModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable;
}

} // namespace vitrine::ui
