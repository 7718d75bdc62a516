#include "storage/mysql/mysql_backend.h"

#include "catalog/plan/query_plan.h"
#include "storage/mysql/mysql_snapshot.h"

#include <algorithm>
#include <limits>
#include <thread>

namespace vitrine::storage::mysql {

namespace {

constexpr int Measurements = 5;
constexpr int JoinLimit = 61;
constexpr int TablesPerJoin = 20; ///< a join's planning time grows faster than its number of tables
constexpr int RemoteCores = 4;    ///< of a server elsewhere: a guess, its real number is not asked
constexpr double StatementUs = 45;
constexpr double RowUs = 0.8;

plan::CellType typeOf(const QByteArray &name)
{
    static const QByteArrayList whole{"tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit"};
    static const QByteArrayList number{"decimal", "float", "double"};
    static const QByteArrayList date{"date", "datetime", "timestamp"};
    if (whole.contains(name))
        return plan::CellType::Whole;
    if (number.contains(name))
        return plan::CellType::Number;
    return date.contains(name) ? plan::CellType::Date : plan::CellType::Text;
}

/// The fastest of a few, in microseconds.
template <typename F>
Result<double> timed(F &&ask)
{
    double best = std::numeric_limits<double>::max();
    for (int i = 0; i < Measurements; ++i) {
        const auto start = std::chrono::steady_clock::now();
        if (const Status done = ask(); !done)
            return done.error();
        best = std::min(best, double(std::chrono::duration_cast<std::chrono::nanoseconds>(
                                         std::chrono::steady_clock::now() - start)
                                         .count()) /
                                  1000);
    }
    return best;
}

} // namespace

Result<std::unique_ptr<MysqlBackend>> MysqlBackend::open(const MysqlAddress &address,
                                                         const BackendOptions &options)
{
    std::unique_ptr<MysqlBackend> backend(new MysqlBackend(address, options));
    if (const Status measured = backend->measure(); !measured)
        return measured.error();
    return backend;
}

Status MysqlBackend::measure()
{
    auto lease = m_pool.take({});
    if (!lease)
        return lease.error();
    MysqlConnection &connection = *lease->connection;
    const auto roundTrip = timed([&]() -> Status {
        const auto answer = connection.ask("DO 0");
        return answer ? Status(Done{}) : answer.error();
    });
    if (!roundTrip)
        return roundTrip.error();
    const auto common = timed([&]() -> Status {
        // What the witness is asked before and after.
        if (const Status sent =
                connection.send(QByteArray(AskPosition) + ';' + BeginSnapshot + ";COMMIT;" + AskPosition);
            !sent)
            return sent;
        for (int answers = 0; answers < 2 * PositionAnswers + 2; ++answers) {
            if (const auto answer = connection.receive(); !answer)
                return answer.error();
        }
        return Done{};
    });
    if (!common)
        return common.error();
    m_facts.name = connection.serverName();
    m_facts.joinLimit = JoinLimit;
    m_facts.tablesPerJoin = TablesPerJoin;
    m_facts.joinsRoot = true;
    m_facts.connections = std::max(1, m_pool.limit() - 1); // one is the witness of the others' snapshot
    m_facts.cores = m_pool.address().isLocal() ? int(std::thread::hardware_concurrency()) : RemoteCores;
    m_facts.roundTripUs = *roundTrip;
    m_facts.statementUs = StatementUs;
    m_facts.rowUs = RowUs;
    m_facts.snapshotUs = *common + *roundTrip; // with a round trip of the beginning's own: three
    m_pool.giveBack(std::move(lease->connection), lease->node);
    return Done{};
}

Result<plan::TableFacts> MysqlBackend::tables(const QStringList &names)
{
    auto reading = snapshot({});
    if (!reading)
        return reading.error();
    plan::Statement statement{"SELECT table_name, column_name, data_type FROM information_schema.columns "
                              "WHERE table_schema = DATABASE() AND table_name IN (",
                              {},
                              ")",
                              0};
    for (const QString &name : names)
        statement.ids.emplace_back(name.toUtf8());
    const auto answers = (*reading)->fetch({statement}, true);
    if (!answers)
        return answers.error();
    plan::TableFacts facts;
    const plan::RowSet &rows = answers->front().rows;
    for (size_t row = 0; row < rows.rows(); ++row)
        facts[QString::fromUtf8(plan::textOf(rows.at(row, 0)))].insert(
            QString::fromUtf8(plan::textOf(rows.at(row, 1))), typeOf(plan::textOf(rows.at(row, 2))));
    return facts;
}

Result<std::unique_ptr<plan::Snapshot>> MysqlBackend::snapshot(const plan::RunOptions &options)
{
    return std::unique_ptr<plan::Snapshot>(
        std::make_unique<MysqlSnapshot>(m_pool, m_watchdog, m_facts, options));
}

} // namespace vitrine::storage::mysql
