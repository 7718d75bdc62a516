#pragma once

#include "tests/ui/support/fake_session.h"
#include "ui/shell/action_registry.h"
#include "ui/shell/main_window.h"

#include <QAction>

namespace vitrine::test {

/// The window on screen, over a fake engine.
struct Shown
{
    Shown()
    {
        window.resize(1280, 820);
        window.show();
    }
    template <typename T>
    T *child(const char *name) const
    {
        return window.findChild<T *>(QLatin1String(name));
    }
    QAction *action(const char *id) const { return window.actionRegistry().find(QLatin1String(id)); }

    FakeSession session;
    ui::MainWindow window{session};
};

} // namespace vitrine::test
