#pragma once

#include "catalog/query.h"

#include <QWidget>

#include <optional>

class QLineEdit;

namespace vitrine::ui {

/// Counts by price on a logarithmic axis; dragging over bars chooses their range. For the keyboard there are
/// the two fields of PriceFilter.
class PriceHistogram : public QWidget
{
    Q_OBJECT
public:
    explicit PriceHistogram(QWidget *parent = nullptr);

    void setFacets(const catalog::Facets &facets);
    void setRange(std::optional<qint64> from, std::optional<qint64> to);
    /// Minor units at which a bar begins; pure.
    static qint64 edge(qint64 minMinor, qint64 maxMinor, int bars, int bar);
    QSize sizeHint() const override { return {160, 56}; }

signals:
    void rangePicked(qint64 fromMinor, qint64 toMinor);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    int barAt(int x) const;
    bool isChosen(int bar) const;

    QVector<qint64> m_counts;
    qint64 m_min = 0, m_max = 0;
    QString m_currency;
    std::optional<qint64> m_from, m_to;
    int m_pressed = -1, m_dragged = -1;
};

/// The price facet: histogram, least and most. Owned by the facet panel.
class PriceFilter : public QWidget
{
    Q_OBJECT
public:
    explicit PriceFilter(QWidget *parent = nullptr);

    void setFacets(const catalog::Facets &facets);
    void setRange(std::optional<qint64> from, std::optional<qint64> to);

signals:
    void rangeChanged(std::optional<qint64> fromMinor, std::optional<qint64> toMinor);

private:
    void fieldsEdited();
    void showFields();

    PriceHistogram *m_histogram;
    QLineEdit *m_fromField, *m_toField;
    QString m_currency;
    std::optional<qint64> m_from, m_to;
};

} // namespace vitrine::ui
