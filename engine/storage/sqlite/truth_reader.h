#pragma once

#include "catalog/catalog.h"
#include "catalog/families.h"
#include "catalog/focal_point.h"
#include "storage/sqlite/statement.h"

#include <optional>

namespace vitrine::storage::sqlite {

class Dictionary;

/// Reads catalog.db on one connection with statements that stay prepared: several small queries, no join, as
/// fast as SQLite gets. Each function runs inside whatever transaction the caller has open. Throws
/// SqliteFailure. Used by one thread at a time.
class TruthReader
{
public:
    TruthReader(sqlite3 *database, const Dictionary &dictionary);

    struct Head
    {
        quint32 id = 0;
        quint32 version = 0;
        QString name;
        QByteArray fingerprint;
        QString key;
    };

    std::optional<Head> head(const ProductKey &key);
    std::optional<Head> head(quint32 id);
    catalog::Product product(const Head &head);
    /// As much of a product as its completeness needs: attributes, and variants with theirs.
    catalog::Product valuesOf(quint32 id);
    /// As it was stored, see DeclaredFamilies::stored(); empty: the product has none.
    QByteArray completeness(quint32 id);
    catalog::FamilyCount familyCount();
    /// In id order, every product until `visit` returns false; true when all were visited.
    bool forEach(const std::function<bool(const catalog::Product &)> &visit);
    catalog::Row row(ProductId id);
    /// Of all pictures that have one, as FocalPoints wants them: what comes later counts.
    std::vector<catalog::FocalPoints::Change> focalPoints();
    /// The highest number that any product has or had.
    qint64 highestId();
    /// Of a product that was removed and is not there again.
    struct Gone
    {
        quint32 id = 0;
        quint32 version = 0; ///< the removal's
        QString key;
    };
    std::optional<Gone> gone(const ProductKey &key);
    std::optional<Gone> gone(quint32 id);
    /// Of a product that is there or was removed; empty: of none.
    QString keyOf(quint32 id);

private:
    void readVariants(catalog::Product &product, quint32 id);
    void readValues(catalog::Product &product, quint32 id);
    void readPrices(catalog::Product &product, quint32 id);

    sqlite3 *const m_database;
    const Dictionary &m_dictionary;
    Statement m_headByKey, m_headById, m_nextHead;
    Statement m_values, m_prices, m_images, m_variants, m_categories;
    Statement m_row, m_firstCategory, m_highest, m_goneByKey, m_goneById, m_completeness, m_familyCount;
};

} // namespace vitrine::storage::sqlite
