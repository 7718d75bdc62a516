#include "ui/products/search_bar.h"

#include "ui/style/search_field.h"
#include "ui/style/theme.h"

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>

namespace vitrine::ui {

using catalog::SortBy;

SearchBar::SearchBar(QWidget *parent)
    : QWidget(parent), m_field(new QLineEdit(this)), m_sort(new QComboBox(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12, 10, 12, 6);
    row->setSpacing(6);

    m_field->setObjectName(QStringLiteral("searchField"));
    makeSearchField(m_field, tr("Search products  ( / )"), tr("Search products"), 34);
    m_field->setMinimumWidth(220);
    m_field->installEventFilter(this);

    m_filters = addButton(QStringLiteral("funnel"), tr("Show filters"), true);
    m_filters->setObjectName(QStringLiteral("filtersToggle"));
    row->addWidget(m_filters);
    row->addWidget(m_field, 1);
    m_views = addButton(QStringLiteral("bookmark"), tr("Saved views (Ctrl+Shift+V)"), false);
    m_views->setObjectName(QStringLiteral("viewsButton"));
    row->addWidget(m_views);
    row->addSpacing(6);

    m_sort->setObjectName(QStringLiteral("sortChooser"));
    m_sort->setAccessibleName(tr("Sort by"));
    m_sort->setToolTip(tr("Sort by"));
    m_sort->setMinimumHeight(34);
    m_sort->addItem(tr("Best match"), int(SortBy::Relevance));
    m_sort->addItem(tr("Catalog order"), int(SortBy::Catalog));
    m_sort->addItem(tr("Name"), int(SortBy::Name));
    m_sort->addItem(tr("Key"), int(SortBy::Key));
    m_sort->addItem(tr("Price"), int(SortBy::Price));
    m_sort->addItem(tr("Stock"), int(SortBy::Stock));
    m_sort->addItem(tr("Last change"), int(SortBy::Updated));
    row->addWidget(m_sort);
    m_direction = addButton(QStringLiteral("arrow-up"), {}, false);
    m_direction->setObjectName(QStringLiteral("sortDirection"));
    row->addWidget(m_direction);
    row->addSpacing(6);
    m_list = addButton(QStringLiteral("list"), tr("Show as a table (T)"), true);
    m_tiles = addButton(QStringLiteral("layout-grid"), tr("Show as tiles (G)"), true);
    m_density = addButton(QStringLiteral("layers"), tr("Density"), false);
    m_columns = addButton(QStringLiteral("columns-3"), tr("Columns"), false);
    m_inspector = addButton(QStringLiteral("panel-right"), tr("Show the inspector (Space)"), true);
    row->addWidget(m_list);
    row->addWidget(m_tiles);
    row->addWidget(m_density);
    row->addWidget(m_columns);
    row->addWidget(m_inspector);

    auto *densities = new QMenu(m_density);
    auto *group = new QActionGroup(densities);
    const std::pair<Density, QString> choices[] = {
        {Density::Small, tr("Compact")}, {Density::Medium, tr("Medium")}, {Density::Large, tr("Roomy")}};
    for (const auto &[density, name] : choices) {
        QAction *action =
            densities->addAction(name, this, [this, chosen = density] { emit densityRequested(chosen); });
        action->setCheckable(true);
        action->setData(int(density));
        group->addAction(action);
    }
    m_density->setMenu(densities);
    m_density->setPopupMode(QToolButton::InstantPopup);

    m_pause.setSingleShot(true);
    m_pause.setInterval(DebounceMs);
    connect(&m_pause, &QTimer::timeout, this, &SearchBar::searchNow);
    // textEdited does not come while an input method composes: half a Vietnamese word is never searched for.
    connect(m_field, &QLineEdit::textEdited, &m_pause, qOverload<>(&QTimer::start));
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty())
            m_pause.start(); // also by the clear button
    });
    connect(m_sort, &QComboBox::activated, this, [this] {
        m_descending = m_sort->currentData().toInt() == int(SortBy::Updated);
        requestSort();
    });
    connect(m_direction, &QToolButton::clicked, this, [this] {
        m_descending = !m_descending;
        requestSort();
    });
    connect(m_list, &QToolButton::clicked, this,
            [this] { emit layoutRequested(VirtualGrid::Layout::Table); });
    connect(m_tiles, &QToolButton::clicked, this,
            [this] { emit layoutRequested(VirtualGrid::Layout::Tiles); });
    connect(m_filters, &QToolButton::clicked, this, &SearchBar::filtersToggled);
    connect(m_inspector, &QToolButton::clicked, this, &SearchBar::inspectorToggled);
    connect(m_columns, &QToolButton::clicked, this, &SearchBar::columnsRequested);
    connect(m_views, &QToolButton::clicked, this, &SearchBar::viewsRequested);
    showDirection();
}

QToolButton *SearchBar::addButton(const QString &iconName, const QString &text, bool checkable)
{
    auto *button = new QToolButton(this);
    button->setIcon(icon(iconName));
    button->setIconSize({18, 18});
    button->setFixedSize(34, 34);
    button->setAutoRaise(true);
    button->setCheckable(checkable);
    button->setToolTip(text);
    button->setAccessibleName(text);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QWidget *SearchBar::viewsButton() const
{
    return m_views;
}

QWidget *SearchBar::columnsButton() const
{
    return m_columns;
}

void SearchBar::focusField()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

QString SearchBar::text() const
{
    return m_field->text();
}

void SearchBar::setText(const QString &text)
{
    m_field->setText(text);
    m_pause.stop();
}

void SearchBar::searchNow()
{
    m_pause.stop();
    emit searchRequested(m_field->text().trimmed());
}

void SearchBar::setSort(SortBy sort, bool descending)
{
    m_sort->setCurrentIndex(m_sort->findData(int(sort)));
    m_descending = descending;
    showDirection();
}

void SearchBar::requestSort()
{
    showDirection();
    emit sortRequested(SortBy(m_sort->currentData().toInt()), m_descending);
}

void SearchBar::showDirection()
{
    const QString text =
        m_descending ? tr("Descending; click for ascending") : tr("Ascending; click for descending");
    m_direction->setIcon(icon(m_descending ? QStringLiteral("arrow-down") : QStringLiteral("arrow-up")));
    m_direction->setToolTip(text);
    m_direction->setAccessibleName(text);
    // The best match is always first.
    m_direction->setEnabled(m_sort->currentData().toInt() != int(SortBy::Relevance));
}

void SearchBar::setLayoutShown(VirtualGrid::Layout layout)
{
    m_list->setChecked(layout == VirtualGrid::Layout::Table);
    m_tiles->setChecked(layout == VirtualGrid::Layout::Tiles);
    m_columns->setEnabled(layout == VirtualGrid::Layout::Table);
}

void SearchBar::setDensityShown(Density density)
{
    const auto actions = m_density->menu()->actions();
    for (QAction *action : actions)
        action->setChecked(action->data().toInt() == int(density));
}

void SearchBar::setPanelsShown(bool filters, bool inspector)
{
    m_filters->setChecked(filters);
    m_inspector->setChecked(inspector);
}

bool SearchBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Escape:
        if (m_field->text().isEmpty()) {
            emit leaveRequested();
        } else {
            m_field->clear();
            searchNow();
        }
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        searchNow();
        return true;
    case Qt::Key_Down:
        emit leaveRequested();
        return true;
    default:
        return false;
    }
}

} // namespace vitrine::ui
