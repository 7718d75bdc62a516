#pragma once

#include "ui/origin/origin_control.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace vitrine::ui {

class ErrorBanner;

/// The head of the origin page: state, start and stop, the address to listen on, the address to copy or open,
/// and example requests to try. GUI thread.
class OriginHeader : public QWidget
{
    Q_OBJECT

public:
    explicit OriginHeader(OriginControl &control, QWidget *parent = nullptr);

    /// "up 2 min 14 s", "12 answers in flight": shown beside the state.
    void setDetail(const QString &detail);

public slots:
    void copyAddress() const;
    void openAddress() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeStateRow();
    QWidget *makeTryRow();
    void refresh();
    QString exampleUrl() const;

    OriginControl &m_control;
    QLabel *m_dot;
    QLabel *m_state;
    QLabel *m_detail;
    QLabel *m_link;
    QToolButton *m_copy;
    QToolButton *m_open;
    QLineEdit *m_listen;
    QPushButton *m_startStop;
    ErrorBanner *m_banner;
    bool m_keyboardHere = false; ///< in the field or the button before they were disabled
    QWidget *m_tryRow = nullptr;
    QComboBox *m_example;
};

} // namespace vitrine::ui
