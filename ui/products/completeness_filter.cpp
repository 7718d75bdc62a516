#include "ui/products/completeness_filter.h"

#include "ui/models/sheet_fields.h"
#include "ui/models/value_list_model.h"
#include "ui/products/facet_delegate.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

namespace vitrine::ui {

using catalog::AttributeFilter;

namespace {

constexpr int TallestList = 7; ///< rows; a part of one shows that there are more
constexpr int SearchedFrom = 12;
const QString Everything = QStringLiteral("*");
const QString Codes[] = {QStringLiteral("complete"), QStringLiteral("incomplete")};

QString nameOf(const catalog::Scope &place)
{
    if (place == catalog::Scope{})
        return Everything;
    return place.locale.isEmpty() ? place.channel : place.channel + u'/' + place.locale;
}

QString labelOf(const QString &name, bool isComplete)
{
    if (name == Everything)
        return isComplete ? CompletenessFilter::tr("everywhere") : CompletenessFilter::tr("some place");
    return scopeText({name.section(u'/', 0, 0), name.section(u'/', 1)});
}

} // namespace

CompletenessFilter::CompletenessFilter(QWidget *parent)
    : QWidget(parent), m_models{new ValueListModel(this), new ValueListModel(this)}, m_kind(new QComboBox(this)), m_search(new QLineEdit(this)), m_list(new QListView(this))
{
    setObjectName(QStringLiteral("completenessFilter"));
    auto *title = new QLabel(tr("Completeness"), this);
    QFont strong = title->font();
    strong.setWeight(QFont::DemiBold);
    title->setFont(strong);
    title->setContentsMargins(6, 8, 0, 0);
    m_kind->setObjectName(QStringLiteral("completenessKind"));
    m_kind->setAccessibleName(tr("Whether what the family requires is there"));
    m_kind->addItems({tr("is complete in"), tr("is incomplete in")});
    m_kind->setCurrentIndex(Incomplete); // which is what there is to do
    m_search->setObjectName(QStringLiteral("completenessSearch"));
    makeFacetSearch(m_search, tr("Find a place"), tr("Find a channel or language"));
    m_search->hide();
    m_list->setObjectName(QStringLiteral("completenessPlaces"));
    m_list->setUniformItemSizes(true);
    makeFacetView(m_list, tr("Channels and languages"), ValueListModel::CountRole);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(title);
    column->addWidget(m_kind);
    column->addWidget(m_search);
    column->addWidget(m_list);
    connect(m_kind, &QComboBox::activated, this, &CompletenessFilter::showKind);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        for (ValueListModel *model : m_models)
            model->setFilter(text);
    });
    for (const Kind kind : {Complete, Incomplete})
        connect(m_models[kind], &ValueListModel::chosenChanged, this, [this, kind](const QStringList &values) { chosen(kind, values); });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum); // the panel has room to spare where there is little to choose
    showKind();
    hide();
}

void CompletenessFilter::setPlaces(const QVector<catalog::Scope> &places)
{
    m_places = places;
    setVisible(!places.isEmpty());
    std::array<QVector<catalog::FacetCount>, KindCount> uncounted;
    for (const catalog::Scope &place : places) {
        // Of one channel with one language all three are the same.
        const bool isSame = !place.channel.isEmpty() && place.locale.isEmpty() &&
                            std::count_if(places.begin(), places.end(), [&](const auto &each) { return each.channel == place.channel; }) <= 2;
        for (const Kind kind : {Complete, Incomplete}) {
            if (!isSame)
                uncounted[kind].append({nameOf(place), labelOf(nameOf(place), kind == Complete), 0});
        }
    }
    for (const Kind kind : {Complete, Incomplete})
        m_models[kind]->setValues(uncounted[kind]);
    m_search->setVisible(uncounted[Complete].size() >= SearchedFrom);
    showKind();
}

void CompletenessFilter::setFilters(const QVector<AttributeFilter> &filters)
{
    int only = -1;
    for (const Kind kind : {Complete, Incomplete}) {
        m_chosen[kind].clear();
        for (const AttributeFilter &filter : filters) {
            if (filter.code == Codes[kind] && !filter.isNegated) {
                m_chosen[kind] = filter.kind == AttributeFilter::Kind::Present ? QStringList{Everything} : filter.values;
                only = kind;
            }
        }
        m_models[kind]->setChosen(m_chosen[kind]);
    }
    if (only >= 0 && m_chosen[m_kind->currentIndex()].isEmpty()) {
        m_kind->setCurrentIndex(only); // so that what narrows is seen
        showKind();
    }
}

QVector<AttributeFilter> CompletenessFilter::filters() const
{
    QVector<AttributeFilter> filters;
    for (const Kind kind : {Complete, Incomplete}) {
        if (m_chosen[kind].contains(Everything))
            filters.append({Codes[kind], AttributeFilter::Kind::Present, false});
        else if (!m_chosen[kind].isEmpty())
            filters.append({Codes[kind], AttributeFilter::Kind::AnyOf, false, m_chosen[kind]});
    }
    return filters;
}

void CompletenessFilter::chosen(Kind kind, const QStringList &values)
{
    // Everything and one place cannot both be meant: what was chosen last is.
    QStringList wanted = values;
    if (wanted.size() > 1 && wanted.contains(Everything)) {
        if (m_chosen[kind].contains(Everything))
            wanted.removeAll(Everything);
        else
            wanted = {Everything};
        m_models[kind]->setChosen(wanted);
    }
    m_chosen[kind] = wanted;
    emit filtersChanged();
}

void CompletenessFilter::setFacets(const catalog::Facets &facets)
{
    for (const catalog::AttributeFacet &facet : facets.attributes) {
        for (const Kind kind : {Complete, Incomplete}) {
            if (facet.code != Codes[kind] || m_places.isEmpty())
                continue;
            QVector<catalog::FacetCount> counted;
            for (const catalog::FacetCount &each : facet.values) {
                const catalog::Scope place{each.value.section(u'/', 0, 0), each.value.section(u'/', 1)};
                const bool isChannel = each.value != Everything && place.locale.isEmpty();
                const auto ofChannel = std::count_if(m_places.begin(), m_places.end(), [&](const auto &one) { return one.channel == place.channel; });
                if (!isChannel || ofChannel > 2)
                    counted.append({each.value, labelOf(each.value, kind == Complete), each.count});
            }
            m_models[kind]->setValues(counted);
        }
    }
}

QStringList CompletenessFilter::facets() const
{
    return m_places.isEmpty() ? QStringList() : QStringList{Codes[Complete], Codes[Incomplete]};
}

bool CompletenessFilter::isOwn(const AttributeFilter &filter)
{
    return (filter.code == Codes[Complete] || filter.code == Codes[Incomplete]) && !filter.isNegated && filter.kind != AttributeFilter::Kind::Range;
}

QString CompletenessFilter::text(const AttributeFilter &filter)
{
    QStringList places;
    const bool isComplete = filter.code == Codes[Complete];
    for (const QString &value : filter.values)
        places.append(labelOf(value, isComplete));
    if (filter.kind == AttributeFilter::Kind::Present)
        return isComplete ? tr("complete everywhere") : tr("incomplete somewhere");
    return (isComplete ? tr("complete in %1") : tr("incomplete in %1")).arg(places.join(tr(" or ")));
}

void CompletenessFilter::showKind()
{
    m_list->setModel(m_models[m_kind->currentIndex()]);
    const int rows = std::max(1, m_list->model()->rowCount());
    const int tall = m_list->sizeHintForRow(0);
    m_list->setFixedHeight(rows > TallestList ? TallestList * tall + tall / 2 : rows * tall + 2);
}

} // namespace vitrine::ui
