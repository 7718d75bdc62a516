#pragma once

#include <QVector>
#include <QWidget>

#include <optional>

namespace vitrine::ui {

/// How many products lie where on an axis; dragging over bars chooses their range. For the keyboard there are two fields
/// beside it. Owned by its filter; GUI thread.
class RangeHistogram : public QWidget
{
    Q_OBJECT
public:
    struct Bar
    {
        double from = 0, to = 0;
        qint64 count = 0;
    };

    explicit RangeHistogram(QWidget *parent = nullptr);

    /// From the lowest on; each begins where the one before ends.
    void setBars(const QVector<Bar> &bars);
    void setRange(std::optional<double> from, std::optional<double> to);
    QSize sizeHint() const override { return {160, 56}; }

signals:
    void rangePicked(double from, double to);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    int barAt(int x) const;
    bool isChosen(int bar) const;

    QVector<Bar> m_bars;
    std::optional<double> m_from, m_to;
    int m_pressed = -1, m_dragged = -1;
};

} // namespace vitrine::ui
