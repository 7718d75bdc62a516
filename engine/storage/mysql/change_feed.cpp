#include "storage/mysql/change_feed.h"

#include "base/log.h"
#include "storage/mysql/insert_rows.h"

#include <algorithm>
#include <array>

namespace vitrine::storage::mysql {

namespace {

constexpr int Page = 10'000;
/// Open numbers that are asked for one by one; of more the server first says how many have come.
constexpr qint64 FewNumbers = 1'000;
constexpr std::chrono::seconds RetryAfter{1};

/// Whether changes between the position and the first of the log are lost.
bool isBefore(qint64 position, qint64 first)
{
    return position > 0 && position + 1 < first;
}

} // namespace

Result<std::unique_ptr<ChangeFeed>> ChangeFeed::start(const MysqlAddress &address, std::chrono::milliseconds statementLimit,
                                                      std::function<void(const Heard &)> onChange)
{
    std::unique_ptr<ChangeFeed> feed(new ChangeFeed(address, statementLimit, std::move(onChange)));
    if (Status connected = feed->connect(); !connected)
        return connected.error();
    if (Status begun = feed->begin(); !begun)
        return begun.error();
    feed->m_thread = std::thread([self = feed.get()] { self->loop(); });
    return feed;
}

ChangeFeed::~ChangeFeed()
{
    {
        std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

Status ChangeFeed::connect()
{
    Error last;
    for (int tried = 0; tried < m_address.nodes(); ++tried) {
        auto opened = MysqlConnection::open(m_address, m_node, m_statementLimit);
        if (opened) {
            m_connection = *std::move(opened);
            return Done{};
        }
        last = opened.error();
        m_node = (m_node + 1) % m_address.nodes();
    }
    return last;
}

Status ChangeFeed::begin()
{
    const auto now = std::chrono::steady_clock::now();
    // One snapshot: what the count does not have has a number behind the position, or an open one before it, after the
    // last that is older than any transaction that may still be open.
    const QByteArray old = "coalesce((SELECT seq FROM change_log WHERE at_ms < round(unix_timestamp(now(3)) * 1000) - " +
                           QByteArray::number(qint64(std::chrono::milliseconds(Patience).count())) +
                           " ORDER BY seq DESC LIMIT 1), (SELECT greatest(0, min(seq) - 10000) FROM change_log), 0)";
    if (Status sent = m_connection->send("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY;SELECT count(*), " + old + " FROM product;"
                                         "SELECT seq FROM change_log WHERE seq > " + old + " ORDER BY seq;"
                                         "SELECT coalesce(max(seq), 0) FROM change_log;COMMIT");
        !sent)
        return sent;
    std::array<plan::RowSet, 5> answers;
    for (plan::RowSet &answer : answers) {
        auto received = m_connection->receive();
        if (!received)
            return received.error();
        answer = *std::move(received);
    }
    m_open.begin(plan::wholeOf(answers[1].at(0, 1)));
    const plan::RowSet &seqs = answers[2];
    for (size_t row = 0; row < seqs.rows(); ++row)
        m_open.take(plan::wholeOf(seqs.at(row, 0)), now);
    {
        std::lock_guard lock(m_mutex);
        m_state.products = plan::wholeOf(answers[1].at(0, 0));
        m_state.position = plan::wholeOf(answers[3].at(0, 0));
    }
    return Done{};
}

/// Where it stopped, when the connection was lost; anew, when the log does not go back that far any more.
Status ChangeFeed::goOn()
{
    const auto ends = m_connection->ask("SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM change_log");
    if (!ends)
        return ends.error();
    const qint64 position = state().position;
    if (isBefore(position, plan::wholeOf(ends->at(0, 0))) || plan::wholeOf(ends->at(0, 1)) < position)
        return beginAnew();
    return Done{};
}

Status ChangeFeed::beginAnew()
{
    if (Status begun = begin(); !begun)
        return begun;
    Heard heard;
    heard.terms = heard.families = heard.isTruncated = true;
    m_onChange(heard);
    return Done{};
}

/// Numbers up to the position whose transactions have committed since they were looked for last.
Result<QVector<qint64>> ChangeFeed::appeared()
{
    if (m_open.count() <= FewNumbers)
        return m_open.numbers();
    // As many are open where the nodes of a cluster take turns in numbering, or thousands of writers were refused.
    const QByteArray range = " FROM change_log WHERE seq BETWEEN " + QByteArray::number(m_open.first()) + " AND " + QByteArray::number(m_open.last());
    const auto count = m_connection->ask("SELECT count(*)" + range);
    if (!count)
        return count.error();
    QVector<qint64> appeared;
    if (plan::wholeOf(count->at(0, 0)) <= m_open.taken())
        return appeared;
    const auto all = m_connection->ask("SELECT seq" + range + " ORDER BY seq");
    if (!all)
        return all.error();
    for (size_t row = 0; row < all->rows() && appeared.size() < Page; ++row) {
        if (const qint64 seq = plan::wholeOf(all->at(row, 0)); m_open.contains(seq))
            appeared.append(seq);
    }
    return appeared;
}

Status ChangeFeed::look()
{
    const auto now = std::chrono::steady_clock::now();
    m_open.forget(now - Patience);
    const qint64 position = state().position;
    const auto numbers = appeared();
    if (!numbers)
        return numbers.error();
    QByteArrayList wanted;
    for (const qint64 seq : *numbers)
        wanted.append(QByteArray::number(seq));
    QByteArray sql = "SELECT l.seq, l.product, l.products, l.at_ms, round(unix_timestamp(now(3)) * 1000), p.\"key\", (SELECT min(seq) FROM change_log), "
                     "coalesce(p.\"key\", r.\"key\") FROM change_log l LEFT JOIN product p ON p.id = l.product "
                     "LEFT JOIN removed r ON r.id = l.product WHERE l.seq > " + QByteArray::number(position);
    if (!wanted.isEmpty())
        sql += " OR l.seq IN (" + wanted.join(',') + ')';
    const auto rows = m_connection->ask(sql + " ORDER BY l.seq LIMIT " + QByteArray::number(Page));
    if (!rows)
        return rows.error();
    if (rows->rows() > 0 && (isBefore(position, plan::wholeOf(rows->at(0, 6))) || !m_open.mayTake(plan::wholeOf(rows->at(rows->rows() - 1, 0)))))
        return beginAnew();
    Heard heard;
    qint64 gained = 0, lagMs = 0, last = position;
    for (size_t row = 0; row < rows->rows(); ++row) {
        const qint64 seq = plan::wholeOf(rows->at(row, 0));
        m_open.take(seq, now);
        last = std::max(last, seq);
        const qint64 product = plan::wholeOf(rows->at(row, 1));
        heard.terms = heard.terms || product == LogsTerms;
        heard.families = heard.families || product == LogsFamilies;
        if (product > 0) {
            heard.products.insert(quint32(product), ProductKey(QString::fromUtf8(plan::textOf(rows->at(row, 5)))));
            heard.keys.insert(plan::textOf(rows->at(row, 7)));
        }
        gained += plan::wholeOf(rows->at(row, 2));
        heard.latestMs = std::max(heard.latestMs, plan::wholeOf(rows->at(row, 3)));
        lagMs = std::max<qint64>(0, plan::wholeOf(rows->at(row, 4)) - heard.latestMs);
    }
    if (rows->rows() > 0)
        m_onChange(heard);
    const bool isAll = rows->rows() < Page && numbers->size() < Page;
    if (isAll)
        m_heardUpTo = now.time_since_epoch();
    std::lock_guard lock(m_mutex);
    m_state.position = last;
    m_state.products += gained;
    m_state.heard += qint64(rows->rows());
    m_state.isCutOff = false;
    if (rows->rows() > 0)
        m_state.lagMs = lagMs;
    m_isAsked = m_isAsked || !isAll;
    return Done{};
}

void ChangeFeed::loop()
{
    std::unique_lock lock(m_mutex);
    std::chrono::milliseconds pause = LookEvery;
    while (true) {
        m_wake.wait_for(lock, pause, [this] { return m_stop || m_isAsked; });
        if (m_stop)
            return;
        m_isAsked = false;
        const quint64 number = ++m_looks;
        lock.unlock();
        Status looked = Done{};
        const bool isAnew = !m_connection || m_connection->isBroken();
        if (isAnew) {
            looked = connect();
            if (looked)
                looked = goOn();
        }
        if (looked)
            looked = look();
        lock.lock();
        if (looked) {
            m_looked = m_isAsked ? m_looked : number; // asked again: there is more to hear first
            m_wake.notify_all();
        } else if (!isAnew) {
            pause = {}; // just the connection, perhaps
            continue;
        } else if (!m_state.isCutOff) {
            m_state.isCutOff = true;
            qCWarning(log::catalog) << "the changes of others are not heard of until the database answers again:" << looked.error().toString();
        }
        pause = looked ? std::chrono::milliseconds(LookEvery) : std::chrono::milliseconds(RetryAfter);
    }
}

ChangeFeed::State ChangeFeed::state() const
{
    std::lock_guard lock(m_mutex);
    return m_state;
}

bool ChangeFeed::catchUp(std::chrono::milliseconds patience)
{
    std::unique_lock lock(m_mutex);
    const quint64 wanted = m_looks + 1; // begins after this call
    m_isAsked = true;
    m_wake.notify_all();
    return m_wake.wait_for(lock, patience, [&] { return m_looked >= wanted || m_stop; }) && !m_stop;
}

} // namespace vitrine::storage::mysql
