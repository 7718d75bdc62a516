#pragma once

#include "base/error.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace vitrine::ui {

/// What went wrong and what to do about it, in place, without a dialog: hidden until there is something to
/// say. GUI thread.
class ErrorBanner : public QFrame
{
    Q_OBJECT

public:
    explicit ErrorBanner(QWidget *parent = nullptr);

    /// `fix` is the text of a button that emits fixRequested(); empty: no button.
    void showError(const Error &error, const QString &fix = {});
    void showMessage(const QString &what, const QString &remedy, const QString &fix = {});
    QString text() const;

signals:
    void fixRequested();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_what;
    QLabel *m_remedy;
    QPushButton *m_fix;
    QToolButton *m_close;
};

} // namespace vitrine::ui
