#include "catalog/plan/plan_run.h"

#include "base/log.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace vitrine::plan {

namespace {

constexpr int MaxReads = 3;

class Run
{
public:
    Run(const Plan &plan, const Dictionaries &dictionaries, const std::vector<Cell> &keys,
        const BackendFacts &facts)
        : m_plan(plan),
          m_dictionaries(dictionaries),
          m_keys(keys),
          m_facts(facts),
          m_started(std::chrono::steady_clock::now())
    {
        m_fetched.parts.resize(size_t(plan.description.parts.size()));
        for (int i = 0; i < plan.description.parts.size(); ++i)
            m_fetched.parts[size_t(i)].rows.width = int(plan.description.parts[i].columns.size());
    }

    Status fetchAll(Snapshot &snapshot)
    {
        for (int wave = 0; wave < m_plan.waves; ++wave) {
            const size_t firstTrace = m_fetched.traces.size();
            const std::vector<Statement> statements = statementsOf(wave);
            if (statements.empty())
                continue;
            auto answers = snapshot.fetch(statements, wave + 1 == m_plan.waves);
            if (!answers)
                return answers.error();
            for (size_t i = 0; i < answers->size(); ++i) {
                FetchTrace &trace = m_fetched.traces[firstTrace + i];
                const Answer &answer = (*answers)[i];
                trace.rows = answer.rows.rows();
                trace.startUs = answer.startUs;
                trace.lengthUs = answer.lengthUs;
                trace.lane = answer.lane;
                if (Status done = take(m_plan.fetches[trace.fetch], answer.rows); !done)
                    return done;
            }
            if (m_fetched.lanes <= snapshot.lanes()) {
                m_fetched.lanes = snapshot.lanes();
                m_fetched.way = snapshot.way();
            }
        }
        m_fetched.snapshotTries = snapshot.tries();
        m_fetched.totalUs = std::chrono::duration_cast<std::chrono::microseconds>(
                                std::chrono::steady_clock::now() - m_started)
                                .count();
        return Done{};
    }

    bool isTorn() const { return m_torn; }
    Fetched takeFetched() { return std::move(m_fetched); }

private:
    std::vector<Statement> statementsOf(int wave)
    {
        std::vector<Statement> statements;
        for (int f = 0; f < m_plan.fetches.size(); ++f) {
            const Fetch &fetch = m_plan.fetches[f];
            if (fetch.wave != wave)
                continue;
            std::vector<Cell> owned;
            const std::vector<Cell> *ids = &m_keys;
            if (fetch.ofPart >= 0) {
                owned = distinct(m_fetched.parts[size_t(fetch.ofPart)].rows, fetch.ofColumn);
                ids = &owned;
            }
            for (size_t first = 0; first < ids->size(); first += size_t(m_facts.idsPerStatement)) {
                const size_t count = std::min(size_t(m_facts.idsPerStatement), ids->size() - first);
                const auto from = ids->begin() + std::ptrdiff_t(first);
                const double estimate = m_plan.estimatedUs(fetch, m_facts, count);
                statements.push_back(
                    {fetch.head, {from, from + std::ptrdiff_t(count)}, fetch.tail, estimate});
                m_fetched.traces.push_back({f, count, 0, 0, 0, estimate, 0});
            }
        }
        return statements;
    }

    static std::vector<Cell> distinct(const RowSet &rows, int column)
    {
        std::vector<Cell> ids;
        std::unordered_set<Cell> seen;
        for (size_t row = 0; row < rows.rows(); ++row) {
            const Cell &cell = rows.at(row, column);
            if (!isNull(cell) && seen.insert(cell).second)
                ids.push_back(cell);
        }
        return ids;
    }

    bool wanted(const Part &part, const PartCells &cells, const RowSet &rows, size_t row) const
    {
        if (cells.presentCell >= 0 && isNull(rows.at(row, cells.presentCell)))
            return false;
        int cell = int(part.columns.size());
        for (const Condition &condition : part.conditions) {
            if (!condition.dictionary.isEmpty() &&
                !m_dictionaries.holds(condition, rows.at(row, cells.cells[cell++])))
                return false;
        }
        return true;
    }

    Status take(const Fetch &fetch, const RowSet &rows)
    {
        if (rows.width != fetch.width && rows.rows() > 0)
            return Error{ErrorCode::Internal,
                         QStringLiteral("an answer has %1 columns, %2 were asked for")
                             .arg(rows.width)
                             .arg(fetch.width),
                         fetch.tables.join(u','),
                         {}};
        for (const PartCells &cells : fetch.parts) {
            PartRows &into = m_fetched.parts[size_t(cells.part)];
            const Part &part = m_plan.description.parts[cells.part];
            into.owners.reserve(into.owners.size() + rows.rows());
            into.rows.cells.reserve(into.rows.cells.size() + rows.rows() * size_t(into.rows.width));
            for (size_t row = 0; row < rows.rows(); ++row) {
                if (!wanted(part, cells, rows, row))
                    continue;
                into.owners.push_back(rows.at(row, 0));
                for (int c = 0; c < into.rows.width; ++c)
                    into.rows.cells.push_back(rows.at(row, cells.cells[c]));
            }
        }
        for (size_t row = 0; fetch.versionCell >= 0 && row < rows.rows(); ++row) {
            const auto [seen, isNew] =
                m_versions.try_emplace(rows.at(row, 0), rows.at(row, fetch.versionCell));
            m_torn = m_torn || (!isNew && seen->second != rows.at(row, fetch.versionCell));
        }
        return Done{};
    }

    const Plan &m_plan;
    const Dictionaries &m_dictionaries;
    const std::vector<Cell> &m_keys;
    const BackendFacts &m_facts;
    const std::chrono::steady_clock::time_point m_started;
    Fetched m_fetched;
    std::unordered_map<Cell, Cell> m_versions; ///< by product
    bool m_torn = false;
};

} // namespace

Result<Fetched> runPlan(const Plan &plan, const Dictionaries &dictionaries, const std::vector<Cell> &keys,
                        Backend &backend, const RunOptions &options)
{
    RunOptions tried = options;
    for (int reads = 1;; ++reads) {
        if (reads == MaxReads)
            tried.way = Way::Batch; // one connection sees one moment by itself
        Run run(plan, dictionaries, keys, backend.facts());
        auto snapshot = backend.snapshot(tried);
        if (!snapshot)
            return snapshot.error();
        if (Status done = run.fetchAll(**snapshot); !done) {
            if (!(*snapshot)->isLost() || reads == MaxReads)
                return done.error();
            qCWarning(log::catalog).noquote() << "reading again:" << done.error().toString();
            continue;
        }
        if (run.isTorn() && reads < MaxReads) {
            qCDebug(log::catalog) << "a product changed between two statements, reading it again";
            continue;
        }
        if (run.isTorn())
            return Error{ErrorCode::Corrupt,
                         QStringLiteral("the database shows two versions of one product at one moment"),
                         plan.description.file,
                         QStringLiteral("Check that its tables are transactional (InnoDB)")};
        Fetched fetched = run.takeFetched();
        fetched.reads = reads;
        return fetched;
    }
}

} // namespace vitrine::plan
