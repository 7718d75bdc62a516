#include "ui/shell/action_registry.h"

#include "ui/style/theme.h"

#include <QAction>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>

namespace vitrine::ui {

namespace {

QString withoutMnemonic(const QString &text)
{
    static const QRegularExpression mnemonic(QStringLiteral("&(.)"));
    QString plain = text;
    return plain.replace(mnemonic, QStringLiteral("\\1"));
}

} // namespace

ActionRegistry::ActionRegistry(QMenuBar *bar, QWidget *window) : QObject(window), m_bar(bar), m_window(window)
{
}

QMenu *ActionRegistry::menu(const QString &name)
{
    for (const auto &[known, menu] : m_menus) {
        if (known == name)
            return menu;
    }
    QMenu *menu = m_bar->addMenu(name);
    menu->setToolTipsVisible(true);
    m_menus.append({name, menu});
    return menu;
}

QAction *ActionRegistry::add(const QString &menuName, const ActionSpec &spec, std::function<void()> run)
{
    auto *action = new QAction(spec.text, m_window);
    action->setObjectName(spec.id);
    if (!spec.icon.isEmpty())
        action->setIcon(icon(spec.icon));
    action->setShortcut(spec.shortcut);
    const QString tip = spec.tip.isEmpty() ? plainText(action) : spec.tip;
    action->setToolTip(tip);
    action->setStatusTip(tip);
    connect(action, &QAction::triggered, m_window, std::move(run));
    // On the window too, so that the shortcut works while the menu bar is hidden in full screen.
    m_window->addAction(action);
    adopt(menuName, spec.id, action);
    return action;
}

void ActionRegistry::adopt(const QString &menuName, const QString &id, QAction *action)
{
    menu(menuName)->addAction(action);
    m_entries.append({id, withoutMnemonic(menuName), action});
}

void ActionRegistry::addSeparator(const QString &menuName)
{
    menu(menuName)->addSeparator();
}

QAction *ActionRegistry::find(const QString &id) const
{
    for (const Entry &entry : m_entries) {
        if (entry.id == id)
            return entry.action;
    }
    return nullptr;
}

QString plainText(const QAction *action)
{
    QString text = withoutMnemonic(action->text());
    if (text.endsWith(QChar(0x2026)))
        text.chop(1);
    return text;
}

} // namespace vitrine::ui
