#pragma once

#include "catalog/check.h"
#include "storage/mysql/product_rows.h"

namespace vitrine::storage::mysql {

/// Proves that what is derived agrees with the truth in a catalog of Vitrine's own in MariaDB: of each product its digest,
/// its version and its completeness, the counts of attributes, rows of products and names that are not there. What is derived is made again
/// when that is asked for, over the version that was looked at; truth is never guessed. May run while others write: what
/// looks wrong is looked at again. Lists are told what was made again. One run at a time, on one thread.
class OwnCheck
{
public:
    explicit OwnCheck(const MysqlAddress &address);

    /// Cancelled; the database's errors.
    Result<catalog::CheckReport> run(const catalog::CheckOptions &options);

private:
    struct Doubt
    {
        ProductKey key;
        ProductRows::Head head;
        QByteArray fingerprint; ///< as of its values; empty: it is right
        quint32 version = 0;    ///< the history's last
        std::optional<QByteArray> completeness; ///< as of its values and the families; nothing: it is right
        bool operator==(const Doubt &) const = default;
    };

    Status checkCounts(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkStrayRows(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkNames(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkTwice(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkFamilies(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkProducts(const catalog::CheckOptions &options, catalog::CheckReport &report);
    /// The doubtful ones of these products; their pictures when there is a report.
    QVector<Doubt> look(WriteTransaction &transaction, const QVector<quint32> &ids, const catalog::CheckOptions &options,
                        catalog::CheckReport *report);
    Status settle(const Doubt &doubt, const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status repair(const Doubt &doubt);
    Result<plan::RowSet> ask(const QByteArray &sql);
    Status change(const std::function<QByteArrayList(quint64 token)> &statements);

    WriteTransactions m_transactions;
    Terms m_terms;
    OwnRules m_rules;
    QSet<quint32> m_nameless; ///< products whose values name what is not there: their digest is not made again
};

} // namespace vitrine::storage::mysql
