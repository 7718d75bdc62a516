#pragma once

#include "catalog/check.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/writer.h"

namespace vitrine::storage::sqlite {

/// Proves that what is derived agrees with the truth: of each product its digest, its line in lists, its card and its
/// text; the counts of attributes; cards of products that are not there; the files themselves. What is derived is made
/// again when that is asked for; truth is never guessed. May run while the catalog is used: a product that is being
/// written is looked at again. One run at a time.
class CatalogCheck
{
public:
    CatalogCheck(SharedState &state, ReaderPool &readers, Writer &writer)
        : m_state(state), m_readers(readers), m_writer(writer)
    {
    }

    /// Cancelled, Io.
    Result<catalog::CheckReport> run(const catalog::CheckOptions &options);

private:
    struct Doubt
    {
        quint32 id = 0;
        quint32 version = 0;
        QVector<Error> errors;
    };

    Status checkFiles(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkProducts(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Result<QVector<Doubt>> checkStretch(quint32 after, quint32 &last, qint64 &count,
                                        const catalog::CheckOptions &options, catalog::CheckReport &report);
    QVector<Error> compare(Reader &reader, TruthReader &truth, const TruthReader::Head &head,
                           const catalog::CheckOptions &options, catalog::CheckReport &report);
    Result<QVector<Error>> lookAgain(Doubt doubt);
    Status settle(const QVector<Doubt> &doubts, const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkCounts(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkCompleteness(const catalog::CheckOptions &options, catalog::CheckReport &report);
    Status checkStrayCards(const catalog::CheckOptions &options, catalog::CheckReport &report);

    SharedState &m_state;
    ReaderPool &m_readers;
    Writer &m_writer;
};

} // namespace vitrine::storage::sqlite
