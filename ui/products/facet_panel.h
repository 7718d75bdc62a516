#pragma once

#include "catalog/query.h"

#include <QSet>
#include <QWidget>

#include <optional>

class QCheckBox;
class QLabel;
class QLineEdit;
class QListView;
class QTreeView;

namespace vitrine::ui {

class ValueListModel;
class AttributeFilters;
class CategoryTreeModel;
class CompletenessFilter;
class PriceFilter;

/// The filters beside the products: categories, brands, price, pictures, completeness and any attribute, each with its counts. Owned by
/// ProductsPage.
class FacetPanel : public QWidget
{
    Q_OBJECT
public:
    explicit FacetPanel(QWidget *parent = nullptr);

    void setFacets(const catalog::Facets &facets);
    /// Shows the filters of this query, without signals.
    void setQuery(const catalog::Query &query);
    QString brandLabel(const QString &value) const;
    /// Of the prices in the facets; empty before they came.
    const QString &currency() const { return m_currency; }
    CategoryTreeModel *categories() const { return m_categories; }
    ValueListModel *brands() const { return m_brands; }
    AttributeFilters *attributes() const { return m_attributes; }
    CompletenessFilter *completeness() const { return m_completeness; }
    /// What a filter on an attribute, or on what families require, says.
    QString text(const catalog::AttributeFilter &filter) const;
    /// What to count, in the words of Query::facets.
    QStringList facets() const;

signals:
    void categoriesChanged(const QStringList &paths);
    void brandsChanged(const QStringList &values);
    void priceChanged(std::optional<qint64> fromMinor, std::optional<qint64> toMinor);
    void imageOnlyChanged(bool only);
    void attributesChanged(const QVector<vitrine::catalog::AttributeFilter> &filters);
    /// There is one more facet to count.
    void countsWanted();

private:
    bool isOnCompleteness(const catalog::AttributeFilter &filter) const;
    void layOut();
    void restoreExpansion();
    void fitHeights();

    CategoryTreeModel *m_categories;
    ValueListModel *m_brands;
    QLabel *m_categoryTitle;
    QLineEdit *m_categorySearch;
    QTreeView *m_tree;
    QLabel *m_brandTitle;
    QLineEdit *m_brandSearch;
    QListView *m_brandList;
    QLabel *m_priceTitle;
    PriceFilter *m_price;
    QCheckBox *m_imageOnly;
    CompletenessFilter *m_completeness;
    AttributeFilters *m_attributes;
    QSet<QString> m_expanded;
    QString m_currency;
    int m_scrolledTo = 0;
    bool m_restoring = false;
};

} // namespace vitrine::ui
