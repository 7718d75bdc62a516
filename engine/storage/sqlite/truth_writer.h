#pragma once

#include "catalog/catalog.h"
#include "catalog/families.h"
#include "catalog/facet_index.h"
#include "catalog/product_diff.h"
#include "storage/sqlite/document.h"
#include "storage/sqlite/index_keeper.h"
#include "storage/sqlite/shared_state.h"
#include "storage/sqlite/statement.h"
#include "storage/sqlite/truth_reader.h"

#include <vector>

namespace vitrine::storage::sqlite {

/// A product that was checked and digested on its caller's thread, so that the writer's has less to do.
struct PreparedProduct
{
    catalog::Product product; ///< normalised
    QByteArray fingerprint;
    std::optional<Error> broken;
};

PreparedProduct prepare(const catalog::Product &product);

/// A product that a transaction changed: what follows its commit.
struct Touched
{
    quint32 id = 0;
    qint64 seq = 0; ///< in the change log
    quint32 version = 0;
    QByteArray key; ///< UTF-8
    QByteArray card; ///< empty: the product was removed
    catalog::IndexEntry index;
    SortChanges sorts;
    bool indexOnly = false; ///< nothing of the product itself changed: only what the index has of it
    std::vector<catalog::FocalPoints::Change> focus{};
};

/// Changes catalog.db on the writer's connection, inside the writer's transaction. Throws SqliteFailure.
/// Used by the writer's thread.
class TruthWriter
{
public:
    TruthWriter(sqlite3 *database, Dictionary &dictionary, FamilyRegistry &families);

    catalog::ProductOutcome upsert(const PreparedProduct &prepared, qint64 nowMs);
    /// Throws like edit(). In whatever set of changes is open.
    quint32 remove(const ProductKey &key, std::optional<quint32> expected, qint64 nowMs);
    /// Throws PreconditionFailed unless the product is at this version; 0: unless there is none.
    void expectVersion(const ProductKey &key, quint32 expected);
    /// NotFound, PreconditionFailed and InvalidArgument are thrown too, before anything is changed.
    catalog::EditReceipt edit(const catalog::Edit &edit, qint64 nowMs);
    void describe(const QVector<catalog::AttributeHint> &hints);
    /// Changes one product by a function; true when that made a difference. What the function or a rule
    /// refuses is an error that leaves the product as it was.
    Result<bool> transform(quint32 id, const std::function<Status(catalog::Product &)> &change, qint64 nowMs);
    /// Makes everything that is derived from a product's values again, as of the version it has. A product that is
    /// gone: nothing.
    void refresh(quint32 id);
    /// Replaces the families and notes that; equal ones: nothing. Throws Conflict before anything is changed.
    void declareFamilies(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note, qint64 nowMs);
    /// Counts the completeness of the next products anew, at most so many.
    catalog::FamilyCount countNext(int products);
    /// While it lives, what is written belongs to this set of changes; 0: to none.
    class InChangeSet
    {
    public:
        InChangeSet(TruthWriter &truth, qint64 set) : m_truth(truth) { truth.m_changeSet = set; }
        ~InChangeSet() { m_truth.m_changeSet = 0; }
        InChangeSet(const InChangeSet &) = delete;
        InChangeSet &operator=(const InChangeSet &) = delete;

    private:
        TruthWriter &m_truth;
    };

    /// Forgets what an abandoned transaction did but for its first `keptTouched` products, and reads numbers
    /// and dictionary again.
    void reload(size_t keptTouched);
    size_t touchedCount() const { return m_touched.size(); }
    std::vector<Touched> takeTouched();
    QSet<quint32> takeRelabelled();
    ProductNumbers::Numbers numbers() const { return {m_highestId, m_gone}; }
    TruthReader &reader() { return m_reader; }
    sqlite3 *database() const { return m_database; }

private:
    std::optional<Error> wrongType(const catalog::Product &product) const;
    /// wrongType(), and the rules of families for what `old` (null: nothing) does not have.
    std::optional<Error> refused(const catalog::Product &product, const catalog::Product *old) const;
    /// What was there before.
    QByteArray replaceCompleteness(quint32 id, const QByteArray &counts);
    void keepCompleteness(const catalog::Product &product, quint32 id, catalog::IndexEntry &entry);
    /// For whoever keeps what is derived from it: all but what is sorted anew. Its values are in the dictionary.
    Touched touchedBy(const catalog::Product &product, quint32 id) const;
    void logChange(Touched touched);
    /// What a change leaves as it is, with its rows. Of a new product: nothing.
    struct Same
    {
        bool name = false, values = false, prices = false, skus = false, stock = false, categories = false, images = false;
    };
    static Same sameParts(const catalog::Product &old, const catalog::Product &product);
    void write(const catalog::Product &product, const catalog::Product *old, quint32 id,
               const QByteArray &fingerprint, qint64 nowMs);
    std::vector<catalog::FocalPoints::Change> focusOf(const QVector<catalog::ImageRef> &before,
                                                      const QVector<catalog::ImageRef> &after);
    void writeHead(const catalog::Product &product, quint32 id, const QByteArray &fingerprint, qint64 nowMs,
                   bool isNew, catalog::IndexEntry &entry);
    void writeValues(const catalog::Product &product, const catalog::Product *old, quint32 id);
    void countValues(const catalog::Product &product, qint64 change);
    void writeValueRows(const QVector<catalog::AttributeValue> &values, quint32 id, int variant);
    void writePrices(const catalog::Product &product, quint32 id);
    void writeVariants(const catalog::Product &product, quint32 id);
    void writeImages(const catalog::Product &product, quint32 id);
    QVector<quint32> categoryNumbers(const catalog::Product &product);
    void writeCategories(const QVector<quint32> &categories, quint32 id);
    void writeText(const Document &document, quint32 id, bool isNew);
    void writeHistory(const catalog::Product &product, const catalog::Product *old, quint32 id, qint64 nowMs);
    void writeHistoryRow(const catalog::FieldChange &change, quint32 id, quint32 version, qint64 nowMs);
    QString brandLabel(const QString &code) const;

    sqlite3 *m_database;
    Dictionary &m_dictionary;
    FamilyRegistry &m_families;
    TruthReader m_reader;
    qint64 m_highestId = 0;
    std::shared_ptr<const Roaring> m_gone = std::make_shared<const Roaring>();
    qint64 m_changeSet = 0;
    std::vector<Touched> m_touched;
    QSet<quint32> m_relabelled; ///< options whose label changed

    Statement m_insertHead, m_updateHead;
    Statement m_clearValues, m_clearPrices, m_clearVariants, m_clearImages, m_clearCategories, m_clearText;
    Statement m_value, m_price, m_variant, m_image, m_category, m_text, m_history, m_change;
    Statement m_clearHead, m_insertRemoved, m_clearRemoved;
    Statement m_focus; ///< of a picture, by the product that was changed last
    Statement m_completeness, m_clearCompleteness;
};

} // namespace vitrine::storage::sqlite
