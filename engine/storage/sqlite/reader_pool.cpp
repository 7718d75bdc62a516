#include "storage/sqlite/reader_pool.h"

#include "storage/sqlite/guarded.h"

#include <sqlite3.h>

namespace vitrine::storage::sqlite {

Reader::Reader(SharedState &state, std::unique_ptr<Connection> truth)
    : m_state(state),
      m_truthConnection(std::move(truth)),
      m_truth(m_truthConnection->handle(), state.dictionary),
      m_begin(m_truthConnection->handle(), "BEGIN"),
      m_firstRead(m_truthConnection->handle(), "SELECT 1 FROM sqlite_schema LIMIT 1")
{
}

Result<std::unique_ptr<Reader>> Reader::open(SharedState &state)
{
    auto truth = Connection::open(state.truthFile(), Connection::Kind::Truth);
    if (!truth)
        return truth.error();
    std::unique_ptr<Reader> reader(new Reader(state, *std::move(truth)));
    for (int file = 0; file < CardFiles; ++file) {
        auto cards = Connection::open(state.cardFile(file), Connection::Kind::Cards);
        if (!cards)
            return cards.error();
        sqlite3 *handle = (*cards)->handle();
        reader->m_cards[size_t(file)].reset(new CardConnection{*std::move(cards), CardFileReader(handle), 0});
    }
    return reader;
}

std::optional<catalog::Card> Reader::card(const CardPlace &place, const QByteArray &key)
{
    CardConnection &cards = *m_cards[size_t(place.file)];
    // Read before the snapshot is taken: a commit between the two is seen, and renews once too often, never
    // too rarely.
    const quint64 commits = m_state.cardCommits[size_t(place.file)].load();
    if (cards.seen != commits) {
        cards.reader.renew();
        cards.seen = commits;
    }
    return cards.reader.find(place.row, key);
}

std::vector<std::pair<qint64, QByteArray>> Reader::cardsWithoutProduct(int file)
{
    std::vector<std::pair<qint64, QByteArray>> strays;
    m_cards[size_t(file)]->reader.renew();
    Statement cards(m_cards[size_t(file)]->connection->handle(), "SELECT id, key FROM card WHERE length(body) > 0"); // empty: it was removed
    while (cards.step()) {
        const QByteArray key = cards.bytes(1);
        if (m_state.dirty.contains(key))
            continue;
        begin(); // the truth of now: the product may have come after the cards before this one
        if (!m_truth.head(ProductKey(QString::fromUtf8(key))))
            strays.emplace_back(cards.integer(0), key);
    }
    return strays;
}

void Reader::removeCard(int file, qint64 row, const QByteArray &key)
{
    CardConnection &cards = *m_cards[size_t(file)];
    cards.reader.renew();
    Statement remove(cards.connection->handle(), "DELETE FROM card WHERE id = ?");
    remove.bind(1, row).run();
    m_state.cardCommits[size_t(file)].fetch_add(1); // the other readers see it too
    m_state.cards.remove(key);
}

void Reader::release()
{
    for (const auto &cards : m_cards)
        cards->reader.renew();
    endTruth();
}

void Reader::begin()
{
    // A failed statement may have ended the transaction.
    const bool isOpen = !sqlite3_get_autocommit(m_truthConnection->handle());
    if (isOpen && m_seen == m_state.truthCommits.load())
        return;
    endTruth();
    CommitGate::Reading gate(m_state.gate);
    m_seen = m_state.truthCommits.load();
    m_begin.run();
    m_firstRead.step();
    m_firstRead.reset();
}

void Reader::endTruth()
{
    if (!sqlite3_get_autocommit(m_truthConnection->handle()))
        sqlite3_exec(m_truthConnection->handle(), "COMMIT", nullptr, nullptr, nullptr);
}

void Reader::Finalize::operator()(sqlite3_stmt *statement) const
{
    sqlite3_finalize(statement);
}

sqlite3_stmt *Reader::planStatement(const QByteArray &sql)
{
    constexpr size_t MaxStatements = 256; // a card has ten or twenty, each in four lengths
    if (const auto known = m_planStatements.find(sql); known != m_planStatements.end())
        return known->second.get();
    if (m_planStatements.size() >= MaxStatements)
        m_planStatements.clear();
    sqlite3_stmt *prepared = nullptr;
    const int code = sqlite3_prepare_v3(truthHandle(), sql.constData(), int(sql.size()), SQLITE_PREPARE_PERSISTENT, &prepared, nullptr);
    if (code != SQLITE_OK)
        throw SqliteFailure{toError(truthHandle(), code)};
    return m_planStatements.emplace(sql, prepared).first->second.get();
}

ReaderPool::~ReaderPool()
{
    m_thread.runThere([this] {
        for (auto &reader : m_readers)
            reader.reset();
    });
}

Result<ReaderPool::Lease> ReaderPool::lease()
{
    static std::atomic<size_t> threads{0};
    // Each thread comes back to the same reader, whose pages and statements are warm.
    static thread_local const size_t preferred = threads++;
    for (;;) {
        const size_t count = m_count.load();
        for (size_t i = 0; i < count; ++i) {
            Reader &reader = *m_readers[(preferred + i) % count];
            if (std::unique_lock lock(reader.mutex, std::try_to_lock); lock)
                return Lease(reader, std::move(lock));
        }
        if (count == MaxReaders) {
            Reader &reader = *m_readers[preferred % count];
            return Lease(reader, std::unique_lock(reader.mutex));
        }
        if (auto grown = grow(count); !grown)
            return grown.error();
    }
}

Status ReaderPool::grow(size_t seen)
{
    std::lock_guard lock(m_growMutex);
    if (m_count.load() != seen)
        return Done{};
    std::optional<Result<std::unique_ptr<Reader>>> opened;
    m_thread.runThere([&] { opened = guarded([&] { return Reader::open(m_state); }); });
    if (!*opened)
        return opened->error();
    m_readers[seen] = std::move(opened.value()).value();
    m_count.store(seen + 1);
    return Done{};
}

void ReaderPool::releaseIdle()
{
    const size_t count = m_count.load();
    for (size_t i = 0; i < count; ++i) {
        if (std::unique_lock lock(m_readers[i]->mutex, std::try_to_lock); lock)
            m_readers[i]->release();
    }
}

} // namespace vitrine::storage::sqlite
