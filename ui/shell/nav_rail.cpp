#include "ui/shell/nav_rail.h"

#include "ui/style/theme.h"

#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

namespace vitrine::ui {

namespace {

constexpr int RowHeight = 40;
constexpr int WideWidth = 184;
constexpr int NarrowWidth = 56;
constexpr int IconSide = 20;

class RailDelegate : public QStyledItemDelegate
{
public:
    explicit RailDelegate(NavRail *rail) : QStyledItemDelegate(rail), m_rail(rail) {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {m_rail->viewport()->width(), RowHeight};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokens();
        const bool current = option.state.testFlag(QStyle::State_Selected);
        const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QRectF box = QRectF(option.rect).adjusted(8, 2, -8, -2);
        if (current || hovered) {
            QColor ground = current ? t.accent : t.text;
            ground.setAlphaF(current ? 0.14f : 0.06f);
            painter->setPen(Qt::NoPen);
            painter->setBrush(ground);
            painter->drawRoundedRect(box, 6, 6);
        }
        if (current) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.accent);
            painter->drawRoundedRect(QRectF(box.left(), box.top() + 8, 3, box.height() - 16), 1.5, 1.5);
            if (option.state.testFlag(QStyle::State_HasFocus) &&
                option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
                painter->setPen(QPen(t.accent, 2));
                painter->setBrush(Qt::NoBrush);
                painter->drawRoundedRect(box.adjusted(1, 1, -1, -1), 5, 5);
            }
        }
        const qreal ratio = painter->device()->devicePixelRatioF();
        const QColor ink = current ? t.accent : t.text;
        painter->drawPixmap(QPointF(box.left() + 10, box.center().y() - IconSide / 2.0),
                            iconPixmap(index.data(NavRail::IconNameRole).toString(), ink, IconSide, ratio));
        paintLabel(painter, option, index, box, ink);
        painter->restore();
    }

private:
    void paintLabel(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index,
                    const QRectF &box, const QColor &ink) const
    {
        const Tokens &t = tokens();
        const QString badge = index.data(NavRail::BadgeRole).toString();
        QFont small = option.font;
        small.setPixelSize(11);
        if (m_rail->isCollapsed()) {
            if (badge.isEmpty())
                return;
            painter->setPen(Qt::NoPen);
            painter->setBrush(t.accent);
            painter->drawEllipse(QPointF(box.left() + 10 + IconSide, box.top() + 9), 3.5, 3.5);
            return;
        }
        double right = box.right() - 8;
        if (!badge.isEmpty()) {
            const double width = QFontMetricsF(small).horizontalAdvance(badge);
            painter->setFont(small);
            painter->setPen(t.dim);
            painter->drawText(QRectF(right - width, box.top(), width + 1, box.height()), Qt::AlignVCenter,
                              badge);
            right -= width + 6;
        }
        QFont font = option.font;
        font.setWeight(option.state.testFlag(QStyle::State_Selected) ? QFont::DemiBold : QFont::Normal);
        painter->setFont(font);
        painter->setPen(ink);
        const QRectF line(box.left() + 10 + IconSide + 10, box.top(), right - box.left() - 20 - IconSide,
                          box.height());
        painter->drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                          QFontMetricsF(font).elidedText(index.data(NavRail::TitleRole).toString(),
                                                         Qt::ElideRight, line.width()));
    }

    NavRail *m_rail;
};

} // namespace

NavRail::NavRail(QWidget *parent) : QListView(parent), m_items(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("navRail"));
    setAccessibleName(tr("Pages"));
    setModel(m_items);
    setItemDelegate(new RailDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    viewport()->setBackgroundRole(QPalette::Window);
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (current.isValid())
            emit pageChosen(current.data(NameRole).toString());
    });
}

void NavRail::addPage(const QString &name, const QString &title, const QString &iconName,
                      const QString &shortcut)
{
    auto *item = new QStandardItem(title);
    item->setData(name, NameRole);
    item->setData(title, TitleRole);
    item->setData(iconName, IconNameRole);
    item->setToolTip(shortcut.isEmpty() ? title : QStringLiteral("%1 (%2)").arg(title, shortcut));
    m_items->appendRow(item);
}

QModelIndex NavRail::find(const QString &name) const
{
    const QModelIndexList found = m_items->match(m_items->index(0, 0), NameRole, name, 1, Qt::MatchExactly);
    return found.isEmpty() ? QModelIndex() : found.constFirst();
}

void NavRail::setBadge(const QString &name, const QString &badge)
{
    const QModelIndex index = find(name);
    if (!index.isValid() || index.data(BadgeRole).toString() == badge)
        return;
    m_items->setData(index, badge, BadgeRole);
    const QString title = index.data(TitleRole).toString();
    m_items->setData(index, badge.isEmpty() ? title : QStringLiteral("%1, %2").arg(title, badge),
                     Qt::AccessibleTextRole);
}

QString NavRail::badge(const QString &name) const
{
    return find(name).data(BadgeRole).toString();
}

void NavRail::setCurrent(const QString &name)
{
    setCurrentIndex(find(name));
}

void NavRail::setCollapsed(bool collapsed)
{
    if (collapsed == m_collapsed)
        return;
    m_collapsed = collapsed;
    updateGeometry();
    scheduleDelayedItemsLayout();
}

QSize NavRail::sizeHint() const
{
    return {m_collapsed ? NarrowWidth : WideWidth, 320};
}

void NavRail::paintEvent(QPaintEvent *event)
{
    QListView::paintEvent(event);
    QPainter painter(viewport());
    painter.setPen(QPen(tokens().hairline, 1));
    const int x = viewport()->width() - 1;
    painter.drawLine(x, 0, x, viewport()->height());
}

} // namespace vitrine::ui
