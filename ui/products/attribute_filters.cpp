#include "ui/products/attribute_filters.h"

#include "ui/models/filter_text.h"
#include "ui/products/attribute_filter_view.h"
#include "ui/products/attribute_picker.h"
#include "ui/style/theme.h"

#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

using catalog::Attribute;
using catalog::AttributeFilter;

namespace {

/// An attribute that is called like one of the catalog's own counts is asked for by another name.
QString facetName(const QString &code)
{
    static const QStringList own{QStringLiteral("category"), QStringLiteral("brand"), QStringLiteral("price")};
    return own.contains(code) ? QStringLiteral("attr.") + code : code;
}

} // namespace

AttributeFilters::AttributeFilters(QWidget *parent) : QWidget(parent), m_column(new QVBoxLayout(this)), m_add(new QToolButton(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(4);
    m_add->setObjectName(QStringLiteral("addFilter"));
    m_add->setIcon(icon(QStringLiteral("plus")));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setText(tr("Add a filter\u2026"));
    m_add->setAccessibleName(tr("Add a filter on an attribute"));
    m_add->setToolTip(tr("Filter by any attribute"));
    m_add->setAutoRaise(true);
    m_add->setMinimumHeight(30);
    m_column->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QToolButton::clicked, this, &AttributeFilters::pick);
    setAttributes({});
}

void AttributeFilters::setAttributes(const QVector<Attribute> &attributes)
{
    m_attributes = attributes;
    m_attributes.removeIf([](const Attribute &attribute) { return attribute.code == QLatin1String("brand"); });
    m_add->setEnabled(!m_attributes.isEmpty());
    // A saved view may have asked for one before its type was known.
    for (qsizetype at = 0; at < m_views.size(); ++at) {
        AttributeFilterView *old = m_views[at];
        const auto known = std::find_if(m_attributes.begin(), m_attributes.end(),
                                        [&](const Attribute &each) { return each.code == old->attribute().code; });
        if (known == m_attributes.end() || (known->type == old->attribute().type && known->label == old->attribute().label))
            continue;
        const auto filter = old->filter();
        remove(old);
        insert(at, *known)->setFilter(filter);
    }
}

Attribute AttributeFilters::attributeOf(const AttributeFilter &filter) const
{
    for (const Attribute &each : m_attributes) {
        if (each.code == filter.code)
            return each;
    }
    Attribute unknown;
    unknown.code = unknown.label = filter.code;
    unknown.type = filter.kind == AttributeFilter::Kind::Range ? catalog::ValueType::Number : catalog::ValueType::Text;
    return unknown;
}

AttributeFilterView *AttributeFilters::viewOf(const QString &code) const
{
    const auto found = std::find_if(m_views.begin(), m_views.end(), [&](const auto *view) { return view->attribute().code == code; });
    return found == m_views.end() ? nullptr : *found;
}

AttributeFilterView *AttributeFilters::insert(qsizetype at, const Attribute &attribute)
{
    auto *view = new AttributeFilterView(attribute, this);
    m_views.insert(at, view);
    m_column->insertWidget(int(at), view);
    connect(view, &AttributeFilterView::filterChanged, this, [this] { emit filtersChanged(filters()); });
    connect(view, &AttributeFilterView::closeRequested, this, [this, view] {
        const bool narrowed = view->filter().has_value();
        remove(view);
        m_add->setFocus(Qt::OtherFocusReason);
        if (narrowed)
            emit filtersChanged(filters());
    });
    return view;
}

void AttributeFilters::remove(AttributeFilterView *view)
{
    m_views.removeOne(view);
    m_column->removeWidget(view);
    view->hide();
    view->deleteLater(); // its own click may be what brought us here
}

void AttributeFilters::setFilters(const QVector<AttributeFilter> &filters)
{
    for (const AttributeFilter &filter : filters) {
        if (!viewOf(filter.code))
            insert(m_views.size(), attributeOf(filter));
    }
    for (AttributeFilterView *view : std::as_const(m_views)) {
        const auto own = std::find_if(filters.begin(), filters.end(),
                                      [&](const AttributeFilter &filter) { return filter.code == view->attribute().code; });
        view->setFilter(own == filters.end() ? std::nullopt : std::optional(*own));
    }
}

QVector<AttributeFilter> AttributeFilters::filters() const
{
    QVector<AttributeFilter> filters;
    for (const AttributeFilterView *view : m_views) {
        if (view->filter())
            filters.append(*view->filter());
    }
    return filters;
}

void AttributeFilters::setFacets(const catalog::Facets &facets)
{
    for (const catalog::AttributeFacet &facet : facets.attributes) {
        if (AttributeFilterView *view = viewOf(facet.code))
            view->setFacet(facet);
    }
}

QStringList AttributeFilters::facets() const
{
    QStringList names;
    for (const AttributeFilterView *view : m_views)
        names.append(facetName(view->attribute().code));
    return names;
}

QString AttributeFilters::text(const AttributeFilter &filter) const
{
    const AttributeFilterView *view = viewOf(filter.code);
    return filterText(filter, attributeOf(filter), [view](const QString &value) { return view ? view->labelOf(value) : value; });
}

void AttributeFilters::pick()
{
    if (!m_picker) {
        m_picker = new AttributePicker(this);
        connect(m_picker, &AttributePicker::chosen, this, [this](const Attribute &attribute) {
            AttributeFilterView *view = insert(m_views.size(), attribute);
            view->findChild<QWidget *>(QStringLiteral("comparison"))->setFocus(Qt::OtherFocusReason);
            emit added();
        });
    }
    QVector<Attribute> others = m_attributes;
    others.removeIf([this](const Attribute &attribute) { return viewOf(attribute.code) != nullptr; });
    m_picker->open(others, m_add->mapToGlobal(QPoint(0, m_add->height())));
}

} // namespace vitrine::ui
