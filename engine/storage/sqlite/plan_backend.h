#pragma once

#include "catalog/plan/backend.h"
#include "storage/sqlite/reader_pool.h"

namespace vitrine::storage::sqlite {

/// The catalog's own tables as a planner reads them: one prepared statement after the other on a reader's
/// connection, in one snapshot begun behind the commit gate. Thread-safe; the readers outlive it.
class PlanBackend final : public plan::Backend
{
public:
    explicit PlanBackend(ReaderPool &readers);

    const plan::BackendFacts &facts() const override { return m_facts; }
    Result<plan::TableFacts> tables(const QStringList &names) override;
    Result<std::unique_ptr<plan::Snapshot>> snapshot(const plan::RunOptions &options) override;

private:
    ReaderPool &m_readers;
    plan::BackendFacts m_facts;
};

} // namespace vitrine::storage::sqlite
