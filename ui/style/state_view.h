#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace vitrine::ui {

/// What stands in place of rows when there are none: an icon, what is the matter, and one thing to do about
/// it. Owned by the page that shows it.
class StateView : public QWidget
{
    Q_OBJECT
public:
    explicit StateView(QWidget *parent = nullptr);

    /// An empty `action` shows no button.
    void show(const QString &iconName, const QString &title, const QString &detail, const QString &action);
    QString title() const;

signals:
    void actionTriggered();

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void paintIcon();

    QString m_iconName;
    QLabel *m_icon, *m_title, *m_detail;
    QPushButton *m_action;
};

} // namespace vitrine::ui
