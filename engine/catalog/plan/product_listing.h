#pragma once

#include "base/clock.h"
#include "catalog/declared_families.h"
#include "catalog/facet_index.h"
#include "catalog/plan/card_source.h"
#include "catalog/query.h"

#include <memory>
#include <mutex>
#include <shared_mutex>

namespace vitrine::plan {

/// What people call attributes and their options; what is not in it is called by its code.
struct ListLabels
{
    struct Attribute
    {
        QString label, unit;
    };
    QHash<QString, Attribute> attributes;                 ///< by code
    QHash<std::pair<QString, QString>, QString> options;  ///< by the attribute's code and the option's

    QString brand(const QString &code) const { return options.value({QStringLiteral("brand"), code}, code); }
};

/// Who keeps the families of a catalog, and of each product how complete it is. Any thread.
struct FamilySource
{
    std::function<std::shared_ptr<const catalog::DeclaredFamilies>()> families;
    /// As DeclaredFamilies::stored() of these products, by number; nothing for one that has none.
    std::function<Result<QHash<quint32, QByteArray>>(const QVector<quint32> &ids)> counts;
    std::function<Result<catalog::FamilyCount>()> counted;

    explicit operator bool() const { return bool(families); }
};

/// What lists need of every product of a source, in memory: about a kilobyte each. Thread-safe: whoever reads sees all
/// of an update or nothing of it, and nobody waits for longer than the readings that had begun before.
class ProductListing
{
public:
    /// Reads every listed product, a page at a time, each page at one moment. Cancelled; the source's errors.
    /// `progress` hears how many there are so far.
    static Result<std::shared_ptr<ProductListing>> build(CardSource &source, ListLabels labels, const FamilySource &families,
                                                         const CancelToken &cancel, const std::function<void(qint64)> &progress);

    /// These products are so now, and those are gone; all else stays. The errors of FamilySource.
    Status update(const std::vector<MergedProduct> &now, const QVector<quint32> &gone);
    /// How complete the products with numbers above `from` up to `to` are now. Cancelled; likewise.
    Status recount(qint64 from, qint64 to, const CancelToken &cancel);
    catalog::CatalogCompleteness completeness(const catalog::FamilyCount &count) const;

    void relabel(ListLabels labels);
    QString brandLabel(const QString &code) const;

    qint64 size() const;
    /// Of these rows of a result; empty for a product that is not listed.
    QVector<ProductKey> keysOf(const catalog::ResultSet &set, qint64 first, qint64 count) const;
    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) const;
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) const;

private:
    struct Entry
    {
        quint32 id = 0;
        ProductKey key;
        QByteArray sortName;
        QByteArray words; ///< folded name, key, SKUs, brand and categories: what is searched
    };

    std::shared_lock<std::shared_mutex> toRead() const;
    enum class Types { Stay, MayChange };
    Entry entryOf(const MergedProduct &merged) const;
    Result<QHash<quint32, QByteArray>> countsOf(const std::vector<MergedProduct> &products) const;
    void index(const MergedProduct &merged, Types types, const QByteArray &counts);
    std::vector<Entry>::const_iterator find(quint32 id) const;
    quint32 brandNumber(const catalog::Product &product);
    QVector<quint32> categoryNumbers(const catalog::Product &product);
    Result<std::optional<Roaring>> matches(const catalog::Query &query, const CancelToken &cancel) const;
    std::vector<quint32> ordered(catalog::SortBy sort) const;

    mutable std::mutex m_turn; ///< taken before m_mutex: who updates is not kept waiting by readers that come later
    mutable std::shared_mutex m_mutex; // of all below
    std::vector<Entry> m_entries; ///< by id
    catalog::FacetIndex m_index;
    FamilySource m_families;
    QHash<QString, quint32> m_brands, m_categories;
    /// Numbers in the order of their first use.
    class Names final : public catalog::AttributeNames
    {
    public:
        /// Of another type it is another one: the type of an attribute changes only while nobody has a value.
        quint32 need(const QString &code, catalog::ValueType type, Types types);
        quint32 needOption(quint32 attribute, const QString &code);
        std::optional<Known> attribute(const QString &code) const override;
        std::optional<quint32> option(quint32 attribute, const QString &code) const override;
        catalog::FacetCount optionName(quint32 option) const override;
        QStringList attributeCodes() const override { return m_attributes.keys(); }
        /// Of completeness, unless an attribute is called so.
        std::optional<Result<catalog::AttributeTest>> derived(const catalog::AttributeFilter &filter) const override;
        std::optional<Result<DerivedFacet>> derivedFacet(const QString &code) const override;
        std::function<std::shared_ptr<const catalog::DeclaredFamilies>()> families{}; ///< null: there are none
        ListLabels labels{};

    private:
        QHash<QString, Known> m_attributes;
        QStringList m_codes; ///< of the attributes, by number
        QHash<std::pair<quint32, QString>, quint32> m_options;
        QVector<std::pair<QString, QString>> m_optionCodes; ///< with their attributes', by number
    } m_names;
};

} // namespace vitrine::plan
