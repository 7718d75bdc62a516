#pragma once

#include <QWidget>

namespace vitrine::ui {

/// Covers the window while files hover over it and says what dropping them does. GUI thread.
class DropOverlay : public QWidget
{
    Q_OBJECT

public:
    explicit DropOverlay(QWidget *window);
    void appear(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
};

} // namespace vitrine::ui
