#pragma once

#include <QFrame>

namespace vitrine::ui {

/// One number that a person watches: a caption, the value, and a line of detail below it. GUI thread.
class StatTile : public QFrame
{
    Q_OBJECT

public:
    enum class Tone { Normal, Warn, Bad };

    explicit StatTile(const QString &caption, QWidget *parent = nullptr);

    /// A tone other than Normal also shows a sign: colour is never the only difference.
    void setValue(const QString &value, const QString &detail = {}, Tone tone = Tone::Normal);
    QString value() const { return m_value; }
    QString detail() const { return m_detail; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_caption, m_value, m_detail;
    Tone m_tone = Tone::Normal;
};

} // namespace vitrine::ui
