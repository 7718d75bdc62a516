#include "ui/shell/command_palette.h"

#include "ui/style/search_field.h"
#include "ui/style/theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

namespace {

constexpr int RowHeight = 32;
constexpr int MostRows = 11;

/// The name with the matched letters in bold, the shortcut at the right.
class PaletteDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {200, RowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokens();
        const bool current = option.state.testFlag(QStyle::State_Selected);
        const bool enabled = option.state.testFlag(QStyle::State_Enabled);
        painter->save();
        if (current)
            painter->fillRect(option.rect, t.accent);
        const QColor ink = current ? t.onAccent : enabled ? t.text : t.dim;
        const QString text = index.data(Qt::DisplayRole).toString();
        const auto positions = index.data(PaletteModel::PositionsRole).value<QVector<int>>();
        QFont bold = option.font;
        bold.setWeight(QFont::DemiBold);
        double x = option.rect.left() + 12;
        const QRectF line = option.rect;
        painter->setPen(ink);
        for (int i = 0; i < text.size(); ++i) {
            painter->setFont(positions.contains(i) ? bold : option.font);
            const QString letter = text.mid(i, 1);
            const double width = QFontMetricsF(painter->font()).horizontalAdvance(letter);
            painter->drawText(QRectF(x, line.top(), width + 2, line.height()), Qt::AlignVCenter, letter);
            x += width;
        }
        painter->setFont(option.font);
        painter->setPen(current ? t.onAccent : t.dim);
        painter->drawText(line.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter,
                          index.data(PaletteModel::ShortcutRole).toString());
        painter->restore();
    }
};

} // namespace

PaletteModel::PaletteModel(const ActionRegistry &registry, QObject *parent)
    : QAbstractListModel(parent), m_registry(registry)
{
    setPattern({});
}

QString PaletteModel::nameOf(const ActionRegistry::Entry &entry)
{
    return QStringLiteral("%1: %2").arg(entry.group, plainText(entry.action));
}

void PaletteModel::setPattern(const QString &pattern)
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < m_registry.entries().size(); ++i) {
        const ActionRegistry::Entry &entry = m_registry.entries().at(i);
        if (const auto match = fuzzyMatch(pattern, nameOf(entry)); match && entry.action->isVisible())
            m_rows.append({i, *match});
    }
    const auto rank = [this](const Row &row) {
        const qsizetype at = m_recent.indexOf(m_registry.entries().at(row.entry).id);
        return at < 0 ? m_recent.size() : at;
    };
    std::stable_sort(m_rows.begin(), m_rows.end(), [&rank](const Row &a, const Row &b) {
        return a.match.score != b.match.score ? a.match.score > b.match.score : rank(a) < rank(b);
    });
    endResetModel();
}

void PaletteModel::used(const QString &id)
{
    m_recent.removeAll(id);
    m_recent.prepend(id);
}

const ActionRegistry::Entry &PaletteModel::entry(int row) const
{
    return m_registry.entries().at(m_rows.at(row).entry);
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ActionRegistry::Entry &shown = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return nameOf(shown);
    case Qt::ToolTipRole:
        return shown.action->toolTip();
    case ShortcutRole:
        return shown.action->shortcut().toString(QKeySequence::NativeText);
    case PositionsRole:
        return QVariant::fromValue(m_rows.at(index.row()).match.positions);
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const Qt::ItemFlags usable = Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    return entry(index.row()).action->isEnabled() ? usable | Qt::ItemIsEnabled : usable;
}

CommandPalette::CommandPalette(const ActionRegistry &registry, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint),
      m_model(new PaletteModel(registry, this)),
      m_field(new QLineEdit),
      m_list(new QListView),
      m_searchHint(new QLabel)
{
    setObjectName(QStringLiteral("commandPalette"));
    setWindowTitle(tr("Commands"));
    makeSearchField(m_field, tr("Type a command, or words to search the products for"), tr("Command or product"), 36);
    m_field->setToolTip(tr("Up and Down choose, Enter runs, Escape closes"));
    m_field->installEventFilter(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->setSpacing(6);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    m_searchHint->setObjectName(QStringLiteral("paletteSearchHint"));
    m_searchHint->setTextFormat(Qt::PlainText);
    m_searchHint->setWordWrap(true);
    m_searchHint->setContentsMargins(8, 4, 8, 6);
    layout->addWidget(m_searchHint);
    setFixedWidth(560);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::patternChanged);
    connect(m_field, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
}

void CommandPalette::open()
{
    m_field->clear();
    patternChanged({});
    if (const QWidget *window = parentWidget())
        QWidget::move(window->mapToGlobal(QPoint((window->width() - width()) / 2, 72)));
    show();
    raise();
    activateWindow();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::patternChanged(const QString &pattern)
{
    m_model->setPattern(pattern);
    m_list->setCurrentIndex(m_model->index(0));
    // As tall as what is found: an empty sheet under one command looks like something is still to come.
    const int rows = std::min(m_model->rowCount(), MostRows);
    m_list->setFixedHeight(rows * RowHeight);
    m_list->setVisible(rows > 0);
    m_searchHint->setVisible(rows == 0);
    m_searchHint->setText(
        tr("No such command. Enter searches the products for “%1”.").arg(pattern.trimmed()));
    adjustSize();
}

void CommandPalette::run()
{
    const QModelIndex current = m_list->currentIndex();
    const QString text = m_field->text().trimmed();
    if (!current.isValid()) {
        if (text.isEmpty())
            return;
        accept();
        emit searchRequested(text);
        return;
    }
    const ActionRegistry::Entry entry = m_model->entry(current.row());
    if (!entry.action->isEnabled())
        return;
    m_model->used(entry.id);
    accept();
    entry.action->trigger();
}

void CommandPalette::step(int rows)
{
    const int count = m_model->rowCount();
    if (count > 0)
        m_list->setCurrentIndex(m_model->index((m_list->currentIndex().row() + rows + count) % count));
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            step(key == Qt::Key_Down ? 1 : -1);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::changeEvent(QEvent *event)
{
    QDialog::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isVisible() && !isActiveWindow())
        reject();
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(QPen(tokens().border, 1));
    painter.setBrush(tokens().surface);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace vitrine::ui
