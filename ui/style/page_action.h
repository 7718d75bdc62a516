#pragma once

#include "ui/style/theme.h"

#include <QAction>
#include <QWidget>

namespace vitrine::ui {

/// An action of a page, which the palette and the menus find there; its keys work while the focus is inside.
template <typename Page, typename Slot>
void addPageAction(Page *page, const QString &text, const QString &iconName, const QKeySequence &keys, Slot slot)
{
    auto *action = new QAction(icon(iconName), text, page);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    QObject::connect(action, &QAction::triggered, page, slot);
    page->addAction(action);
}

} // namespace vitrine::ui
