#pragma once

#include <QLabel>

namespace vitrine::ui {

/// What is wrong with the value that is being typed, and what to do, right under its editor. Beside the editor in the same
/// parent; goes with it.
class RuleHint : public QLabel
{
    Q_OBJECT
public:
    explicit RuleHint(QWidget *parent);

    /// An empty text: nothing is wrong.
    void showUnder(const QWidget *editor, const QString &text);
    static bool isShownFor(const QWidget *editor);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const QWidget *m_editor = nullptr;
};

} // namespace vitrine::ui
