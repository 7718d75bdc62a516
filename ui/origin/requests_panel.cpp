#include "ui/origin/requests_panel.h"

#include "ui/style/list_table.h"
#include "ui/style/search_field.h"
#include "ui/style/theme.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

RequestsPanel::RequestsPanel(QWidget *parent)
    : QWidget(parent),
      m_model(new RequestsModel(this)),
      m_filtered(new RequestsFilter(this)),
      m_filter(new QLineEdit),
      m_count(new QLabel),
      m_view(new QTableView)
{
    m_filtered->setSourceModel(m_model);
    m_filter->setObjectName(QStringLiteral("requestFilter"));
    makeSearchField(m_filter, tr("Filter: 404, webp, miss…"), tr("Filter the requests"));
    m_filter->setToolTip(tr("Shows requests in which every word occurs (Ctrl+F)"));
    m_filter->setMaximumWidth(320);

    m_view->setObjectName(QStringLiteral("requestTable"));
    m_view->setModel(m_filtered);
    m_view->setAccessibleName(tr("Last requests"));
    makeListTable(m_view, 24);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    QHeaderView *header = m_view->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSectionResizeMode(RequestsModel::Target, QHeaderView::Stretch);
    for (const auto &[column, width] :
         {std::pair(RequestsModel::Time, 104), std::pair(RequestsModel::Status, 68),
          std::pair(RequestsModel::Method, 72), std::pair(RequestsModel::Cache, 84),
          std::pair(RequestsModel::Size, 84), std::pair(RequestsModel::Duration, 84),
          std::pair(RequestsModel::Client, 124)})
        header->resizeSection(column, width);

    m_copyUrls = new QAction(icon(QStringLiteral("link")), tr("Copy &URL"), this);
    m_copyUrls->setShortcut(QKeySequence::Copy);
    m_copyUrls->setToolTip(tr("Copy the address of the selected requests (Ctrl+C)"));
    m_copyCurl = new QAction(icon(QStringLiteral("terminal")), tr("Copy as cu&rl"), this);
    m_copyCurl->setShortcut(QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C));
    m_copyCurl->setToolTip(tr("Copy the commands that repeat the selected requests (Ctrl+Alt+C)"));
    for (QAction *action : {m_copyUrls, m_copyCurl}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        m_view->addAction(action);
    }

    auto *title = new QLabel(tr("Last requests"));
    QFont bold = title->font();
    bold.setWeight(QFont::DemiBold);
    title->setFont(bold);
    m_count->setAccessibleName(tr("Number of requests shown"));
    auto *bar = new QHBoxLayout;
    bar->setSpacing(8);
    bar->addWidget(title);
    bar->addWidget(m_count, 1);
    bar->addWidget(m_filter, 1);
    for (QAction *action : {m_copyUrls, m_copyCurl}) {
        auto *button = new QToolButton;
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        bar->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(bar);
    layout->addWidget(m_view);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filtered->setWords(text);
        refreshState();
    });
    connect(m_copyUrls, &QAction::triggered, this, &RequestsPanel::copyUrls);
    connect(m_copyCurl, &QAction::triggered, this, &RequestsPanel::copyCurl);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RequestsPanel::refreshState);
    refreshState();
}

void RequestsPanel::update(const QVector<OriginRequest> &newest)
{
    m_model->update(newest);
    refreshState();
}

void RequestsPanel::clear()
{
    m_model->clear();
    refreshState();
}

void RequestsPanel::refreshState()
{
    const QLocale locale;
    const int all = m_model->rowCount(), shown = m_filtered->rowCount();
    m_count->setText(all == 0       ? tr("None yet")
                     : all == shown ? locale.toString(all)
                                    : tr("%1 of %2").arg(locale.toString(shown), locale.toString(all)));
    const bool any = m_view->selectionModel()->hasSelection();
    m_copyUrls->setEnabled(any);
    m_copyCurl->setEnabled(any);
}

void RequestsPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

QVector<OriginRequest> RequestsPanel::selected() const
{
    QVector<OriginRequest> requests;
    for (const QModelIndex &index : m_view->selectionModel()->selectedRows())
        requests.append(m_model->requests().at(m_filtered->mapToSource(index).row()));
    return requests;
}

void RequestsPanel::copyUrls() const
{
    QStringList urls;
    for (const OriginRequest &request : selected())
        urls << m_base + request.target;
    QApplication::clipboard()->setText(urls.join(QLatin1Char('\n')));
}

void RequestsPanel::copyCurl() const
{
    QStringList commands;
    for (const OriginRequest &request : selected())
        commands << curlCommand(m_base, request);
    QApplication::clipboard()->setText(commands.join(QLatin1Char('\n')));
}

} // namespace vitrine::ui
