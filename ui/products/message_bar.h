#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace vitrine::ui {

/// One line above what it speaks of: something went wrong, or is worth knowing, and perhaps a button. Closed by the
/// person or by clear().
class MessageBar : public QWidget
{
    Q_OBJECT
public:
    enum class Tone { Bad, Info, Done };

    /// `Info`: it cannot be dismissed but by its button.
    explicit MessageBar(QWidget *parent = nullptr, Tone tone = Tone::Bad);

    void show(const QString &text, const QString &action = {});
    void clear();
    QString text() const;

signals:
    void actionTriggered();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone;
    QLabel *m_text;
    QPushButton *m_action;
};

} // namespace vitrine::ui
