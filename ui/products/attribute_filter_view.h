#pragma once

#include "catalog/query.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QListView;

namespace vitrine::ui {

class RangeHistogram;
class ValueListModel;

/// The filter on one attribute: how it is compared, and its values with their counts or, for numbers and dates, a range.
/// Owned by AttributeFilters; GUI thread.
class AttributeFilterView : public QWidget
{
    Q_OBJECT
public:
    explicit AttributeFilterView(const catalog::Attribute &attribute, QWidget *parent = nullptr);

    const catalog::Attribute &attribute() const { return m_attribute; }
    /// What it asks for; nothing while it narrows nothing.
    const std::optional<catalog::AttributeFilter> &filter() const { return m_filter; }
    /// Shows it, without signals.
    void setFilter(const std::optional<catalog::AttributeFilter> &filter);
    void setFacet(const catalog::AttributeFacet &facet);
    /// What a value is called, as far as it was ever counted.
    QString labelOf(const QString &value) const;

signals:
    void filterChanged();
    void closeRequested();

private:
    enum Comparison { Is, IsNot, Has, HasNot };

    void layOut();
    void makeValues();
    void makeRange();
    void showComparison();
    void showRange();
    void edited();
    void rangeEdited();
    bool isRange() const;

    const catalog::Attribute m_attribute;
    std::optional<catalog::AttributeFilter> m_filter;
    QString m_from, m_to;

    QComboBox *m_comparison;
    QWidget *m_body; ///< of what is compared with
    ValueListModel *m_values = nullptr;
    QLineEdit *m_search = nullptr;
    QListView *m_list = nullptr;
    RangeHistogram *m_histogram = nullptr;
    QLineEdit *m_fromField = nullptr, *m_toField = nullptr;
};

} // namespace vitrine::ui
