#include "ui/products/history_panel.h"

#include "ui/commands/change_editor.h"
#include "ui/grid/history_delegate.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"

#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QPushButton>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace vitrine::ui {

HistoryPanel::HistoryPanel(HistorySession &session, ChangeEditor &editor, QWidget *parent)
    : QWidget(parent),
      m_editor(editor),
      m_model(new HistoryListModel(session, this)),
      m_list(new QListView(this)),
      m_state(new StateView(this)),
      m_restore(new QPushButton(tr("&Restore the former value"), this)),
      m_asOf(new QPushButton(tr("Sho&w"), this)),
      m_time(new QDateTimeEdit(this)),
      m_stack(new QStackedLayout)
{
    setObjectName(QStringLiteral("historyPanel"));
    m_list->setObjectName(QStringLiteral("history.list"));
    m_list->setAccessibleName(tr("Changes of the product, newest first"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new HistoryDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setResizeMode(QListView::Adjust);
    m_restore->setObjectName(QStringLiteral("history.restore"));
    m_restore->setIcon(icon(QStringLiteral("rotate-ccw")));
    m_restore->setMinimumHeight(32);

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(makeAsOf());
    column->addLayout(m_stack, 1);
    column->addWidget(m_restore);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_list);

    connect(m_model, &HistoryListModel::stateChanged, this, &HistoryPanel::showState);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryPanel::showRestorable);
    connect(m_model, &QAbstractItemModel::modelReset, this, &HistoryPanel::showRestorable);
    connect(m_list, &QListView::activated, this, &HistoryPanel::restore);
    connect(m_restore, &QPushButton::clicked, this, &HistoryPanel::restore);
    connect(m_state, &StateView::actionTriggered, m_model, &HistoryListModel::reload);
    connect(&m_editor, &ChangeEditor::busyChanged, this, &HistoryPanel::showRestorable);
    showState();
    showRestorable();
}

QWidget *HistoryPanel::makeAsOf()
{
    m_time->setObjectName(QStringLiteral("history.time"));
    m_time->setAccessibleName(tr("Show the product as it was at this time"));
    m_time->setCalendarPopup(true);
    m_time->setDateTime(QDateTime::currentDateTime());
    m_time->setMinimumHeight(30);
    m_asOf->setObjectName(QStringLiteral("history.asOf"));
    m_asOf->setToolTip(tr("Show the product as it was at this time; a chosen change sets the time to just after it"));
    m_asOf->setMinimumHeight(30);
    auto *label = new QLabel(tr("As &of"), this);
    label->setBuddy(m_time);
    auto *box = new QWidget(this);
    auto *row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(label);
    row->addWidget(m_time, 1);
    row->addWidget(m_asOf);
    connect(m_asOf, &QPushButton::clicked, this,
            [this] { emit asOfRequested(m_time->dateTime().toMSecsSinceEpoch()); });
    return box;
}

void HistoryPanel::setProduct(const ProductKey &key)
{
    m_key = key;
    if (isVisible())
        m_model->setProduct(key);
}

void HistoryPanel::reload()
{
    if (isVisible())
        m_model->reload();
    else
        m_isStale = true;
}

void HistoryPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_model->setProduct(m_key);
    if (std::exchange(m_isStale, false))
        m_model->reload();
}

void HistoryPanel::showState()
{
    switch (m_model->state()) {
    case HistoryListModel::State::Empty:
        m_state->show(QStringLiteral("clock"), tr("No product selected"), {}, {});
        break;
    case HistoryListModel::State::Loading:
        if (m_model->rowCount() == 0)
            m_state->show(QStringLiteral("clock"), tr("Looking\u2026"), {}, {});
        break;
    case HistoryListModel::State::Ready:
        if (m_model->rowCount() == 0)
            m_state->show(QStringLiteral("clock"), tr("No change is recorded"),
                          tr("Edits, imports and bulk edits will be listed here."), {});
        break;
    case HistoryListModel::State::Failed:
        m_state->show(QStringLiteral("circle-alert"), tr("The history cannot be read"),
                      m_model->error().toString(), tr("Retry"));
        m_stack->setCurrentWidget(m_state);
        return;
    }
    m_stack->setCurrentWidget(m_model->rowCount() > 0 ? static_cast<QWidget *>(m_list) : m_state);
}

void HistoryPanel::showRestorable()
{
    const QModelIndex current = m_list->currentIndex();
    m_restore->setEnabled(current.isValid() && current.data(HistoryListModel::RestorableRole).toBool() &&
                          !m_editor.busy());
    m_asOf->setEnabled(!m_key.isEmpty());
    if (current.isValid())
        m_time->setDateTime(QDateTime::fromMSecsSinceEpoch(m_model->entryAt(current.row()).atMs));
}

void HistoryPanel::restore()
{
    const QModelIndex current = m_list->currentIndex();
    if (!m_restore->isEnabled() || !current.isValid())
        return;
    m_editor.restore(m_model->entryAt(current.row()).id, current.data(HistoryListModel::FieldRole).toString());
}

} // namespace vitrine::ui
