#pragma once

#include <QKeySequence>
#include <QObject>
#include <QString>
#include <QVector>

#include <functional>

class QAction;
class QMenu;
class QMenuBar;
class QWidget;

namespace vitrine::ui {

struct ActionSpec
{
    QString id;   ///< "file.import": stable, for settings and tests
    QString text; ///< with mnemonic
    QString icon; ///< of resources/icons; empty: none
    QKeySequence shortcut;
    QString tip; ///< a sentence; empty: the text
};

/// Every action of the window, in one place: the menus, the shortcut sheet and the command palette are made
/// of it. GUI thread; the window owns the actions.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    struct Entry
    {
        QString id;
        QString group; ///< the menu's name without mnemonic
        QAction *action = nullptr;
    };

    ActionRegistry(QMenuBar *bar, QWidget *window);

    /// The menu with this name, made on first use; menus stand in the order in which they are asked for.
    QMenu *menu(const QString &name);
    QAction *add(const QString &menu, const ActionSpec &spec, std::function<void()> run);
    /// Takes in an action that a page made, with its shortcut as it is.
    void adopt(const QString &menu, const QString &id, QAction *action);
    void addSeparator(const QString &menu);

    const QVector<Entry> &entries() const { return m_entries; }
    QAction *find(const QString &id) const;

private:
    QMenuBar *m_bar;
    QWidget *m_window;
    QVector<QPair<QString, QMenu *>> m_menus;
    QVector<Entry> m_entries;
};

/// "&Start origin…" as "Start origin".
QString plainText(const QAction *action);

} // namespace vitrine::ui
