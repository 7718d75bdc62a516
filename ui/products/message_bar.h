#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace vitrine::ui {

/// One line above what it speaks of: something went wrong, and perhaps a button. Closed by the person or by
/// clear().
class MessageBar : public QWidget
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget *parent = nullptr);

    void show(const QString &text, const QString &action = {});
    void clear();
    QString text() const;

signals:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_text;
    QPushButton *m_action;
};

} // namespace vitrine::ui
