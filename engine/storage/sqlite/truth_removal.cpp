// Taking a product out: everything that write() puts in, and what the history needs to bring it back.
#include "catalog/no_such_product.h"
#include "catalog/product_edit.h"
#include "storage/sqlite/dictionary.h"
#include "storage/sqlite/index_names.h"
#include "storage/sqlite/truth_writer.h"

namespace vitrine::storage::sqlite {

using catalog::FieldPlace;
using catalog::Product;

void TruthWriter::expectVersion(const ProductKey &key, quint32 expected)
{
    const auto head = m_reader.head(key);
    const quint32 version = head ? head->version : 0;
    if (version == expected)
        return;
    throw SqliteFailure{catalog::otherVersion(key, version, expected, {})};
}

quint32 TruthWriter::remove(const ProductKey &key, std::optional<quint32> expected, qint64 nowMs)
{
    const auto head = m_reader.head(key);
    if (!head)
        throw SqliteFailure{catalog::noSuchProduct(key)};
    if (expected)
        expectVersion(key, *expected);
    const Product old = m_reader.product(*head);
    const quint32 id = head->id, version = head->version + 1;

    Product nothing;
    nothing.key = key;
    for (const catalog::FieldChange &change : catalog::diff(old, nothing))
        writeHistoryRow(change, id, version, nowMs);
    catalog::FieldChange removed;
    removed.place.kind = FieldPlace::Kind::Removed;
    writeHistoryRow(removed, id, version, nowMs);

    Touched touched;
    touched.index.previousValues = indexValues(old, m_dictionary);
    keepCompleteness(nothing, id, touched.index);
    countValues(old, -1);
    for (Statement *clear : {&m_clearValues, &m_clearPrices, &m_clearVariants, &m_clearImages, &m_clearCategories,
                             &m_clearText, &m_clearHead})
        clear->bind(1, id).run();
    m_insertRemoved.bind(1, id).bind(2, key.toString()).bind(3, version).bind(4, nowMs).run();
    Roaring gone = *m_gone;
    gone.add(id);
    m_gone = std::make_shared<const Roaring>(std::move(gone));

    touched.id = id;
    touched.version = version;
    touched.key = key.toString().toUtf8();
    touched.index.id = id;
    touched.index.gone = true;
    touched.sorts = {true, true};
    touched.focus = focusOf(old.images, {});
    logChange(std::move(touched));
    return version;
}

} // namespace vitrine::storage::sqlite
