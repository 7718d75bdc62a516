#include "ui/products/attribute_picker.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QScreen>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

using catalog::Attribute;

namespace {

constexpr int MostShown = 200; ///< a catalog may have thousands; typing narrows them
constexpr int RowHeight = 28;
constexpr QSize Size{340, 412};

} // namespace

AttributePicker::AttributePicker(QWidget *parent)
    : QFrame(parent, Qt::Popup), m_search(new QLineEdit(this)), m_list(new QListWidget(this)), m_note(new QLabel(this))
{
    setObjectName(QStringLiteral("attributePicker"));
    setAccessibleName(tr("Attributes to filter by"));
    setFrameShape(QFrame::StyledPanel);
    m_search->setObjectName(QStringLiteral("attributes.search"));
    m_search->setPlaceholderText(tr("Find an attribute"));
    m_search->setAccessibleName(tr("Find an attribute"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumHeight(32);
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("attributes.list"));
    m_list->setAccessibleName(tr("Attributes"));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->installEventFilter(this);
    m_note->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(10, 10, 10, 10);
    column->setSpacing(8);
    column->addWidget(m_search);
    column->addWidget(m_list, 1);
    column->addWidget(m_note);
    connect(m_search, &QLineEdit::textChanged, this, &AttributePicker::showMatches);
    connect(m_list, &QListWidget::itemClicked, this, &AttributePicker::choose);
}

void AttributePicker::open(const QVector<Attribute> &attributes, const QPoint &at)
{
    m_attributes = attributes;
    std::stable_sort(m_attributes.begin(), m_attributes.end(),
                     [](const Attribute &a, const Attribute &b) { return a.valueCount > b.valueCount; });
    m_search->clear();
    showMatches();
    resize(Size);
    const QScreen *screen = QGuiApplication::screenAt(at);
    const QRect free = (screen ? screen : QGuiApplication::primaryScreen())->availableGeometry();
    move(std::clamp(at.x(), free.left(), std::max(free.left(), free.right() - width())),
         std::clamp(at.y(), free.top(), std::max(free.top(), free.bottom() - height())));
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void AttributePicker::showMatches()
{
    const QString text = m_search->text().trimmed();
    m_list->clear();
    qsizetype found = 0;
    for (qsizetype at = 0; at < m_attributes.size(); ++at) {
        const Attribute &attribute = m_attributes[at];
        if (!attribute.label.contains(text, Qt::CaseInsensitive) && !attribute.code.contains(text, Qt::CaseInsensitive))
            continue;
        if (++found > MostShown)
            continue;
        auto *item = new QListWidgetItem(attribute.unit.isEmpty() ? attribute.label : tr("%1 (%2)").arg(attribute.label, attribute.unit));
        item->setSizeHint({0, RowHeight});
        item->setData(Qt::UserRole, at);
        item->setToolTip(tr("%1, %n value(s)", nullptr, int(attribute.valueCount)).arg(attribute.code));
        m_list->addItem(item);
    }
    m_list->setCurrentRow(m_list->count() > 0 ? 0 : -1);
    m_note->setText(found == 0           ? tr("No attribute has \u201c%1\u201d in its name.").arg(text)
                    : found > MostShown ? tr("%1 more: type a part of the name.").arg(QLocale().toString(found - MostShown))
                                        : QString());
    m_note->setVisible(!m_note->text().isEmpty());
}

void AttributePicker::choose()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    const Attribute attribute = m_attributes[item->data(Qt::UserRole).toLongLong()];
    hide();
    emit chosen(attribute);
}

bool AttributePicker::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        choose();
        return true;
    }
    const bool moves = key->key() == Qt::Key_Down || key->key() == Qt::Key_Up || key->key() == Qt::Key_PageDown ||
                       key->key() == Qt::Key_PageUp;
    if (watched == m_search && moves) {
        QCoreApplication::sendEvent(m_list, event); // the list answers to the arrows while the name is typed
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace vitrine::ui
