#pragma once

#include "catalog/query.h"

#include <QWidget>

#include <optional>

class QLineEdit;

namespace vitrine::ui {

class RangeFields;
class RangeHistogram;

/// The price facet: histogram, least and most. Owned by the facet panel.
class PriceFilter : public QWidget
{
    Q_OBJECT
public:
    explicit PriceFilter(QWidget *parent = nullptr);

    void setFacets(const catalog::Facets &facets);
    bool isNarrowing() const { return m_from || m_to; }
    void setRange(std::optional<qint64> from, std::optional<qint64> to);
    /// Minor units at which a bar of the logarithmic axis begins; pure.
    static qint64 edge(qint64 minMinor, qint64 maxMinor, int bars, int bar);

signals:
    void rangeChanged(std::optional<qint64> fromMinor, std::optional<qint64> toMinor);

private:
    void fieldsEdited();
    void showFields();
    void showRange();

    RangeHistogram *m_histogram;
    RangeFields *m_fields;
    QLineEdit *m_fromField, *m_toField; ///< of m_fields
    QString m_currency;
    std::optional<qint64> m_from, m_to;
};

} // namespace vitrine::ui
