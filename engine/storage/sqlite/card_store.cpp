#include "storage/sqlite/card_store.h"

#include "base/log.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/schema.h"

#include <QFile>

#include <sqlite3.h>

#include <algorithm>

namespace vitrine::storage::sqlite {

namespace {

constexpr qint64 BigLogBytes = 64 << 20;
constexpr size_t RebuildBatch = 2'000;

} // namespace

Result<std::unique_ptr<CardStore>> CardStore::open(SharedState &state)
{
    std::unique_ptr<CardStore> store(new CardStore(state));
    for (int file = 0; file < CardFiles; ++file) {
        Status opened = store->openFile(file);
        if (!opened && opened.error().code == ErrorCode::Corrupt) {
            qCWarning(log::storage) << "making a card file anew:" << opened.error().toString();
            store->m_files[size_t(file)] = {};
            for (const char *suffix : {"", "-wal", "-shm"})
                QFile::remove(state.cardFile(file) + QLatin1String(suffix));
            opened = store->openFile(file);
        }
        if (!opened)
            return opened.error();
    }
    return store;
}

Status CardStore::openFile(int file)
{
    auto connection = Connection::open(m_state.cardFile(file), Connection::Kind::Cards);
    if (!connection)
        return connection.error();
    File &opened = m_files[size_t(file)];
    opened.connection = *std::move(connection);
    return guarded([&]() -> Status {
        sqlite3 *handle = opened.connection->handle();
        if (!prepareCards(handle))
            return Error{ErrorCode::Corrupt,
                         QStringLiteral("a card file is of another version"),
                         m_state.cardFile(file),
                         {}};
        opened.writer = std::make_unique<CardFileWriter>(handle);
        opened.writer->applied();
        return Done{};
    });
}

Status CardStore::recover(sqlite3 *truth, TruthReader &reader, qint64 trimmed)
{
    return guarded([&]() -> Status {
        Statement newest(truth, "SELECT max(seq) FROM change");
        const qint64 last = std::max(trimmed, newest.step() ? newest.integer(0) : 0);
        newest.reset();
        qint64 oldestApplied = last;
        std::array<qint64, CardFiles> applied{};
        for (int file = 0; file < CardFiles; ++file) {
            applied[size_t(file)] = m_files[size_t(file)].writer->applied();
            if (applied[size_t(file)] < trimmed) {
                if (auto rebuilt = rebuild(file, reader, last); !rebuilt)
                    return rebuilt;
                applied[size_t(file)] = last;
            }
            oldestApplied = std::min(oldestApplied, applied[size_t(file)]);
        }
        Statement changes(truth, "SELECT product, max(seq) FROM change WHERE seq > ? GROUP BY product");
        changes.bind(1, oldestApplied);
        std::vector<Touched> tail;
        qint64 replayed = 0;
        while (changes.step()) {
            const quint32 id = quint32(changes.integer(0));
            const auto head = reader.head(id);
            const auto gone = head ? std::nullopt : reader.gone(id);
            if (!head && !gone)
                continue;
            const QByteArray key = (head ? head->key : gone->key).toUtf8();
            if (changes.integer(1) <= applied[size_t(placeOf(key).file)])
                continue;
            tail.push_back({id,
                            changes.integer(1),
                            head ? head->version : gone->version,
                            key,
                            head ? catalog::assembleCard(reader.product(*head)) : QByteArray(),
                            {},
                            {}});
            ++replayed;
            if (tail.size() >= RebuildBatch) {
                // The marks are set once everything is there: products do not come in the order of their
                // changes.
                for (Touched &each : tail)
                    each.seq = 0;
                if (auto written = write(std::exchange(tail, {})); !written)
                    return written;
            }
        }
        if (auto written = write(std::move(tail)); !written)
            return written;
        if (replayed > 0)
            qCInfo(log::storage) << "wrote" << replayed << "cards that the last run left out";
        return Done{};
    });
}

Status CardStore::rebuild(int file, TruthReader &reader, qint64 seq)
{
    qCInfo(log::storage) << "making every card of" << m_state.cardFile(file);
    CardFileWriter &writer = *m_files[size_t(file)].writer;
    writer.begin();
    writer.clear(); // what is not in the truth any more would stay
    writer.commit(0);
    std::vector<Touched> batch;
    Status status = Done{};
    const auto flush = [&] {
        status = write(std::exchange(batch, {}));
        return status.ok();
    };
    reader.forEach([&](const catalog::Product &product) {
        const QByteArray key = product.key.toString().toUtf8();
        if (placeOf(key).file != file)
            return true;
        batch.push_back({0, 0, product.version, key, catalog::assembleCard(product), {}, {}});
        return batch.size() < RebuildBatch || flush();
    });
    if (!status || !flush())
        return status;
    writer.begin();
    writer.commit(seq);
    return Done{};
}

Status CardStore::write(std::vector<Touched> touched)
{
    for (Touched &each : touched) {
        const int file = placeOf(each.key).file;
        m_files[size_t(file)].waiting.push_back(std::move(each));
    }
    Status status = Done{};
    for (int file = 0; file < CardFiles; ++file) {
        if (auto written = writeFile(file); !written)
            status = written;
    }
    return status;
}

Status CardStore::writeFile(int number)
{
    File &file = m_files[size_t(number)];
    if (file.waiting.empty())
        return Done{};
    // By row: neighbours in the tree are written together. Of two changes of one product the later one wins.
    std::stable_sort(file.waiting.begin(), file.waiting.end(), [](const Touched &a, const Touched &b) {
        return placeOf(a.key).row < placeOf(b.key).row;
    });
    const Status written = guarded([&]() -> Status {
        file.writer->begin();
        qint64 seq = file.writer->applied();
        for (const Touched &each : file.waiting) {
            file.writer->put(placeOf(each.key).row, each.key, each.version, each.card);
            file.unsavedBytes += each.card.size() + 4'096;
            seq = std::max(seq, each.seq);
        }
        file.writer->commit(seq);
        return Done{};
    });
    if (!written) {
        file.writer->rollback();
        return written;
    }
    m_state.cardCommits[size_t(number)].fetch_add(1);
    for (const Touched &each : file.waiting) {
        m_state.cards.remove(each.key);
        m_state.dirty.remove(each.key);
    }
    file.waiting.clear();
    return written;
}

Status CardStore::seal(qint64 seq)
{
    return guarded([&]() -> Status {
        for (File &file : m_files) {
            if (!file.waiting.empty())
                return Error{
                    ErrorCode::Io, QStringLiteral("some cards could not be written"), m_state.dir, {}};
            if (file.writer->applied() != seq) {
                file.writer->begin();
                file.writer->commit(seq);
            }
            sqlite3_wal_checkpoint_v2(file.connection->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr,
                                      nullptr);
        }
        return Done{};
    });
}

void CardStore::checkpointIfBig()
{
    for (File &file : m_files) {
        if (file.unsavedBytes < BigLogBytes)
            continue;
        // RESTART is not worth waiting for readers: the next write begins the log anew when none is in the
        // way.
        sqlite3_wal_checkpoint_v2(file.connection->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                  nullptr);
        file.unsavedBytes = 0;
    }
}

} // namespace vitrine::storage::sqlite
