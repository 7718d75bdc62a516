#include "storage/mysql/mysql_snapshot.h"

#include "catalog/plan/query_plan.h"

#include <algorithm>
#include <array>

namespace vitrine::storage::mysql {

using plan::Answer;
using plan::Statement;
using plan::Way;

namespace {

QByteArray textOf(const Statement &statement)
{
    QByteArray sql = statement.head;
    for (size_t i = 0; i < statement.ids.size(); ++i) {
        if (i > 0)
            sql += ',';
        sql += plan::literal(statement.ids[i]);
    }
    return sql + statement.tail;
}

QByteArray valueOf(const plan::RowSet &status, QByteArrayView ending)
{
    for (size_t row = 0; row < status.rows(); ++row) {
        if (plan::textOf(status.at(row, 0)).toLower().endsWith(ending))
            return plan::textOf(status.at(row, 1));
    }
    return {};
}

} // namespace

MysqlSnapshot::MysqlSnapshot(ConnectionPool &pool, Watchdog &watchdog, const plan::BackendFacts &facts,
                             const plan::RunOptions &options)
    : m_pool(pool),
      m_facts(facts),
      m_options(options),
      m_started(std::chrono::steady_clock::now()),
      m_way(options.way),
      m_watch(watchdog, options.deadline, options.cancel)
{
}

MysqlSnapshot::~MysqlSnapshot()
{
    for (Lane &lane : m_lanes)
        giveBack(lane);
}

void MysqlSnapshot::giveBack(Lane &lane)
{
    m_watch.forget(lane.connection->socket());
    if (m_watch.verdict() != Watchdog::Verdict::None)
        lane.connection->markBroken(); // its socket is shut down
    if (lane.hasBegun && !lane.connection->isBroken())
        lane.connection->sendAndForget("COMMIT", 1);
    m_pool.giveBack(std::move(lane.connection), lane.node);
}

qint64 MysqlSnapshot::sinceStart() const
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - m_started)
        .count();
}

Error MysqlSnapshot::judged(const Error &error) const
{
    switch (m_watch.verdict()) {
    case Watchdog::Verdict::Cancelled:
        return {ErrorCode::Cancelled, QStringLiteral("the reading was given up"), error.where, {}};
    case Watchdog::Verdict::TimeIsUp:
        return {ErrorCode::DeadlineExceeded,
                QStringLiteral("the database took longer than the deadline"),
                error.where,
                {}};
    case Watchdog::Verdict::None:
        return error;
    }
    Q_UNREACHABLE();
}

void MysqlSnapshot::addLane(ConnectionPool::Lease lease)
{
    m_watch.add(lease.connection->socket());
    m_lanes.push_back({std::move(lease.connection), lease.wasOpen, lease.node, false, {}});
}

void MysqlSnapshot::keepLanes(size_t count)
{
    while (m_lanes.size() > count) {
        giveBack(m_lanes.back());
        m_lanes.pop_back();
    }
}

Status MysqlSnapshot::takeFirst()
{
    auto lease = m_pool.take(m_options.deadline);
    if (!lease)
        return lease.error();
    addLane(*std::move(lease));
    return Done{};
}

bool MysqlSnapshot::takeMore()
{
    auto more = m_pool.takeMore(m_lanes.front().node);
    if (!more)
        return false;
    addLane(*std::move(more));
    return true;
}

void MysqlSnapshot::addLanes(size_t statements)
{
    const int wanted = std::min(int(statements), std::max(2, m_facts.cores));
    constexpr int Witness = 1;
    while (int(m_lanes.size()) < wanted + Witness && takeMore()) {
    }
}

Result<QByteArray> MysqlSnapshot::position(MysqlConnection &witness)
{
    if (Status sent = witness.send(AskPosition); !sent)
        return sent.error();
    std::array<plan::RowSet, PositionAnswers> answers;
    for (plan::RowSet &answer : answers) {
        auto received = witness.receive();
        if (!received)
            return received.error();
        answer = *std::move(received);
    }
    const auto &[log, replication, cluster] = answers;
    const QByteArray file = valueOf(log, "_file");
    const QByteArray replicas = valueOf(replication, "slaves_running");
    if (file.isEmpty() || replicas != "0" || valueOf(cluster, "wsrep_connected") == "ON")
        return QByteArray();
    return file + ':' + valueOf(log, "_position");
}

Status MysqlSnapshot::beginAll()
{
    const auto witness = std::prev(m_lanes.end());
    for (auto lane = m_lanes.begin(); lane != witness; ++lane) {
        if (Status sent = lane->connection->send(BeginSnapshot); !sent)
            return sent;
    }
    for (auto lane = m_lanes.begin(); lane != witness; ++lane) {
        if (const auto begun = lane->connection->receive(); !begun)
            return begun.error();
        lane->hasBegun = true;
    }
    return Done{};
}

Status MysqlSnapshot::agree()
{
    MysqlConnection &witness = *m_lanes.back().connection;
    bool isOne = false;
    for (m_tries = 0; m_tries < MaxTries && !isOne;) {
        const auto before = position(witness);
        if (!before)
            return before.error();
        if (before->isEmpty())
            break;
        ++m_tries;
        if (Status begun = beginAll(); !begun)
            return begun;
        const auto after = position(witness);
        if (!after)
            return after.error();
        isOne = *before == *after;
    }
    m_tries = std::max(m_tries, 1);
    keepLanes(isOne ? m_lanes.size() - 1 : 1);
    if (!isOne)
        m_way = Way::Batch;
    return Done{};
}

Status MysqlSnapshot::begin(const std::vector<Statement> &statements)
{
    if (Status taken = takeFirst(); !taken)
        return taken;
    if (m_way == Way::Auto) {
        std::vector<double> costs;
        for (const Statement &statement : statements)
            costs.push_back(statement.estimatedUs);
        m_way = plan::cheapestWay(m_facts, costs);
        if (m_way == Way::Serial)
            m_way = Way::Batch;
    }
    if (m_way != Way::Scatter)
        return Done{};
    addLanes(statements.size());
    if (m_lanes.size() > 2)
        return agree();
    keepLanes(1);
    m_way = Way::Batch;
    return Done{};
}

/// The longest statements first, each to the lane that has least to do.
void MysqlSnapshot::share(const std::vector<Statement> &statements)
{
    std::vector<size_t> order(statements.size());
    for (size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) {
        return statements[a].estimatedUs > statements[b].estimatedUs;
    });
    std::vector<double> load(m_lanes.size(), 0.0);
    for (Lane &lane : m_lanes)
        lane.share.clear();
    for (const size_t index : order) {
        const auto least = size_t(std::min_element(load.begin(), load.end()) - load.begin());
        load[least] += statements[index].estimatedUs;
        m_lanes[least].share.push_back(index);
    }
}

Status MysqlSnapshot::sendBatch(Lane &lane, const std::vector<Statement> &statements, bool isLast)
{
    QByteArray sql;
    if (!lane.hasBegun)
        sql = QByteArray(BeginSnapshot) + ';';
    for (const size_t index : lane.share)
        sql += textOf(statements[index]) + ';';
    if (isLast)
        sql += "COMMIT;";
    sql.chop(1);
    return lane.connection->send(sql);
}

Status MysqlSnapshot::receiveBatch(Lane &lane, int number, std::vector<Answer> &answers, bool isLast)
{
    qint64 from = sinceStart();
    if (!lane.hasBegun) {
        if (const auto begun = lane.connection->receive(); !begun)
            return begun.error();
        lane.hasBegun = true;
    }
    for (const size_t index : lane.share) {
        auto rows = lane.connection->receive();
        if (!rows)
            return rows.error();
        const qint64 now = sinceStart();
        answers[index] = {*std::move(rows), from, now - from, number};
        from = now;
    }
    if (isLast) {
        if (const auto committed = lane.connection->receive(); !committed)
            return committed.error();
        lane.hasBegun = false;
    }
    return Done{};
}

Status MysqlSnapshot::runSerially(Lane &lane, const std::vector<Statement> &statements,
                                  std::vector<Answer> &answers)
{
    if (!lane.hasBegun) {
        if (const auto begun = lane.connection->ask(BeginSnapshot); !begun)
            return begun.error();
        lane.hasBegun = true;
    }
    for (size_t i = 0; i < statements.size(); ++i) {
        const qint64 from = sinceStart();
        auto rows = lane.connection->ask(textOf(statements[i]));
        if (!rows)
            return rows.error();
        answers[i] = {*std::move(rows), from, sinceStart() - from, 0};
    }
    return Done{};
}

Result<std::vector<Answer>> MysqlSnapshot::fetchOnce(const std::vector<Statement> &statements, bool isLast)
{
    if (m_lanes.empty()) {
        if (Status begun = begin(statements); !begun)
            return begun.error();
    }
    std::vector<Answer> answers(statements.size());
    if (m_way == Way::Serial) {
        if (Status done = runSerially(m_lanes.front(), statements, answers); !done)
            return done.error();
        return answers;
    }
    share(statements);
    m_usedLanes = 0;
    Status status = Done{};
    for (Lane &lane : m_lanes) {
        m_usedLanes += lane.share.empty() ? 0 : 1;
        if (status && (!lane.share.empty() || isLast))
            status = sendBatch(lane, statements, isLast);
    }
    for (size_t i = 0; i < m_lanes.size() && status; ++i) {
        if (!m_lanes[i].share.empty() || isLast)
            status = receiveBatch(m_lanes[i], int(i), answers, isLast);
    }
    if (status)
        return answers;
    // The first failure ends all: what the other connections still send is not waited for.
    for (Lane &lane : m_lanes)
        lane.connection->markBroken();
    return status.error();
}

Result<std::vector<Answer>> MysqlSnapshot::fetch(const std::vector<Statement> &statements, bool isLast)
{
    for (;;) {
        auto answers = fetchOnce(statements, isLast);
        if (answers) {
            m_hasFetched = true;
            return answers;
        }
        // A server closes a connection that was idle for long; nothing has been read yet, so a new one does
        // as well.
        const auto gone = std::find_if(m_lanes.begin(), m_lanes.end(),
                                       [](const Lane &lane) { return lane.connection->isGone(); });
        m_isLost = gone != m_lanes.end() && m_watch.verdict() == Watchdog::Verdict::None;
        if (m_hasFetched || !m_isLost || !gone->wasOpen)
            return judged(answers.error());
        for (Lane &lane : m_lanes) {
            lane.connection->markBroken();
            giveBack(lane);
        }
        m_lanes.clear();
        m_way = m_options.way;
    }
}

} // namespace vitrine::storage::mysql
