#pragma once

#include "base/clock.h"
#include "catalog/families.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/writer.h"

#include <thread>

namespace vitrine::storage::sqlite {

/// Families and completeness. Has a thread of its own when the catalog is opened while products are still to be counted:
/// it counts them, in short transactions, and ends. Thread-safe.
class FamilyPort final : public catalog::ProductFamilies
{
public:
    FamilyPort(SharedState &state, Writer &writer, ReaderPool &readers, const Clock &clock);
    ~FamilyPort() override; ///< stops counting; the next opening goes on

    std::shared_ptr<const catalog::FamilyModel> model() override;
    Result<catalog::FamilyCount> declare(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note) override;
    Result<catalog::FamilyCount> advance(int products) override;
    Result<catalog::FamilyCount> counted() override;
    Result<catalog::Completeness> completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku) override;
    Result<catalog::CatalogCompleteness> completeness(const CancelToken &cancel) override;
    Status forEachInvalid(const CancelToken &cancel, const std::function<bool(const catalog::InvalidValue &)> &visit) override;

private:
    void goOn();

    SharedState &m_state;
    Writer &m_writer;
    ReaderPool &m_readers;
    const Clock &m_clock;
    CancelToken m_stop;
    std::thread m_counting;
};

} // namespace vitrine::storage::sqlite
