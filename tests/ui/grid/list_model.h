#pragma once

#include "ui/models/grid_roles.h"

#include <QAbstractTableModel>

namespace vitrine::test {

/// A table of any length whose cells say where they are; counts how often it was asked, and for which rows.
class ListModel : public QAbstractTableModel
{
public:
    explicit ListModel(int rows) : m_rows(rows) {}

    mutable qint64 asked = 0;
    mutable int lowest = INT_MAX, highest = -1;

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_rows; }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 6; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        ++asked;
        lowest = std::min(lowest, index.row());
        highest = std::max(highest, index.row());
        switch (role) {
        case Qt::DisplayRole:
            return QStringLiteral("%1/%2").arg(index.row()).arg(index.column());
        case ui::TitleRole:
        case ui::SubtitleRole:
        case ui::RowLabelRole:
            return QStringLiteral("row %1").arg(index.row());
        case ui::PictureRole:
            return index.column() == 0 ? QVariant(QStringLiteral("image-%1").arg(index.row())) : QVariant();
        case Qt::TextAlignmentRole:
            return int(Qt::AlignLeft | Qt::AlignVCenter);
        default:
            return {};
        }
    }
    QVariant headerData(int section, Qt::Orientation, int role) const override
    {
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("Column %1").arg(section)) : QVariant();
    }

private:
    int m_rows;
};

} // namespace vitrine::test
