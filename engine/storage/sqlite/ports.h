#pragma once

#include "base/clock.h"
#include "catalog/catalog.h"
#include "storage/sqlite/reader_pool.h"
#include "storage/sqlite/writer.h"

namespace vitrine::storage::sqlite {

/// Cards and products. Thread-safe.
class ReadPorts final : public catalog::CardReader, public catalog::ProductReader
{
public:
    ReadPorts(SharedState &state, ReaderPool &readers) : m_state(state), m_readers(readers) {}

    Result<catalog::Card> card(const ProductKey &key) override;
    Result<catalog::Card> card(const ProductKey &key, const catalog::Scope &scope) override;
    Result<catalog::Product> product(const ProductKey &key) override;
    Result<QVector<catalog::Attribute>> attributes() override;
    Status forEach(const std::function<bool(const catalog::Product &)> &visit) override;

private:
    SharedState &m_state;
    ReaderPool &m_readers;
};

/// Changes, checked on the caller's thread and written by the writer's. Thread-safe.
class WritePort final : public catalog::ProductWriter
{
public:
    /// What it writes belongs to a set of changes; 0: to none.
    WritePort(Writer &writer, const Clock &clock, quint64 changeSet = 0)
        : m_writer(writer), m_clock(clock), m_changeSet(changeSet)
    {
    }

    Result<QVector<catalog::ProductOutcome>> upsert(const QVector<catalog::Product> &products) override;
    Result<catalog::ProductOutcome> replace(const catalog::Product &product, quint32 expected) override;
    Result<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    Status describe(const QVector<catalog::AttributeHint> &hints) override;

private:
    qint64 nowMs() const;

    Writer &m_writer;
    const Clock &m_clock;
    const quint64 m_changeSet;
};

/// Milliseconds since 1970, UTC.
qint64 wallMs(const Clock &clock);

} // namespace vitrine::storage::sqlite
