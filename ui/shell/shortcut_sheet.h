#pragma once

#include <QDialog>

namespace vitrine::ui {

class ActionRegistry;

/// All shortcuts on one page, with a filter. GUI thread.
class ShortcutSheet : public QDialog
{
    Q_OBJECT

public:
    ShortcutSheet(const ActionRegistry &registry, QWidget *parent);
};

} // namespace vitrine::ui
