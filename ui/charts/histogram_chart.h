#pragma once

#include <QStringList>
#include <QVector>
#include <QWidget>

namespace vitrine::ui {

/// How often each step of a scale occurs, as bars with their labels below. GUI thread.
class HistogramChart : public QWidget
{
    Q_OBJECT

public:
    HistogramChart(const QString &title, QWidget *parent = nullptr);

    /// One label a bar.
    void setBars(const QStringList &labels, const QVector<qint64> &counts);
    void setEmptyText(const QString &text);
    const QVector<qint64> &counts() const { return m_counts; }

    QSize sizeHint() const override { return {320, 190}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QRectF plotRect() const;

    QString m_title;
    QString m_emptyText;
    QStringList m_labels;
    QVector<qint64> m_counts;
};

} // namespace vitrine::ui
