#pragma once

#include "catalog/catalog.h"
#include "catalog/plan/product_listing.h"

#include <atomic>
#include <condition_variable>
#include <thread>

namespace vitrine::plan {

/// Somebody else's database as a catalog that is only read: cards and products come from it at the moment
/// they are asked for; lists come from a listing in memory that is built when the first of them is asked for. Where the
/// database tells what changes, these products alone are read again, else everything every few minutes. Thread-safe.
class PlannedCatalog final : public catalog::CardReader,
                             public catalog::ProductReader,
                             public catalog::ProductWriter,
                             public catalog::ProductSearch
{
public:
    static constexpr std::chrono::minutes ListingAge{5};

    enum class Changes { AreNotTold, AreTold };

    /// `deadline`: for one card or page. The source outlives the catalog.
    PlannedCatalog(CardSource &source, std::chrono::milliseconds deadline, Changes changes = Changes::AreNotTold);
    ~PlannedCatalog() override;

    /// These products have changed, by number; one without a key is gone. Told in the order of the changes.
    void changed(const QHash<quint32, ProductKey> &products);
    /// Labels of attributes or options have changed.
    void relabelled();
    /// The families have changed, or more products are counted by them.
    void recounted();
    /// What has changed is not known any more: everything is read again.
    void changedUnheard();
    /// How old the oldest change is that was told of and that lists do not show; 0: they show all.
    std::chrono::milliseconds listLag() const;
    /// Waits until they do; false when `patience` is over.
    bool catchUp(std::chrono::milliseconds patience);
    /// How often everything was read.
    qint64 listReadings() const { return m_readings; }
    /// Who knows the number of products without a list of them. Before anything is asked.
    void countBy(std::function<qint64()> counter) { m_counter = std::move(counter); }
    /// Who knows what attributes and options are called. Likewise.
    void labelBy(std::function<Result<ListLabels>()> labels) { m_labels = std::move(labels); }
    /// Who keeps families. Likewise.
    void completeBy(FamilySource families) { m_families = std::move(families); }
    /// What lists show; `now`: how far products are counted in the database. The first waits as for a list.
    Result<catalog::CatalogCompleteness> completeness(const catalog::FamilyCount &now, const CancelToken &cancel);

    catalog::Catalog ports() { return {*this, *this, *this, *this}; }

    Result<catalog::Card> card(const ProductKey &key) override { return card(key, {}); }
    Result<catalog::Card> card(const ProductKey &key, const catalog::Scope &scope) override;
    Result<QVector<std::optional<catalog::Card>>> cards(const QVector<ProductKey> &keys,
                                                        const catalog::Scope &scope) override;
    bool mayWait() const override { return true; }

    Result<catalog::Product> product(const ProductKey &key) override;
    Result<QVector<catalog::Attribute>> attributes() override;
    Status forEach(const std::function<bool(const catalog::Product &)> &visit) override;

    /// Each is PermissionDenied: the catalog belongs to its shop.
    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override;
    Result<catalog::ProductOutcome> replace(const catalog::Product &product, quint32 expected, const catalog::ChangeNote &note) override;
    Result<catalog::Removal> remove(const ProductKey &key, std::optional<quint32> expected, const catalog::ChangeNote &note) override;
    Result<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    Status describe(const QVector<catalog::AttributeHint> &hints) override;

    /// The first list waits until the listing is built.
    Result<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) override;
    Result<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override;
    Result<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) override;
    /// So far, while the first listing is being built.
    qint64 productCount() const override;

private:
    RunOptions options() const;
    void startListing() const;
    /// Changes that lists do not show.
    struct Behind
    {
        QHash<quint32, ProductKey> products;
        bool isRelabelled = false, isRecounted = false;
        bool isUnheard = false; ///< and other products
        std::optional<std::chrono::steady_clock::time_point> since;

        /// And what was told after these.
        void add(const Behind &later);
    };

    void keepListing();
    Status readAll();
    Status readChanged(ProductListing &listing, Behind &behind);
    Status recount(ProductListing &listing);
    Result<catalog::FamilyCount> counted() const { return m_families ? m_families.counted() : catalog::FamilyCount(); }
    void tell(Behind behind);
    Result<std::shared_ptr<ProductListing>> listing(const CancelToken &cancel);

    CardSource &m_source;
    const std::chrono::milliseconds m_deadline;
    const Changes m_changes;
    std::atomic<qint64> m_count{0}, m_readings{0};
    std::function<qint64()> m_counter;
    std::function<Result<ListLabels>()> m_labels = [] { return Result<ListLabels>(ListLabels()); };
    FamilySource m_families;
    CancelToken m_stop;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isListing = false;                  // by m_mutex: somebody has asked for a list
    Behind m_behind;                           // by m_mutex: told since the reading that runs has begun
    decltype(Behind::since) m_readingSince;    // by m_mutex: of what that reading will show
    std::shared_ptr<ProductListing> m_listing; // by m_mutex
    catalog::FamilyCount m_shownCount;         // by m_mutex: how far products are counted in the listing
    std::optional<Error> m_failure;            // by m_mutex: why there is none
    mutable std::once_flag m_started;
    mutable std::thread m_thread;
};

} // namespace vitrine::plan
