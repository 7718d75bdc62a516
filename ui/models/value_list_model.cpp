#include "ui/models/value_list_model.h"

#include <algorithm>

namespace vitrine::ui {

ValueListModel::ValueListModel(QObject *parent) : QAbstractListModel(parent) {}

void ValueListModel::setValues(const QVector<catalog::FacetCount> &values)
{
    m_values = values;
    for (const auto &each : values)
        m_labels.insert(each.value, each.label);
    arrange();
}

void ValueListModel::setChosen(const QStringList &values)
{
    const QSet<QString> chosen(values.begin(), values.end());
    if (chosen == m_chosen)
        return;
    m_chosen = chosen;
    arrange();
}

QStringList ValueListModel::chosen() const
{
    QStringList values(m_chosen.begin(), m_chosen.end());
    values.sort();
    return values;
}

void ValueListModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    arrange();
}

QString ValueListModel::labelOf(const QString &value) const
{
    return m_labels.value(value, value);
}

void ValueListModel::arrange()
{
    QVector<catalog::FacetCount> shown;
    for (const auto &each : std::as_const(m_values)) {
        if (m_chosen.contains(each.value) || each.label.contains(m_filter, Qt::CaseInsensitive))
            shown.append(each);
    }
    for (const QString &value : chosen()) {
        if (std::none_of(shown.begin(), shown.end(), [&](const auto &each) { return each.value == value; }))
            shown.append({value, labelOf(value), 0});
    }
    std::stable_partition(shown.begin(), shown.end(),
                          [this](const auto &each) { return m_chosen.contains(each.value); });

    const bool sameRows = std::equal(shown.begin(), shown.end(), m_shown.begin(), m_shown.end(),
                                     [](const auto &a, const auto &b) { return a.value == b.value; });
    if (sameRows) {
        m_shown = shown;
        if (!m_shown.isEmpty())
            emit dataChanged(index(0), index(int(m_shown.size()) - 1));
        return;
    }
    beginResetModel();
    m_shown = shown;
    endResetModel();
}

int ValueListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant ValueListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const catalog::FacetCount &each = m_shown.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return each.label;
    case Qt::AccessibleTextRole:
        return tr("%1, %n product(s)", nullptr, int(each.count)).arg(each.label);
    case Qt::CheckStateRole:
        return m_chosen.contains(each.value) ? Qt::Checked : Qt::Unchecked;
    case CountRole:
        return each.count;
    case ValueRole:
        return each.value;
    default:
        return {};
    }
}

bool ValueListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole)
        return false;
    const QString chosenValue = m_shown.at(index.row()).value;
    if (value.toInt() == Qt::Checked)
        m_chosen.insert(chosenValue);
    else
        m_chosen.remove(chosenValue);
    // The row stays under the pointer; chosen rows move up when the counts arrive.
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit chosenChanged(chosen());
    return true;
}

Qt::ItemFlags ValueListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

} // namespace vitrine::ui
