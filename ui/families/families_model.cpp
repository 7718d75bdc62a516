#include "ui/families/families_model.h"

#include "ui/families/family_counts.h"
#include "ui/models/sheet_fields.h"
#include "ui/style/share_bar.h"

#include <QLocale>

namespace vitrine::ui {

FamiliesModel::FamiliesModel(const FamilyCounts &counts, QObject *parent) : QAbstractTableModel(parent), m_counts(counts) {}

QVector<catalog::Scope> FamiliesModel::leaves(const catalog::FamilyModel &model)
{
    QVector<catalog::Scope> leaves;
    for (const catalog::Scope &place : model.places()) {
        if (!place.locale.isEmpty())
            leaves.append(place);
    }
    return leaves.isEmpty() ? QVector<catalog::Scope>{catalog::Scope{}} : leaves;
}

void FamiliesModel::setModel(std::shared_ptr<const catalog::FamilyModel> model)
{
    beginResetModel();
    m_model = std::move(model);
    m_places = leaves(*m_model);
    // One place is the whole, and more than a few are beside the list.
    if (m_places.size() > MostPlaces || m_places.size() == 1)
        m_places.clear();
    endResetModel();
}

int FamiliesModel::rowOf(const QString &code) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (family(row).code == code)
            return row;
    }
    return -1;
}

void FamiliesModel::countsChanged()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, Products), index(rowCount() - 1, columnCount() - 1));
}

catalog::Scope FamiliesModel::placeOf(int column) const
{
    return column >= FirstPlace ? m_places[column - FirstPlace] : catalog::Scope{};
}

int FamiliesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_model->declaration().families.size());
}

int FamiliesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : FirstPlace + int(m_places.size());
}

QVariant FamiliesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const catalog::Family &shown = family(index.row());
    const QLocale locale;
    const auto products = m_counts.products(shown.code);
    if (index.column() == Name) {
        if (role == Qt::DisplayRole)
            return shown.label.isEmpty() ? shown.code : shown.label;
        if (role == Qt::ToolTipRole)
            return tr("%1: %2 attributes, %3 required everywhere").arg(shown.code, locale.toString(shown.attributes.size()), locale.toString(shown.required.size()));
        return {};
    }
    if (index.column() == Products) {
        if (role == Qt::DisplayRole)
            return products ? locale.toString(*products) : QStringLiteral("\u2026");
        return role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    }
    const auto complete = m_counts.complete(shown.code, placeOf(index.column()));
    switch (role) {
    case CompleteRole:
        return complete && products ? QVariant(*complete) : QVariant();
    case OfRole:
        return products.value_or(0);
    case Qt::DisplayRole:
        return complete && products ? shareText(*complete, *products) : QStringLiteral("\u2026");
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString place = headerData(index.column(), Qt::Horizontal, Qt::DisplayRole).toString();
        return complete && products ? tr("%1: %2 of %3 complete").arg(place, locale.toString(*complete), locale.toString(*products))
                                    : tr("%1: not counted yet").arg(place);
    }
    default:
        return {};
    }
}

QVariant FamiliesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Products ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Family");
    case Products:
        return tr("Products");
    case Everywhere:
        return tr("Complete");
    default:
        return scopeText(placeOf(section));
    }
}

} // namespace vitrine::ui
