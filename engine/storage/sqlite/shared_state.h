#pragma once

#include "base/dirty_set.h"
#include "base/s3_fifo.h"
#include "catalog/catalog.h"
#include "catalog/focal_point.h"
#include "storage/sqlite/card_key.h"
#include "storage/sqlite/commit_gate.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/family_registry.h"
#include "storage/sqlite/index_keeper.h"
#include "storage/sqlite/write_figures.h"

#include <roaring/roaring.hh>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>

namespace vitrine::storage::sqlite {

/// The numbers of all products: 1 to the highest, but for those that were removed. Thread-safe.
class ProductNumbers
{
public:
    struct Numbers
    {
        qint64 highest = 0;
        std::shared_ptr<const Roaring> gone; ///< never null
        qint64 count() const { return highest - qint64(gone->cardinality()); }
    };

    void set(Numbers numbers)
    {
        std::lock_guard lock(m_mutex);
        m_numbers = std::move(numbers);
    }
    Numbers get() const
    {
        std::lock_guard lock(m_mutex);
        return m_numbers;
    }

private:
    mutable std::mutex m_mutex;
    Numbers m_numbers{0, std::make_shared<const Roaring>()};
};

/// What the writer tells the readers; each part is thread-safe. Owned by SqliteCatalog, outlives both.
struct SharedState
{
    explicit SharedState(qint64 cardMemoryBytes) : cards(cardMemoryBytes, 1 << 20) {}

    QString dir;
    CommitGate gate;
    DirtySet dirty;
    Dictionary dictionary;
    FamilyRegistry families;
    IndexKeeper index;
    catalog::FocalPoints focalPoints;
    /// Counts what a reader's open transaction on a card file does not see yet.
    std::array<std::atomic<quint64>, CardFiles> cardCommits{};
    /// By key, what readers found in the card files. A card leaves when its file has the next one, before it stops being
    /// dirty; one that was read before that and comes after is refused.
    S3Fifo<catalog::Card> cards;
    WriteFigures writes;
    /// Counts, inside the gate, what a reader's open transaction on the truth does not see yet.
    std::atomic<quint64> truthCommits{0};
    ProductNumbers products;
    std::atomic<qint64> productCount{0}; ///< of `products`

    qint64 indexSavedFrom = 0; ///< products; the index of a smaller catalog is made sooner than read

    QString indexFile() const { return dir + QStringLiteral("/catalog.facets"); }
    QString truthFile() const { return dir + QStringLiteral("/catalog.db"); }
    QString cardFile(int file) const { return dir + QStringLiteral("/card-%1.db").arg(file); }
};

} // namespace vitrine::storage::sqlite
