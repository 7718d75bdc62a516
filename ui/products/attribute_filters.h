#pragma once

#include "catalog/query.h"

#include <QWidget>

class QToolButton;
class QVBoxLayout;

namespace vitrine::ui {

class AttributeFilterView;
class AttributePicker;

/// The filters on attributes that the person has put beside the products, one below the other, and the button for one
/// more. Owned by the facet panel; GUI thread.
class AttributeFilters : public QWidget
{
    Q_OBJECT
public:
    explicit AttributeFilters(QWidget *parent = nullptr);

    /// Of the catalog; those that have a list of their own are left out.
    void setAttributes(const QVector<catalog::Attribute> &attributes);
    /// Shows what the query asks for; without signals. What it does not mention stays, and narrows nothing.
    void setFilters(const QVector<catalog::AttributeFilter> &filters);
    QVector<catalog::AttributeFilter> filters() const;
    void setFacets(const catalog::Facets &facets);
    /// In the words of Query::facets: what to count for the filters that are here.
    QStringList facets() const;
    /// What a filter of this panel says.
    QString text(const catalog::AttributeFilter &filter) const;

signals:
    void filtersChanged(const QVector<catalog::AttributeFilter> &filters);
    /// There is one more to count for.
    void added();

private:
    catalog::Attribute attributeOf(const catalog::AttributeFilter &filter) const;
    AttributeFilterView *viewOf(const QString &code) const;
    AttributeFilterView *insert(qsizetype at, const catalog::Attribute &attribute);
    void remove(AttributeFilterView *view);
    void pick();

    QVector<catalog::Attribute> m_attributes;
    QVector<AttributeFilterView *> m_views;
    AttributePicker *m_picker = nullptr;
    QVBoxLayout *m_column;
    QToolButton *m_add;
};

} // namespace vitrine::ui
