#include "ui/jobs/import_panel.h"

#include "ui/jobs/import_form.h"
#include "ui/jobs/import_models.h"
#include "ui/jobs/run_view.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

ImportPanel::ImportPanel(ImportQueue &queue, QWidget *parent)
    : QWidget(parent),
      m_queue(queue),
      m_runs(new RunsModel(queue, this)),
      m_list(new QListView),
      m_pages(new QStackedWidget),
      m_form(new ImportForm),
      m_view(new RunView)
{
    setObjectName(QStringLiteral("importPanel"));
    m_list->setObjectName(QStringLiteral("importRuns"));
    m_list->setModel(m_runs);
    m_list->setAccessibleName(tr("Imports of this session"));
    m_list->setTextElideMode(Qt::ElideMiddle);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    auto *fresh = new QPushButton(icon(QStringLiteral("plus")), tr("&New import"));
    fresh->setToolTip(tr("Choose files or a folder to import (Ctrl+I)"));
    auto *close = new QToolButton;
    close->setIcon(icon(QStringLiteral("x")));
    close->setAutoRaise(true);
    close->setToolTip(tr("Close this panel (Esc); imports go on"));
    close->setAccessibleName(tr("Close the import panel"));
    auto *hint = new QLabel(tr("Or drop files and folders anywhere on the window."));
    hint->setWordWrap(true);
    m_pages->addWidget(m_form);
    m_pages->addWidget(m_view);

    auto *side = new QVBoxLayout;
    side->setSpacing(6);
    side->addWidget(fresh);
    side->addWidget(m_list, 1);
    side->addWidget(hint);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 10, 8, 10);
    layout->setSpacing(16);
    layout->addLayout(side, 1);
    layout->addWidget(m_pages, 3);
    layout->addWidget(close, 0, Qt::AlignTop);

    connect(fresh, &QPushButton::clicked, this, &ImportPanel::showForm);
    connect(close, &QToolButton::clicked, this, &ImportPanel::closeRequested);
    connect(m_form, &ImportForm::startRequested, this,
            [this](const exchange::ImportOptions &options) { select(m_queue.add(options)); });
    connect(m_view, &RunView::importRequested, this, [this] {
        exchange::ImportOptions options = m_queue.runs().at(m_runs->runOf(m_list->currentIndex())).options;
        options.dryRun = false;
        select(m_queue.add(options));
    });
    connect(m_view, &RunView::historyRequested, this, &ImportPanel::historyRequested);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &ImportPanel::showSelected);
    connect(m_view, &RunView::cancelRequested, this,
            [this] { m_queue.cancel(m_runs->runOf(m_list->currentIndex())); });
    connect(&m_queue, &ImportQueue::changed, this, [this](int run) {
        if (run == m_runs->runOf(m_list->currentIndex()))
            m_view->showRun(m_queue.runs().at(run));
    });
}

void ImportPanel::showForm()
{
    m_list->setCurrentIndex({});
    m_pages->setCurrentWidget(m_form);
}

void ImportPanel::import(const QStringList &paths)
{
    exchange::ImportOptions options;
    options.sources = paths;
    options.imagesDir = imagesBeside(paths);
    select(m_queue.add(options));
}

void ImportPanel::select(int run)
{
    const bool hadFocus = isAncestorOf(window()->focusWidget());
    m_list->setCurrentIndex(m_runs->indexOf(run));
    showSelected();
    if (hadFocus)
        m_list->setFocus(Qt::OtherFocusReason); // the button that was pressed goes
}

void ImportPanel::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        QWidget::keyPressEvent(event);
}

void ImportPanel::showSelected()
{
    const int run = m_runs->runOf(m_list->currentIndex());
    if (run < 0)
        return;
    m_view->showRun(m_queue.runs().at(run));
    m_pages->setCurrentWidget(m_view);
}

} // namespace vitrine::ui
