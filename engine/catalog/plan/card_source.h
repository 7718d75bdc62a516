#pragma once

#include "base/clock.h"
#include "catalog/plan/card_merge.h"
#include "catalog/plan/explain.h"

#include <mutex>

namespace vitrine::plan {

/// Products out of one database by one description: the story query -> plan -> fetch -> merge. The plan is
/// made once; dictionaries are kept, and read again when a row names something that they do not know, or
/// after a minute. Thread-safe; the backend and the clock outlive it.
class CardSource
{
public:
    static constexpr std::chrono::seconds DictionaryAge{60};

    /// Whether a row may name what no dictionary has: in somebody else's database it may. Where it cannot, a name that is
    /// not known is a new one, and the dictionaries are read again at once.
    enum class Names { MayBeUnknown, AreComplete };

    /// Checks the description against the database: NotFound, InvalidArgument with the place in the
    /// description; Io.
    static Result<std::unique_ptr<CardSource>> open(CardDescription description, Backend &backend,
                                                    const Clock &clock, Names names = Names::MayBeUnknown);

    struct Reading
    {
        std::vector<MergedProduct> products; ///< those that exist, in no particular order
        Fetched fetched;
    };

    /// The products with these keys. DeadlineExceeded, Cancelled, Io.
    Result<Reading> read(const QVector<ProductKey> &keys, const RunOptions &options);
    /// How the product's card is read, and what that took. NotFound.
    Result<QJsonObject> explain(const ProductKey &key, const RunOptions &options);
    /// Asks the database for the one join that the plan replaces: the number of rows, or the database's own
    /// refusal.
    Result<qint64> tryJoin(const ProductKey &key, const RunOptions &options);
    /// Products that are listed, after `afterId`, at most `limit`.
    struct Listed
    {
        qint64 id = 0;
        ProductKey key;
    };
    Result<std::vector<Listed>> list(qint64 afterId, int limit, const RunOptions &options);
    /// Rows of one statement in a snapshot of its own.
    Result<RowSet> ask(const QByteArray &sql, const RunOptions &options);

    /// Every attribute that the dictionaries name, sorted by code.
    QVector<catalog::Attribute> attributes() const;

    const Plan &plan() const { return m_plan; }
    const BackendFacts &facts() const { return m_backend.facts(); }
    std::shared_ptr<const Dictionaries> dictionaries() const;
    /// They have changed: the next reading reads them again.
    void forgetDictionaries();

private:
    CardSource(Plan plan, Backend &backend, const Clock &clock, Names names)
        : m_plan(std::move(plan)), m_backend(backend), m_clock(clock), m_names(names)
    {
    }
    Result<std::shared_ptr<const Dictionaries>> freshDictionaries(std::chrono::milliseconds maxAge,
                                                                  const RunOptions &options);

    const Plan m_plan;
    Backend &m_backend;
    const Clock &m_clock;
    const Names m_names;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Dictionaries> m_dictionaries; // by m_mutex
    Clock::Steady m_loaded;                             // by m_mutex
    quint64 m_forgotten = 0;                            // by m_mutex: how often
    quint64 m_loadedAfter = 0;                          // by m_mutex: of these, before m_dictionaries were read
};

} // namespace vitrine::plan
