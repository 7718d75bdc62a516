#pragma once

#include "base/clock.h"
#include "catalog/plan/planned_catalog.h"
#include "storage/mysql/product_rows.h"
#include "storage/mysql/settled_writes.h"

#include <thread>

namespace vitrine::storage::mysql {

/// Families and completeness of a catalog of Vitrine's own in MariaDB. Products are counted in short transactions, each of
/// which holds the row that says how far they are: of two processes that count, each does other products. Has a thread of
/// its own when the catalog is opened while products are still to be counted: it counts them, and ends. Thread-safe.
class OwnFamilies final : public catalog::ProductFamilies
{
public:
    /// `catchUp` waits until lists of this process show all that was committed.
    OwnFamilies(SettledWrites &writes, plan::PlannedCatalog &planned, const Clock &clock, std::function<void()> catchUp)
        : m_writes(writes), m_planned(planned), m_clock(clock), m_catchUp(std::move(catchUp))
    {
    }
    ~OwnFamilies() override; ///< stops counting; the next opening goes on

    /// What was interrupted.
    void goOn();
    /// As the planner's listing asks for them.
    plan::FamilySource source();

    std::shared_ptr<const catalog::FamilyModel> model() override;
    Result<catalog::FamilyCount> declare(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note) override;
    Result<catalog::FamilyCount> advance(int products) override;
    Result<catalog::FamilyCount> counted() override;
    Result<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) override;
    Result<catalog::CatalogCompleteness> completeness(const CancelToken &cancel) override;
    Status forEachInvalid(const CancelToken &cancel, const std::function<bool(const catalog::InvalidValue &)> &visit) override;

private:
    /// Inside the transaction that replaces them.
    catalog::FamilyCount replace(WriteTransaction &transaction, const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note);
    qint64 nowMs() const;

    SettledWrites &m_writes;
    plan::PlannedCatalog &m_planned;
    const Clock &m_clock;
    const std::function<void()> m_catchUp;
    CancelToken m_stop;
    std::thread m_counting;
};

} // namespace vitrine::storage::mysql
