#include "ui/history/history_page.h"

#include "ui/history/change_sets_model.h"
#include "ui/history/set_view.h"
#include "ui/style/heading_font.h"
#include "ui/style/list_table.h"
#include "ui/style/page_action.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int PollMs = 100;

} // namespace

HistoryPage::HistoryPage(HistorySession &session, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_model(new ChangeSetsModel(session, this)),
      m_table(new QTableView(this)),
      m_state(new StateView(this)),
      m_view(new SetView(session, this))
{
    setObjectName(QStringLiteral("historyPage"));
    makeTable();
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({780, 420});
    auto *body = new QWidget;
    m_stack = new QStackedLayout(body);
    m_stack->addWidget(m_state);
    m_stack->addWidget(splitter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    column->addWidget(makeHeader());
    column->addWidget(body, 1);
    setFocusProxy(m_table);
    addActions();

    m_poll.setInterval(PollMs);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        const HistorySession::Progress progress = m_session.progress();
        m_view->setProgress(true, progress.done, progress.products);
    });
    connect(m_model, &ChangeSetsModel::readingChanged, this, &HistoryPage::showReading);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &HistoryPage::showCurrent);
    connect(m_state, &StateView::actionTriggered, m_model, &ChangeSetsModel::reload);
    connect(m_view, &SetView::undoRequested, this, &HistoryPage::undo);
    connect(m_view, &SetView::continueRequested, this, &HistoryPage::goOn);
    connect(m_view, &SetView::stopRequested, this, [this] { m_cancel.request(); });
    connect(m_view, &SetView::productActivated, this, &HistoryPage::productActivated);
    showReading();
}

HistoryPage::~HistoryPage()
{
    m_cancel.request();
}

QWidget *HistoryPage::makeHeader()
{
    auto *header = new QWidget;
    auto *title = new QLabel(tr("History"));
    title->setFont(headingFont(title->font()));
    auto *sentence = new QLabel(tr("What was changed together, newest first. What became of one product is beside it on the page Products."));
    sentence->setWordWrap(true);
    auto *again = new QToolButton;
    again->setIcon(icon(QStringLiteral("refresh-cw")));
    again->setText(tr("&Read again"));
    again->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    again->setToolTip(tr("Read again (F5)"));
    connect(again, &QToolButton::clicked, m_model, &ChangeSetsModel::reload);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    row->addWidget(title);
    row->addWidget(sentence, 1);
    row->addWidget(again);
    return header;
}

void HistoryPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("changeSets"));
    m_table->setAccessibleName(tr("Changes, newest first"));
    m_table->setModel(m_model);
    makeListTable(m_table, 30);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumWidth(360);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(ChangeSetsModel::What, QHeaderView::Stretch);
    header->resizeSection(ChangeSetsModel::Number, 56);
    header->resizeSection(ChangeSetsModel::When, 158);
    header->resizeSection(ChangeSetsModel::Who, 72);
    header->resizeSection(ChangeSetsModel::Why, 90);
    header->resizeSection(ChangeSetsModel::Changed, 76);
    header->resizeSection(ChangeSetsModel::State, 104);
}

void HistoryPage::addActions()
{
    addPageAction(this, tr("Undo all of the chosen change"), QStringLiteral("undo-2"), QKeySequence(QStringLiteral("Ctrl+U")),
        &HistoryPage::undo);
    addPageAction(this, tr("Go on with the chosen change"), QStringLiteral("play"), QKeySequence(QStringLiteral("Ctrl+Shift+G")),
        &HistoryPage::goOn);
    addPageAction(this, tr("Stop the running change"), QStringLiteral("square"), QKeySequence(QStringLiteral("Ctrl+.")),
        [this] { m_cancel.request(); });
    addPageAction(this, tr("Read the history again"), QStringLiteral("refresh-cw"), QKeySequence::Refresh,
        [this] { m_model->reload(); });
}

void HistoryPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_isStale, false))
        m_model->reload();
}

void HistoryPage::reload()
{
    if (isVisible())
        m_model->reload();
    else
        m_isStale = true;
}

void HistoryPage::showSet(quint64 set)
{
    m_wanted = set;
    reload();
}

int HistoryPage::currentRow() const
{
    return m_table->currentIndex().row();
}

void HistoryPage::showReading()
{
    switch (m_model->reading()) {
    case ChangeSetsModel::Reading::Loading:
        if (m_model->rowCount() == 0)
            m_state->show(QStringLiteral("clock"), tr("Looking\u2026"), {}, {});
        break;
    case ChangeSetsModel::Reading::Ready:
        if (m_model->rowCount() == 0)
            m_state->show(QStringLiteral("clock"), tr("Nothing was changed together yet"),
                          tr("Imports and bulk edits will be listed here, and can be undone as one."), {});
        break;
    case ChangeSetsModel::Reading::Failed:
        if (const QString reason = m_session.readOnlyReason(); !reason.isEmpty())
            m_state->show(QStringLiteral("history"), tr("No history here"), reason, {}); // as it is to be: nothing to retry
        else
            m_state->show(QStringLiteral("circle-alert"), tr("The history cannot be read"), m_model->error().toString(), tr("Retry"));
        m_stack->setCurrentIndex(0);
        return;
    }
    const bool appears = m_stack->currentIndex() == 0 && m_model->rowCount() > 0;
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0);
    if (appears && isAncestorOf(QApplication::focusWidget()))
        m_table->setFocus(Qt::OtherFocusReason); // where the keyboard would have been
    if (m_model->reading() == ChangeSetsModel::Reading::Ready && m_model->rowCount() > 0) {
        const quint64 wanted = std::exchange(m_wanted, 0);
        m_table->selectRow(std::max(0, m_model->rowOf(wanted != 0 ? wanted : m_view->set())));
        showCurrent();
    }
}

void HistoryPage::showCurrent()
{
    // What is running stays in view until it is over: its progress and its stop are there.
    if (currentRow() >= 0 && !m_reply.waiting())
        m_view->showSet(m_model->setAt(currentRow()));
}

void HistoryPage::run(const std::function<Reply(const CancelToken &)> &begin)
{
    m_cancel = CancelToken();
    m_view->setProgress(true);
    m_poll.start();
    m_reply.ask(begin(m_cancel), [this](const Result<catalog::ChangeSet> &set) { finished(set); });
}

void HistoryPage::undo()
{
    if (currentRow() < 0 || m_reply.waiting())
        return;
    const catalog::ChangeSet &set = m_model->setAt(currentRow());
    if (canUndo(set))
        run([this, id = set.id](const CancelToken &cancel) { return m_session.undo(id, cancel); });
}

void HistoryPage::goOn()
{
    if (currentRow() < 0 || m_reply.waiting())
        return;
    const catalog::ChangeSet &set = m_model->setAt(currentRow());
    if (!set.finished && set.undoneBy == 0 && set.kind != catalog::ChangeKind::Import)
        run([this, id = set.id](const CancelToken &cancel) { return m_session.resume(id, cancel); });
}

void HistoryPage::finished(const Result<catalog::ChangeSet> &set)
{
    m_poll.stop();
    // The button that has the keyboard goes: back to the changes, as after Ctrl+U.
    if (m_view->isAncestorOf(window()->focusWidget()))
        m_table->setFocus(Qt::OtherFocusReason);
    m_view->setProgress(false);
    if (!set) {
        m_view->showError(set.error());
        m_model->reload(); // it may have come some way
        return;
    }
    m_model->update(*set);
    m_table->selectRow(m_model->rowOf(set->id));
    showCurrent();
    emit catalogChanged(*set);
}

} // namespace vitrine::ui
