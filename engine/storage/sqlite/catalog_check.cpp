#include "storage/sqlite/catalog_check.h"

#include "catalog/product_rules.h"
#include "catalog/product_summary.h"
#include "storage/sqlite/document.h"
#include "storage/sqlite/guarded.h"

#include <sqlite3.h>

#include <map>

namespace vitrine::storage::sqlite {

using catalog::CheckOptions;
using catalog::CheckReport;
using catalog::Product;

namespace {

constexpr int StretchProducts = 500;

Error disagrees(const QString &what, const QString &key)
{
    return {ErrorCode::Corrupt, what, key, QStringLiteral("vitrined doctor --repair makes it again")};
}

Error damaged(const QString &what, const QString &file)
{
    return {ErrorCode::Corrupt, what, file,
            QStringLiteral("Restore the data directory from a copy, or export what can be read and import it into a new one")};
}

Error stopped() { return {ErrorCode::Cancelled, QStringLiteral("the check was stopped"), {}, {}}; }

Document storedDocument(sqlite3 *database, quint32 id)
{
    Statement find(database, "SELECT name, key, brand, categories, body FROM product_text WHERE rowid = ?");
    if (!find.bind(1, id).step())
        return {};
    return {find.text(0), find.text(1), find.text(2), find.text(3), find.text(4)};
}

} // namespace

Result<CheckReport> CatalogCheck::run(const CheckOptions &options)
{
    CheckReport report;
    for (const auto step : {&CatalogCheck::checkFiles, &CatalogCheck::checkCounts, &CatalogCheck::checkProducts,
                            &CatalogCheck::checkCompleteness, &CatalogCheck::checkStrayCards}) {
        if (auto status = (this->*step)(options, report); !status)
            return status.error();
    }
    return report;
}

Status CatalogCheck::checkFiles(const CheckOptions &options, CheckReport &report)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    const Status pages = guarded([&]() -> Status {
        Statement check((*reader)->truthHandle(), "PRAGMA integrity_check(20)");
        while (check.step()) {
            if (check.text(0) != u"ok")
                report.add(damaged(check.text(0), m_state.truthFile()), false);
        }
        return Done{};
    });
    if (!pages)
        report.add(pages.error(), false);
    // The text index checks itself by a command that looks like a write.
    const Status text = m_writer.run([](TruthWriter &truth) {
        execute(truth.database(), "INSERT INTO product_text (product_text) VALUES ('integrity-check')");
    });
    if (text)
        return Done{};
    const bool repaired = options.repair && m_writer.run([](TruthWriter &truth) {
        execute(truth.database(), "INSERT INTO product_text (product_text) VALUES ('rebuild')");
    });
    report.add(disagrees(QStringLiteral("the text index does not agree with its documents: %1").arg(text.error().what),
                         m_state.truthFile()),
               repaired);
    return Done{};
}

QVector<Error> CatalogCheck::compare(Reader &reader, TruthReader &truth, const TruthReader::Head &head,
                                     const CheckOptions &options, CheckReport &report)
{
    QVector<Error> errors;
    const Product product = truth.product(head);
    const QString &key = head.key;
    if (catalog::fingerprint(product) != head.fingerprint)
        errors.append(disagrees(QStringLiteral("the product's digest is not that of its values"), key));

    const catalog::Row row = truth.row(ProductId(head.id));
    const auto brand = m_state.dictionary.findAttribute(QStringLiteral("brand"));
    const QString code = catalog::brandOf(product);
    const auto option = brand && !code.isEmpty() ? m_state.dictionary.findOption(*brand, code) : std::nullopt;
    const QString label = option ? m_state.dictionary.optionLabel(*option) : QString();
    catalog::ImageRef listed = product.images.value(0);
    listed.focus.reset(); // which lists do not show
    if (row.price != catalog::firstPrice(product) || row.stock != product.stock() || row.brand != label ||
        row.image != listed)
        errors.append(disagrees(QStringLiteral("the product's line in lists and filters is not of its values"), key));

    const auto families = m_state.families.get();
    const catalog::FamilyCount count = truth.familyCount();
    const bool isCounted = count.generation == families->generation && (head.id <= count.done || head.id > count.products);
    if (isCounted && truth.completeness(head.id) != families->stored(product))
        errors.append(disagrees(QStringLiteral("the product's completeness is not of its values"), key));

    const QByteArray utf8 = key.toUtf8();
    if (!m_state.dirty.contains(utf8)) {
        const auto card = reader.card(placeOf(utf8), utf8);
        if (!card)
            errors.append(disagrees(QStringLiteral("the product's card is missing"), key));
        else if (card->version != product.version || card->json != catalog::assembleCard(product))
            errors.append(disagrees(QStringLiteral("the product's card is not of its values"), key));
    }
    if (storedDocument(reader.truthHandle(), head.id) != documentOf(product, label.isEmpty() ? code : label))
        errors.append(disagrees(QStringLiteral("the product's text in the search index is not of its values"), key));
    if (options.hasOriginal) {
        for (const catalog::ImageRef &image : product.images) {
            if (!options.hasOriginal(image.id.toString()))
                report.add({ErrorCode::NotFound,
                            QStringLiteral("the original of picture %1 is missing").arg(image.id.toString()), key,
                            QStringLiteral("Put the same picture again")},
                           false);
        }
    }
    return errors;
}

Result<QVector<CatalogCheck::Doubt>> CatalogCheck::checkStretch(quint32 after, quint32 &last, qint64 &count,
                                                                const CheckOptions &options, CheckReport &report)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<QVector<Doubt>> {
        return (*reader)->snapshot([&](TruthReader &truth) -> Result<QVector<Doubt>> {
            QVector<Doubt> doubts;
            Statement next((*reader)->truthHandle(), "SELECT id FROM product WHERE id > ? ORDER BY id LIMIT ?");
            next.bind(1, after).bind(2, StretchProducts);
            while (next.step()) {
                last = quint32(next.integer(0));
                ++count;
                const auto head = truth.head(last);
                const QVector<Error> errors = compare(**reader, truth, *head, options, report);
                if (!errors.isEmpty())
                    doubts.append({last, head->version, errors});
            }
            return doubts;
        });
    });
}

Result<QVector<Error>> CatalogCheck::lookAgain(Doubt doubt)
{
    // A card may be newer than the snapshot that it was compared with: the product is being written. Then the next
    // snapshot has another version. A fault is what two looks see at one version.
    for (;;) {
        auto reader = m_readers.lease();
        if (!reader)
            return reader.error();
        CheckReport ignored;
        Doubt next{doubt.id, 0, {}};
        const Status looked = guarded([&]() -> Status {
            return (*reader)->snapshot([&](TruthReader &truth) -> Status {
                if (const auto head = truth.head(doubt.id)) {
                    next.version = head->version;
                    next.errors = compare(**reader, truth, *head, CheckOptions{}, ignored);
                }
                return Done{};
            });
        });
        if (!looked)
            return looked.error();
        if (next.errors.isEmpty() || next.version == doubt.version)
            return next.errors;
        doubt = next;
    }
}

Status CatalogCheck::settle(const QVector<Doubt> &doubts, const CheckOptions &options, CheckReport &report)
{
    for (const Doubt &doubt : doubts) {
        const auto errors = lookAgain(doubt);
        if (!errors)
            return errors.error();
        if (errors->isEmpty())
            continue;
        if (options.repair) {
            const Status refreshed = m_writer.run([&](TruthWriter &truth) { truth.refresh(doubt.id); });
            if (!refreshed)
                return refreshed;
        }
        for (const Error &error : *errors)
            report.add(error, options.repair);
    }
    return Done{};
}

Status CatalogCheck::checkProducts(const CheckOptions &options, CheckReport &report)
{
    const qint64 all = m_state.productCount.load();
    quint32 last = 0;
    for (;;) {
        if (options.cancel.requested())
            return stopped();
        qint64 count = 0;
        const auto doubts = checkStretch(last, last, count, options, report);
        if (!doubts)
            return doubts.error();
        if (count == 0)
            return Done{};
        report.products += count;
        if (auto settled = settle(*doubts, options, report); !settled)
            return settled;
        options.progress(report.products, all);
    }
}

Status CatalogCheck::checkCounts(const CheckOptions &options, CheckReport &report)
{
    // On the writer's thread, where the counts in memory are those of the database.
    return m_writer.run([&](TruthWriter &truth) {
        Statement wrong(truth.database(),
                        "SELECT a.code, a.value_count, (SELECT count(*) FROM value v WHERE v.attribute = a.id) "
                        "FROM attribute a LEFT JOIN (SELECT attribute, count(*) AS n FROM value GROUP BY attribute) c "
                        "ON c.attribute = a.id WHERE a.value_count <> coalesce(c.n, 0)");
        QVector<Error> errors;
        while (wrong.step())
            errors.append(disagrees(QStringLiteral("the attribute \"%1\" counts %2 values and has %3")
                                        .arg(wrong.text(0)).arg(wrong.integer(1)).arg(wrong.integer(2)),
                                    wrong.text(0)));
        wrong.reset();
        if (!errors.isEmpty() && options.repair) {
            execute(truth.database(), "UPDATE attribute SET value_count = "
                                      "(SELECT count(*) FROM value WHERE value.attribute = attribute.id)");
            truth.reload(truth.touchedCount());
        }
        for (const Error &error : std::as_const(errors))
            report.add(error, options.repair);
    });
}

Status CatalogCheck::checkCompleteness(const CheckOptions &options, CheckReport &report)
{
    // On the writer's thread, where the index is as the database is.
    QVector<Error> errors;
    const Status compared = m_writer.run([&](TruthWriter &truth) {
        const catalog::FamilyCount count = truth.reader().familyCount();
        if (!count.finished())
            report.unchecked.append(catalog::completenessIsBeingCounted(count.products));
        std::map<double, qint64> rows;
        Statement each(truth.database(), "SELECT counts FROM completeness");
        while (each.step()) {
            for (const catalog::IndexValue &value : completenessValues(each.bytes(0)))
                ++rows[value.key];
        }
        const Status read = m_state.index.read(options.cancel, [&](const catalog::FacetIndex &index) -> Status {
            for (const auto &[key, products] : rows) {
                if (const qint64 known = index.count(catalog::CompletenessAttribute, key); known != products)
                    errors.append({ErrorCode::Corrupt, QStringLiteral("the filters find %1 products of a completeness that %2 have").arg(known).arg(products),
                                   m_state.indexFile(), QStringLiteral("Close the catalog, remove that file, and open it again")});
            }
            return Done{};
        });
        if (!read)
            throw SqliteFailure{read.error()};
    });
    for (const Error &error : std::as_const(errors))
        report.add(error, false);
    return compared;
}

Status CatalogCheck::checkStrayCards(const CheckOptions &options, CheckReport &report)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Status {
        for (int file = 0; file < CardFiles; ++file) {
            const auto keys = (*reader)->cardsWithoutProduct(file);
            for (const auto &[row, key] : keys) {
                if (options.repair)
                    (*reader)->removeCard(file, row, key);
                report.add(disagrees(QStringLiteral("a card is of no product"), QString::fromUtf8(key)), options.repair);
            }
        }
        return Done{};
    });
}

} // namespace vitrine::storage::sqlite
