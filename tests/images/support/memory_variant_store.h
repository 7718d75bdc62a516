#pragma once

#include "images/ports.h"

#include <QHash>
#include <QSet>

#include <mutex>

namespace vitrine::test {

/// A VariantStore in memory, without a bound. Thread-safe.
class MemoryVariantStore final : public images::VariantStore
{
public:
    bool contains(const QByteArray &etag) const override
    {
        std::lock_guard lock(m_mutex);
        return m_variants.contains(etag) || m_promised.contains(etag);
    }
    std::optional<images::Variant> find(const QByteArray &etag) override
    {
        std::lock_guard lock(m_mutex);
        ++finds;
        m_promised.remove(etag);
        const auto found = m_variants.constFind(etag);
        return found == m_variants.constEnd() ? std::nullopt : std::optional(*found);
    }
    std::shared_ptr<const images::Source> open(const QByteArray &etag, qint64 mostBytes) override
    {
        const auto found = find(etag);
        return found && found->bytes.size() <= mostBytes ? images::Source::fromBytes(found->bytes).valueOr(nullptr) : nullptr;
    }
    quint64 epoch() const override
    {
        std::lock_guard lock(m_mutex);
        return m_epoch;
    }
    void put(const images::Variant &variant, quint64 epoch) override
    {
        std::lock_guard lock(m_mutex);
        if (epoch == m_epoch)
            m_variants.insert(variant.etag, variant);
    }
    Result<qint64> purge(const images::Purge &purge) override
    {
        std::lock_guard lock(m_mutex);
        ++m_epoch;
        if (failure)
            return *failure;
        return qint64(m_variants.removeIf([&](const auto &entry) { return purge.covers(entry.value().tags); }));
    }
    images::VariantStoreCounters counters() const override
    {
        std::lock_guard lock(m_mutex);
        images::VariantStoreCounters counters;
        counters.variants = m_variants.size();
        return counters;
    }

    /// contains() will say yes although find() will not, as for a damaged one.
    void promise(const QByteArray &etag)
    {
        std::lock_guard lock(m_mutex);
        m_promised.insert(etag);
    }
    std::optional<Error> failure; ///< of purge(); set before the calls
    int finds = 0;

private:
    mutable std::mutex m_mutex;
    QHash<QByteArray, images::Variant> m_variants;
    QSet<QByteArray> m_promised;
    quint64 m_epoch = 0;
};

} // namespace vitrine::test
