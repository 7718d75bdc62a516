#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "catalog/change_note.h"
#include "catalog/product.h"
#include "catalog/query.h"

#include <QByteArray>
#include <QVector>

#include <functional>
#include <optional>

namespace vitrine::catalog {

/// A materialised card: the JSON document of CONTRACT.md, ready to be sent. `version` is the product's.
struct Card
{
    QByteArray json; ///< UTF-8, shared, never changed
    quint32 version = 0;
};

/// Port: cards by key, the hot read. Thread-safe, a few microseconds, never stale: a product that was changed by an
/// acknowledged write answers with that change. NotFound names the key; Io, Corrupt.
class CardReader
{
public:
    virtual ~CardReader() = default;
    virtual Result<Card> card(const ProductKey &key) = 0;
    /// The card as one channel and language see it, assembled from the truth with fallback; same document.
    virtual Result<Card> card(const ProductKey &key, const Scope &scope) = 0;
    /// Those of a page, in its order, with nothing where there is no such product. One after the other, unless a store
    /// has a way to read them together.
    virtual Result<QVector<std::optional<Card>>> cards(const QVector<ProductKey> &keys, const Scope &scope);
    /// True where a card comes over a network: a thread that must not wait leaves the reading to another.
    virtual bool mayWait() const { return false; }
    /// card() where it is in memory, without waiting for anything; else nothing, which says nothing of the product.
    virtual std::optional<Card> kept(const ProductKey &) { return std::nullopt; }
};

/// Port: the truth. Thread-safe; one consistent snapshot a call. NotFound; Io.
class ProductReader
{
public:
    virtual ~ProductReader() = default;
    virtual Result<Product> product(const ProductKey &key) = 0;
    /// Every attribute of the catalog, sorted by code.
    virtual Result<QVector<Attribute>> attributes() = 0;
    /// Every product in catalog order, for an export; stops early, with Cancelled, when `visit` returns false.
    virtual Status forEach(const std::function<bool(const Product &)> &visit) = 0;
};

/// What is known of an attribute before its first value, e.g. from a source's own schema; or, when `option` is set, the
/// label of that option ("hp" is shown as "HP"; without a hint an option is shown as its code).
struct AttributeHint
{
    QString code;
    QString label;
    QString unit;
    QString option{};
};

enum class Outcome { Created, Updated, Unchanged, Rejected };

/// One entry per product of a batch, in its order. `error` only where the outcome is Rejected.
struct ProductOutcome
{
    Outcome outcome = Outcome::Unchanged;
    Error error;
    quint32 version = 0;
};

/// One edit of one value. Exactly one of the fields named by `field` changes.
struct Edit
{
    enum class Field { Name, Attribute, PriceMinor, Stock, Focus };

    ProductKey key;
    Field field = Field::Attribute;
    QString code; ///< attribute code; the SKU for Stock; the channel for PriceMinor; the image's id for Focus
    Scope scope; ///< for Attribute
    /// Text for Name, Number for PriceMinor and Stock, for Focus the text of a FocalPoint; nothing removes an attribute's
    /// value, a variant's own price and a focal point.
    std::optional<Value> value;
    std::optional<quint32> expectedVersion; ///< PreconditionFailed when the product has moved on; nothing: any
    ChangeNote note{}; ///< for the history
    /// For Attribute and PriceMinor: the variant whose own value it is; empty: the product's, which its variants inherit.
    QString sku{};
};

/// What an edit did: enough to show it and to undo it.
struct EditReceipt
{
    std::optional<Value> previous;
    quint32 version = 0; ///< after the edit
};

/// What a removal did.
struct Removal
{
    quint64 change = 0;  ///< undo this set of changes and the product is back; 0: the store keeps no history
    quint32 version = 0; ///< the product's last, which the removal made
};

/// Port: the only way to change the catalog. Thread-safe; returns once the change is durable and visible to every
/// reader: truth, card, text index and facets together. StorageFull, PermissionDenied, Io; Overloaded when the write
/// queue is full.
class ProductWriter
{
public:
    virtual ~ProductWriter() = default;
    /// Creates or replaces each product in one transaction; a product that is equal already is Unchanged and keeps its
    /// version; one that breaks a rule (empty key, a value of another type than its attribute) is Rejected while the
    /// others go in.
    virtual Result<QVector<ProductOutcome>> upsert(const QVector<Product> &products) = 0;
    /// upsert() of one product, only while it is at version `expected` (0: while there is none): PreconditionFailed says
    /// at which it is. What upsert() rejects is an error here. With a note it is a change of its own in the history.
    virtual Result<ProductOutcome> replace(const Product &product, quint32 expected, const ChangeNote &note = {}) = 0;
    /// Takes the product out of the catalog: card, text, facets and lists together. Its pictures stay, others may show
    /// them. NotFound; PreconditionFailed when `expected` is given and it has moved on.
    virtual Result<Removal> remove(const ProductKey &key, std::optional<quint32> expected, const ChangeNote &note) = 0;
    /// NotFound, PreconditionFailed, InvalidArgument (names the field and the rule).
    virtual Result<EditReceipt> edit(const Edit &edit) = 0;
    virtual Status describe(const QVector<AttributeHint> &hints) = 0;
};

/// Port: lists. Thread-safe. Cancelled when the token was set; InvalidArgument for a text that cannot be searched.
class ProductSearch
{
public:
    virtual ~ProductSearch() = default;
    virtual Result<ResultSet> find(const Query &query, const CancelToken &cancel) = 0;
    /// Rows [first, first + count) of the set, fewer at its end. A product removed meanwhile yields a row without key.
    virtual Result<QVector<Row>> rows(const ResultSet &set, qint64 first, qint64 count) = 0;
    virtual Result<Facets> facets(const Query &query, const CancelToken &cancel) = 0;
    /// Where a row of find(query)'s answer stands, 0 <= row < size; a later answer to the same query goes on behind it.
    virtual Result<ResultMark> mark(const Query &query, const ResultSet &set, qint64 row);
    /// The first row behind the mark. InvalidArgument, at "cursor", when its place is gone.
    virtual Result<qint64> rowAfter(const Query &query, const ResultSet &set, const ResultMark &mark);
    /// Products in the catalog: immediate.
    virtual qint64 productCount() const = 0;
};

class FocalPoints;
class ProductHistory;
class ProductFamilies;

/// The catalog as its users hold it: the ports of one store. Does not own them.
struct Catalog
{
    CardReader &cards;
    ProductReader &products;
    ProductWriter &writer;
    ProductSearch &search;
    ProductHistory *history = nullptr; ///< null: this store keeps none
    ProductFamilies *families = nullptr; ///< null: this store has none
    const FocalPoints *focalPoints = nullptr; ///< null: likewise
};

/// The card of a product as CONTRACT.md describes it; pure. With a scope, each attribute shows the value that scope
/// falls back to; without, the value that holds everywhere (or the only one there is).
QByteArray assembleCard(const Product &product, const Scope &scope = {});

} // namespace vitrine::catalog
