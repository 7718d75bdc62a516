#include "ui/models/brand_list_model.h"

#include <algorithm>

namespace vitrine::ui {

BrandListModel::BrandListModel(QObject *parent) : QAbstractListModel(parent) {}

void BrandListModel::setBrands(const QVector<catalog::FacetCount> &brands)
{
    m_brands = brands;
    for (const auto &brand : brands)
        m_labels.insert(brand.value, brand.label);
    arrange();
}

void BrandListModel::setChosen(const QStringList &values)
{
    const QSet<QString> chosen(values.begin(), values.end());
    if (chosen == m_chosen)
        return;
    m_chosen = chosen;
    arrange();
}

QStringList BrandListModel::chosen() const
{
    QStringList values(m_chosen.begin(), m_chosen.end());
    values.sort();
    return values;
}

void BrandListModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    arrange();
}

QString BrandListModel::labelOf(const QString &value) const
{
    return m_labels.value(value, value);
}

void BrandListModel::arrange()
{
    QVector<catalog::FacetCount> shown;
    for (const auto &brand : std::as_const(m_brands)) {
        if (m_chosen.contains(brand.value) || brand.label.contains(m_filter, Qt::CaseInsensitive))
            shown.append(brand);
    }
    for (const QString &value : chosen()) {
        if (std::none_of(shown.begin(), shown.end(), [&](const auto &brand) { return brand.value == value; }))
            shown.append({value, labelOf(value), 0});
    }
    std::stable_partition(shown.begin(), shown.end(),
                          [this](const auto &brand) { return m_chosen.contains(brand.value); });

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

int BrandListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant BrandListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const catalog::FacetCount &brand = m_shown.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return brand.label;
    case Qt::AccessibleTextRole:
        return tr("%1, %n product(s)", nullptr, int(brand.count)).arg(brand.label);
    case Qt::CheckStateRole:
        return m_chosen.contains(brand.value) ? Qt::Checked : Qt::Unchecked;
    case CountRole:
        return brand.count;
    case ValueRole:
        return brand.value;
    default:
        return {};
    }
}

bool BrandListModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::CheckStateRole)
        return false;
    const QString brand = m_shown.at(index.row()).value;
    if (value.toInt() == Qt::Checked)
        m_chosen.insert(brand);
    else
        m_chosen.remove(brand);
    // The row stays under the pointer; chosen rows move up when the counts arrive.
    emit dataChanged(index, index, {Qt::CheckStateRole});
    emit chosenChanged(chosen());
    return true;
}

Qt::ItemFlags BrandListModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    return Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsUserCheckable | Qt::ItemNeverHasChildren;
}

} // namespace vitrine::ui
