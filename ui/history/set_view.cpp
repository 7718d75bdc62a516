#include "ui/history/set_view.h"

#include "catalog/taking_back.h"
#include "ui/grid/history_delegate.h"
#include "ui/history/change_sets_model.h"
#include "ui/models/history_list_model.h"
#include "ui/style/error_banner.h"
#include "ui/style/theme.h"

#include <QDateTime>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int NamedRefusals = 5;
constexpr qint64 MaxBar = std::numeric_limits<int>::max();

} // namespace

SetView::SetView(HistorySession &session, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_model(new HistoryListModel(session, this)),
      m_title(new QLabel(this)),
      m_facts(new QLabel(this)),
      m_refused(new QLabel(this)),
      m_error(new ErrorBanner(this)),
      m_entries(new QListView(this))
{
    setObjectName(QStringLiteral("setView"));
    setMinimumWidth(320);
    QFont large = font();
    large.setPixelSize(16);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setObjectName(QStringLiteral("set.title"));
    m_facts->setObjectName(QStringLiteral("set.facts"));
    m_refused->setObjectName(QStringLiteral("set.refused"));
    for (QLabel *label : {m_title, m_facts, m_refused}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
    }
    makeEntries();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_facts);
    column->addWidget(m_error);
    column->addWidget(m_refused);
    column->addWidget(m_entries, 1);
    column->addWidget(makeFoot());
    m_refused->hide();
    setProgress(false);
    applyColors();
    connect(m_entries, &QListView::activated, this,
            [this](const QModelIndex &index) { emit productActivated(m_model->entryAt(index.row()).key); });
    connect(m_model, &HistoryListModel::stateChanged, this, [this] {
        if (m_model->state() == HistoryListModel::State::Failed)
            m_error->showError(m_model->error());
    });
}

void SetView::makeEntries()
{
    m_entries->setObjectName(QStringLiteral("set.entries"));
    m_entries->setAccessibleName(tr("What was changed, product by product"));
    m_entries->setToolTip(tr("Enter shows the product"));
    m_entries->setModel(m_model);
    m_entries->setItemDelegate(new HistoryDelegate(m_entries));
    m_entries->setFrameShape(QFrame::NoFrame);
    m_entries->setMouseTracking(true);
    m_entries->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_entries->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_entries->setResizeMode(QListView::Adjust);
}

QWidget *SetView::makeFoot()
{
    m_progress = new QProgressBar;
    m_progress->setObjectName(QStringLiteral("set.progress"));
    m_progress->setAccessibleName(tr("Progress of the change"));
    m_stop = new QPushButton(tr("S&top"));
    m_stop->setObjectName(QStringLiteral("set.stop"));
    m_stop->setToolTip(tr("Stop after the products that are being written; it can be continued or undone"));
    m_undo = new QPushButton(icon(QStringLiteral("undo-2")), tr("&Undo all of it"));
    m_undo->setObjectName(QStringLiteral("set.undo"));
    m_undo->setToolTip(tr("Undo the change, but for what was changed since (Ctrl+U)"));
    m_continue = new QPushButton(icon(QStringLiteral("play")), tr("&Go on"));
    m_continue->setObjectName(QStringLiteral("set.continue"));
    m_continue->setToolTip(tr("Go on where it stopped"));
    for (QPushButton *button : {m_stop, m_undo, m_continue})
        button->setMinimumHeight(32);
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_progress, 1);
    row->addWidget(m_stop);
    row->addWidget(m_continue);
    row->addWidget(m_undo);
    row->addStretch(0);
    connect(m_stop, &QPushButton::clicked, this, &SetView::stopRequested);
    connect(m_undo, &QPushButton::clicked, this, &SetView::undoRequested);
    connect(m_continue, &QPushButton::clicked, this, &SetView::continueRequested);
    return foot;
}

void SetView::showSet(const catalog::ChangeSet &set)
{
    const bool isOther = set.id != m_set.id;
    const bool hasGrown = isOther || set.done != m_set.done || set.changed != m_set.changed;
    m_set = set;
    if (isOther)
        m_error->hide();
    const QString title = changeTitle(set);
    m_title->setText(set.what.isEmpty() ? title : QStringLiteral("%1 \u00b7 %2").arg(title, set.what));
    QStringList lines{QLocale().toString(QDateTime::fromMSecsSinceEpoch(set.atMs), QLocale::LongFormat)};
    if (!set.note.author.isEmpty())
        lines.first() = tr("%1, %2").arg(set.note.author, lines.first());
    if (!set.note.reason.isEmpty())
        lines << tr("\u201c%1\u201d").arg(set.note.reason);
    lines << QStringLiteral("%1 \u00b7 %2").arg(changeFigures(set), changeState(set));
    if (canUndo(set))
        lines << catalog::undoEffect(set.kind);
    m_facts->setText(lines.join(u'\n'));
    showButtons();
    if (!hasGrown)
        return;
    if (isOther)
        m_model->setSet(set.id);
    else
        m_model->reload();
    m_refused->hide();
    m_refusedReply.forget();
    if (set.refused > 0)
        m_refusedReply.ask(m_session.refusedBy(set.id, NamedRefusals),
                           [this](const Result<QVector<catalog::RefusedChange>> &refused) {
                               if (refused)
                                   showRefused(*refused);
                               else
                                   m_error->showError(refused.error());
                           });
}

void SetView::showRefused(const QVector<catalog::RefusedChange> &refused)
{
    if (refused.isEmpty()) { // an import counts them, and its own report has named them
        m_refused->setText(m_set.refused == 1 ? tr("One was refused; the report of the import named it.")
                                              : tr("%1 were refused; the report of the import named them.").arg(QLocale().toString(m_set.refused)));
        return m_refused->show();
    }
    QStringList lines{tr("Left as they were:")};
    for (const catalog::RefusedChange &each : refused)
        lines << tr("%1, %2: %3").arg(each.key.toString(), each.error.where, each.error.what);
    if (m_set.refused > refused.size())
        lines << tr("and %1 more").arg(QLocale().toString(m_set.refused - refused.size()));
    m_refused->setText(lines.join(u'\n'));
    m_refused->show();
}

void SetView::showError(const Error &error)
{
    m_error->showError(error);
}

void SetView::setProgress(bool running, qint64 done, qint64 products)
{
    const bool begins = running && !m_running;
    m_running = running;
    m_progress->setVisible(running);
    m_stop->setVisible(running);
    if (begins && isAncestorOf(window()->focusWidget()))
        m_stop->setFocus(Qt::OtherFocusReason); // the button that was pressed goes
    m_progress->setMaximum(int(std::min(products, MaxBar)));
    m_progress->setValue(int(std::min(done, MaxBar)));
    showButtons();
}

void SetView::showButtons()
{
    const bool isUndone = m_set.undoneBy != 0;
    m_undo->setVisible(!m_running);
    m_undo->setEnabled(canUndo(m_set));
    m_continue->setVisible(!m_running && m_set.id != 0 && !m_set.finished && !isUndone &&
                           m_set.kind != catalog::ChangeKind::Import);
}

void SetView::applyColors()
{
    for (QLabel *label : {m_facts, m_refused}) {
        QPalette palette = label->palette();
        palette.setColor(QPalette::WindowText, label == m_refused ? tokens().warn : tokens().dim);
        if (label->palette() != palette)
            label->setPalette(palette);
    }
}

void SetView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace vitrine::ui
