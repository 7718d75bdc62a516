#include "ui/charts/series_table.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

#include <cmath>

namespace vitrine::ui {

SeriesModel::SeriesModel(Format format, QObject *parent)
    : QAbstractTableModel(parent), m_format(std::move(format))
{
}

void SeriesModel::setSeries(const TimeSeries &series)
{
    beginResetModel();
    m_data = series;
    endResetModel();
}

int SeriesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_data.size();
}

int SeriesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_data.names().size()) + 1;
}

QVariant SeriesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (role == Qt::TextAlignmentRole && index.column() > 0)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const int sample = m_data.size() - 1 - index.row();
    if (index.column() == 0)
        return QDateTime::fromMSecsSinceEpoch(m_data.timeAt(sample))
            .time()
            .toString(QStringLiteral("HH:mm:ss.zzz"));
    const double value = m_data.valueAt(index.column() - 1, sample);
    return std::isnan(value) ? QStringLiteral("–") : m_format(value);
}

QVariant SeriesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Time") : m_data.names().value(section - 1);
}

SeriesTable::SeriesTable(const QString &title, SeriesModel::Format format, QWidget *parent)
    : QDialog(parent), m_model(new SeriesModel(std::move(format), this)), m_view(new QTableView)
{
    setWindowTitle(title);
    m_view->setModel(m_model);
    m_view->setAccessibleName(title);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *copy = buttons->addButton(tr("&Copy as CSV"), QDialogButtonBox::ActionRole);
    copy->setIcon(icon(QStringLiteral("copy")));
    connect(copy, &QPushButton::clicked, this,
            [this] { QApplication::clipboard()->setText(m_model->series().toCsv()); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_view);
    layout->addWidget(buttons);
    resize(480, 420);
}

void SeriesTable::setSeries(const TimeSeries &series)
{
    m_model->setSeries(series);
}

} // namespace vitrine::ui
