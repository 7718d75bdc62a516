// Edits of what is there, and what the history keeps of every change.
#include "catalog/no_such_product.h"
#include "catalog/product_edit.h"
#include "catalog/product_rules.h"
#include "catalog/product_summary.h"
#include "catalog/stored_changes.h"
#include "storage/sqlite/change_sets.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/truth_writer.h"

namespace vitrine::storage::sqlite {

using catalog::Edit;
using catalog::Product;

catalog::EditReceipt TruthWriter::edit(const Edit &edit, qint64 nowMs)
{
    const auto head = m_reader.head(edit.key);
    if (!head)
        throw SqliteFailure{catalog::noSuchProduct(edit.key)};
    if (edit.expectedVersion && *edit.expectedVersion != head->version)
        throw SqliteFailure{catalog::otherVersion(edit.key, head->version, *edit.expectedVersion, catalog::fieldName(edit.field))};

    const Product old = m_reader.product(*head);
    Product product = old;
    const auto applied = catalog::applyEdit(product, edit);
    if (!applied)
        throw SqliteFailure{applied.error()};
    catalog::EditReceipt receipt{*applied, head->version};
    if (auto error = refused(product, &old))
        throw SqliteFailure{*error};
    const QByteArray fingerprint = catalog::fingerprint(product);
    if (fingerprint == head->fingerprint)
        return receipt;
    receipt.version = product.version = head->version + 1;
    const quint64 set = edit.note.isEmpty() ? 0 : ChangeSets(m_database, *this).recordEdit(edit.note, nowMs);
    const InChangeSet inSet(*this, qint64(set));
    write(product, &old, head->id, fingerprint, nowMs);
    return receipt;
}

Result<bool> TruthWriter::transform(quint32 id, const std::function<Status(Product &)> &change, qint64 nowMs)
{
    const auto head = m_reader.head(id);
    if (!head)
        return Error{ErrorCode::NotFound, QStringLiteral("the product is not there any more"), {}, {}};
    const Product old = m_reader.product(*head);
    Product product = old;
    if (auto changed = change(product); !changed)
        return changed.error();
    product = catalog::normalised(product);
    if (auto error = catalog::brokenRule(product))
        return *error;
    if (auto error = refused(product, &old))
        return *error;
    const QByteArray fingerprint = catalog::fingerprint(product);
    if (fingerprint == head->fingerprint)
        return false;
    product.version = head->version + 1;
    write(product, &old, head->id, fingerprint, nowMs);
    return true;
}

void TruthWriter::refresh(quint32 id)
{
    const auto head = m_reader.head(id);
    if (!head)
        return;
    Statement changed(m_database, "SELECT updated_ms FROM product WHERE id = ?");
    const qint64 updatedMs = changed.bind(1, id).step() ? changed.integer(0) : 0;
    changed.reset();
    const Product product = m_reader.product(*head);
    Touched touched = touchedBy(product, id);
    touched.sorts = {true, true};
    keepCompleteness(product, id, touched.index);
    touched.index.categories = categoryNumbers(product);
    writeCategories(touched.index.categories, id);
    writeHead(product, id, catalog::fingerprint(product), updatedMs, false, touched.index);
    writeText(documentOf(product, brandLabel(catalog::brandOf(product))), id, false);
    logChange(std::move(touched));
}

void TruthWriter::writeHistory(const Product &product, const Product *old, quint32 id, qint64 nowMs)
{
    if (!old) {
        catalog::FieldChange created;
        created.place.kind = catalog::FieldPlace::Kind::Created;
        return writeHistoryRow(created, id, product.version, nowMs);
    }
    for (const catalog::FieldChange &change : catalog::diff(*old, product))
        writeHistoryRow(change, id, product.version, nowMs);
}

void TruthWriter::writeHistoryRow(const catalog::FieldChange &change, quint32 id, quint32 version, qint64 nowMs)
{
    const catalog::FieldPlace &place = change.place;
    const QByteArray before = catalog::storedJson(change.before), after = catalog::storedJson(change.after);
    ResetAtEnd reset(m_history);
    m_history.bind(1, nowMs).bind(2, id).bind(3, version).bind(4, catalog::placeKindName(place.kind));
    m_history.bind(5, place.code).bind(6, place.scope.channel).bind(7, place.scope.locale);
    before.isNull() ? m_history.bindNull(8) : m_history.bindUtf8(8, before);
    after.isNull() ? m_history.bindNull(9) : m_history.bindUtf8(9, after);
    m_history.bind(10, place.sku);
    m_changeSet == 0 ? m_history.bindNull(11) : m_history.bind(11, m_changeSet);
    m_history.step();
}

} // namespace vitrine::storage::sqlite
