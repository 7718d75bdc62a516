#include "ui/products/views_popup.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace vitrine::ui {

ViewsPopup::ViewsPopup(QWidget *parent)
    : QFrame(parent, Qt::Popup),
      m_list(new QListWidget(this)),
      m_empty(new QLabel(tr("A view keeps the search, the filters, the order and the columns."), this)),
      m_name(new QLineEdit(this)),
      m_save(new QPushButton(icon(QStringLiteral("save")), tr("&Save"), this)),
      m_remove(new QPushButton(icon(QStringLiteral("trash-2")), tr("&Remove"), this))
{
    setObjectName(QStringLiteral("viewsPopup"));
    setAccessibleName(tr("Saved views"));
    setFrameShape(QFrame::StyledPanel);
    setMinimumWidth(320);
    m_list->setObjectName(QStringLiteral("views.list"));
    m_list->setAccessibleName(tr("Saved views"));
    m_list->setToolTip(tr("Enter shows the view, Delete removes it"));
    m_list->installEventFilter(this);
    m_empty->setWordWrap(true);
    m_name->setObjectName(QStringLiteral("views.name"));
    m_name->setPlaceholderText(tr("Name for what is shown now"));
    m_name->setAccessibleName(tr("Name for what is shown now"));
    m_name->setMinimumHeight(32);
    m_name->setMaxLength(80);
    m_save->setObjectName(QStringLiteral("views.save"));
    m_save->setMinimumHeight(32);
    m_remove->setObjectName(QStringLiteral("views.remove"));
    m_remove->setToolTip(tr("Remove the chosen view (Delete)"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_name, 1);
    row->addWidget(m_save);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(8);
    column->addWidget(m_empty);
    column->addWidget(m_list, 1);
    column->addWidget(m_remove, 0, Qt::AlignLeft);
    column->addLayout(row);
    connect(m_list, &QListWidget::itemActivated, this, &ViewsPopup::choose);
    connect(m_list, &QListWidget::itemClicked, this, &ViewsPopup::choose);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int at) { m_remove->setEnabled(at >= 0); });
    connect(m_remove, &QPushButton::clicked, this, &ViewsPopup::removeCurrent);
    connect(m_name, &QLineEdit::textChanged, this, &ViewsPopup::showSave);
    connect(m_name, &QLineEdit::returnPressed, this, &ViewsPopup::save);
    connect(m_save, &QPushButton::clicked, this, &ViewsPopup::save);
}

void ViewsPopup::open(const QVector<SavedView> &views, const QString &current, const QPoint &below, bool naming)
{
    showViews(views, current);
    m_name->setText(current);
    showSave();
    adjustSize();
    move(below);
    show();
    if (naming || views.isEmpty()) {
        m_name->setFocus(Qt::PopupFocusReason);
        m_name->selectAll();
    } else {
        m_list->setFocus(Qt::PopupFocusReason);
    }
}

void ViewsPopup::showViews(const QVector<SavedView> &views, const QString &current)
{
    m_list->clear();
    for (const SavedView &view : views) {
        m_list->addItem(view.name);
        if (view.name == current)
            m_list->setCurrentRow(m_list->count() - 1);
    }
    if (m_list->currentRow() < 0 && !views.isEmpty())
        m_list->setCurrentRow(0);
    m_list->setVisible(!views.isEmpty());
    m_remove->setVisible(!views.isEmpty());
    m_empty->setVisible(views.isEmpty());
}

void ViewsPopup::choose()
{
    if (const auto *item = m_list->currentItem()) {
        const QString name = item->text();
        hide();
        emit chosen(name);
    }
}

void ViewsPopup::removeCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0)
        return;
    const QString name = m_list->item(row)->text();
    delete m_list->takeItem(row);
    showSave();
    emit removeRequested(name);
}

void ViewsPopup::save()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty())
        return;
    hide();
    emit saveRequested(name);
}

void ViewsPopup::showSave()
{
    const QString name = m_name->text().trimmed();
    const bool replaces = !name.isEmpty() && !m_list->findItems(name, Qt::MatchExactly | Qt::MatchCaseSensitive).isEmpty();
    m_save->setText(replaces ? tr("Repla&ce") : tr("&Save"));
    m_save->setEnabled(!name.isEmpty());
}

bool ViewsPopup::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Delete) {
            removeCurrent();
            return true;
        }
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            choose();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace vitrine::ui
