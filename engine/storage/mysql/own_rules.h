#pragma once

#include "catalog/declared_families.h"
#include "storage/mysql/terms.h"

namespace vitrine::storage::mysql {

/// Somebody has declared other families since the rules were looked at: load() and begin anew. Thrown.
struct StaleRules
{
};

/// The families of a catalog in MariaDB as this process knows them. Others may declare new ones at any time: whoever
/// writes products holds the row of the families meanwhile, and makes sure that it is these. Thread-safe.
class OwnRules
{
public:
    explicit OwnRules(WriteTransactions &transactions) : m_transactions(transactions) {}

    std::shared_ptr<const catalog::DeclaredFamilies> get() const;
    /// Takes what the database holds, unless that is what is here.
    Status load();

    /// The statement by which a transaction holds them as they are; its answer goes to expect().
    static QByteArray holding();
    /// Throws StaleRules unless the families that are held are of this generation.
    static void expect(const WriteTransaction::Answer &held, quint64 generation);

private:
    Result<std::vector<quint32>> numbersOf(const QVector<catalog::Scope> &places);

    WriteTransactions &m_transactions;
    std::mutex m_loading; ///< taken before m_mutex: of two that load, the later one knows more
    mutable std::mutex m_mutex;
    std::shared_ptr<const catalog::DeclaredFamilies> m_families = std::make_shared<const catalog::DeclaredFamilies>(); // by m_mutex
};

} // namespace vitrine::storage::mysql
