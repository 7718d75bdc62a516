#include "storage/mysql/own_check.h"

#include "catalog/product_rules.h"
#include "storage/mysql/completeness_rows.h"
#include "storage/mysql/insert_rows.h"
#include "storage/mysql/set_rows.h"

#include <array>

namespace vitrine::storage::mysql {

using namespace catalog;

namespace {

constexpr int StretchProducts = 500;
/// One statement looks through a whole table.
constexpr std::chrono::minutes Patience{10};

constexpr std::array PartTables{"\"value\"", "price", "variant", "image", "product_category", "completeness"};

Error disagrees(const QString &what, const QString &where)
{
    return {ErrorCode::Corrupt, what, where, QStringLiteral("vitrined doctor --repair makes it again")};
}

Error damaged(const QString &what, const QString &where)
{
    return {ErrorCode::Corrupt, what, where,
            QStringLiteral("Restore the database from its backup, or export what can be read and import it into a new one")};
}

QString textAt(const plan::RowSet &rows, size_t row, int column)
{
    return QString::fromUtf8(plan::textOf(rows.at(row, column)));
}

} // namespace

OwnCheck::OwnCheck(const MysqlAddress &address) : m_transactions(address, {1, Patience, Patience, 12}), m_terms(m_transactions), m_rules(m_transactions) {}

Result<plan::RowSet> OwnCheck::ask(const QByteArray &sql)
{
    return m_transactions.run<plan::RowSet>(QStringLiteral("checking the catalog"), [&](WriteTransaction &transaction) { return transaction.ask(sql); });
}

Status OwnCheck::change(const std::function<QByteArrayList(quint64)> &statements)
{
    return m_transactions.run<Done>(QStringLiteral("repairing the catalog"), [&](WriteTransaction &transaction) {
        transaction.write(statements(transaction.token()));
        return Done{};
    });
}

Result<CheckReport> OwnCheck::run(const CheckOptions &options)
{
    CheckReport report;
    for (const auto step : {&OwnCheck::checkTwice, &OwnCheck::checkStrayRows, &OwnCheck::checkCounts, &OwnCheck::checkNames,
                            &OwnCheck::checkFamilies, &OwnCheck::checkProducts}) {
        if (options.cancel.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the check was stopped"), {}, {}};
        if (Status status = (this->*step)(options, report); !status)
            return status.error();
    }
    report.unchecked.append(QStringLiteral("lists and filters: each process reads them from the tables"));
    return report;
}

/// Products that are there and removed at once. Each statement sees one moment.
Status OwnCheck::checkTwice(const CheckOptions &options, CheckReport &report)
{
    const auto rows = ask("SELECT r.id, p.\"key\" FROM removed r JOIN product p ON p.id = r.id UNION "
                          "SELECT r.id, p.\"key\" FROM removed r JOIN product p ON p.\"key\" = r.\"key\"");
    if (!rows)
        return rows.error();
    for (size_t row = 0; row < rows->rows(); ++row) {
        const QByteArray id = QByteArray::number(plan::wholeOf(rows->at(row, 0)));
        if (options.repair) {
            if (Status done = change([&](quint64 token) {
                    return QByteArrayList{"DELETE FROM removed WHERE id = " + id + " AND EXISTS (SELECT 1 FROM product p WHERE p.id = removed.id OR p.\"key\" = removed.\"key\")",
                                          loggedChange(LogsToken, 0, token)};
                });
                !done)
                return done;
        }
        report.add(disagrees(QStringLiteral("the product is there and removed"), textAt(*rows, row, 1)), options.repair);
    }
    return Done{};
}

/// Parts of products that are not there.
Status OwnCheck::checkStrayRows(const CheckOptions &options, CheckReport &report)
{
    for (const char *table : PartTables) {
        const auto rows = ask(QByteArray("SELECT DISTINCT x.product FROM ") + table + " x LEFT JOIN product p ON p.id = x.product WHERE p.id IS NULL");
        if (!rows)
            return rows.error();
        for (size_t row = 0; row < rows->rows(); ++row) {
            const QByteArray id = QByteArray::number(plan::wholeOf(rows->at(row, 0)));
            if (options.repair) {
                const Status done = change([&](quint64 token) {
                    return QByteArrayList{QByteArray("DELETE FROM ") + table + " WHERE product = " + id +
                                              " AND NOT EXISTS (SELECT 1 FROM product p WHERE p.id = " + id + ')',
                                          loggedChange(LogsToken, 0, token)};
                });
                if (!done)
                    return done;
            }
            report.add(disagrees(QStringLiteral("rows are of no product"), QStringLiteral("%1, product %2").arg(QLatin1String(table), QLatin1String(id))),
                       options.repair);
        }
    }
    return Done{};
}

Status OwnCheck::checkCounts(const CheckOptions &options, CheckReport &report)
{
    // Both sums of one moment: what is missing is added, whatever others count meanwhile.
    const auto rows = ask("SELECT a.id, a.code, coalesce(c.n, 0), coalesce(v.n, 0) FROM attribute a "
                          "LEFT JOIN (SELECT attribute, sum(number) AS n FROM attribute_count GROUP BY attribute) c ON c.attribute = a.id "
                          "LEFT JOIN (SELECT attribute, count(*) AS n FROM \"value\" GROUP BY attribute) v ON v.attribute = a.id "
                          "WHERE coalesce(c.n, 0) <> coalesce(v.n, 0)");
    if (!rows)
        return rows.error();
    for (size_t row = 0; row < rows->rows(); ++row) {
        const qint64 counted = plan::wholeOf(rows->at(row, 2)), has = plan::wholeOf(rows->at(row, 3));
        if (options.repair) {
            const Status done = change([&](quint64 token) {
                return QByteArrayList{"INSERT INTO attribute_count VALUES (" + QByteArray::number(plan::wholeOf(rows->at(row, 0))) + ", 0, " +
                                          QByteArray::number(has - counted) + ") ON DUPLICATE KEY UPDATE number = number + VALUES(number)",
                                      loggedChange(LogsTerms, 0, token)};
            });
            if (!done)
                return done;
        }
        report.add(disagrees(QStringLiteral("the attribute \"%1\" counts %2 values and has %3").arg(textAt(*rows, row, 1)).arg(counted).arg(has),
                             textAt(*rows, row, 1)),
                   options.repair);
    }
    return Done{};
}

/// Values that name an attribute, a scope, an option or a category that is not there cannot be read.
Status OwnCheck::checkNames(const CheckOptions &, CheckReport &report)
{
    const auto rows = ask("SELECT DISTINCT v.product, p.\"key\" FROM \"value\" v JOIN product p ON p.id = v.product LEFT JOIN attribute a ON a.id = v.attribute "
                          "LEFT JOIN scope s ON s.id = v.scope LEFT JOIN attribute_option o ON o.id = v.whole AND a.type = 4 "
                          "WHERE a.id IS NULL OR s.id IS NULL OR (a.type = 4 AND o.id IS NULL) UNION "
                          "SELECT DISTINCT x.product, p.\"key\" FROM product_category x JOIN product p ON p.id = x.product "
                          "LEFT JOIN category c ON c.id = x.category WHERE c.id IS NULL");
    if (!rows)
        return rows.error();
    for (size_t row = 0; row < rows->rows(); ++row) {
        m_nameless.insert(quint32(plan::wholeOf(rows->at(row, 0))));
        report.add(damaged(QStringLiteral("a value of the product names an attribute, option, scope or category that is not there"), textAt(*rows, row, 1)), false);
    }
    return Done{};
}

Status OwnCheck::checkFamilies(const CheckOptions &, CheckReport &report)
{
    const auto count = ask("SELECT f.generation, c.counted, c.count_to FROM families f JOIN family_count c ON c.one = f.one");
    if (!count)
        return count.error();
    if (count->rows() == 0)
        report.add(damaged(QStringLiteral("the row of the families is missing"), QStringLiteral("families")), false);
    else if (plan::wholeOf(count->at(0, 1)) < plan::wholeOf(count->at(0, 2)))
        report.unchecked.append(completenessIsBeingCounted(plan::wholeOf(count->at(0, 2))));
    return m_rules.load();
}

QVector<OwnCheck::Doubt> OwnCheck::look(WriteTransaction &transaction, const QVector<quint32> &ids, const CheckOptions &options, CheckReport *report)
{
    ProductRows rows(transaction, m_terms, 0);
    auto heads = rows.heads(ids);
    heads.removeIf([](const auto &head) { return head->isGone; });
    if (heads.isEmpty())
        return {};
    const auto products = rows.products(heads);
    QHash<quint32, quint32> versions;
    const plan::RowSet last = transaction.ask("SELECT product, max(version) FROM history WHERE product IN " + listOf(ids) + " GROUP BY product");
    for (size_t row = 0; row < last.rows(); ++row)
        versions.insert(quint32(plan::wholeOf(last.at(row, 0))), quint32(plan::wholeOf(last.at(row, 1))));
    const plan::RowSet counting = transaction.ask("SELECT f.generation, c.counted, c.count_to FROM families f JOIN family_count c ON c.one = f.one");
    const auto families = m_rules.get();
    const bool areThese = counting.rows() > 0 && quint64(plan::wholeOf(counting.at(0, 0))) == families->generation;
    const auto isCounted = [&](quint32 id) { return areThese && (id <= plan::wholeOf(counting.at(0, 1)) || id > plan::wholeOf(counting.at(0, 2))); };
    const auto completeness = completenessOf(transaction, ids);
    QVector<Doubt> doubts;
    for (auto head = heads.cbegin(); head != heads.cend(); ++head) {
        const Product &product = products[head.key()];
        Doubt doubt{head.key(), *head, {}, versions.value(head->id), {}};
        if (const QByteArray digest = fingerprint(product); digest != head->fingerprint)
            doubt.fingerprint = digest;
        if (const QByteArray counts = families->stored(product); isCounted(head->id) && counts != completeness.value(head->id))
            doubt.completeness = counts;
        if (!doubt.fingerprint.isEmpty() || doubt.version != head->version || doubt.completeness)
            doubts.append(doubt);
        if (!options.hasOriginal || !report)
            continue;
        for (const ImageRef &image : product.images) {
            if (!options.hasOriginal(image.id.toString()))
                report->add({ErrorCode::NotFound, QStringLiteral("the original of picture %1 is missing").arg(image.id.toString()),
                             head.key().toString(), QStringLiteral("Put the same picture again")},
                            false);
        }
    }
    return doubts;
}

Status OwnCheck::repair(const Doubt &doubt)
{
    return m_transactions.run<Done>(doubt.key.toString(), [&](WriteTransaction &transaction) {
        // Whoever writes it, or declares other families, waits.
        const auto held = transaction.write({OwnRules::holding(), "SELECT version FROM product WHERE id = " + QByteArray::number(doubt.head.id) + " FOR UPDATE"});
        if (held[1].rows.rows() == 0 || quint32(plan::wholeOf(held[1].rows.at(0, 0))) != doubt.head.version)
            return Done{}; // it was written meanwhile, with all that belongs to it
        QByteArrayList sets;
        if (!doubt.fingerprint.isEmpty())
            sets.append("fingerprint = " + literalOf(doubt.fingerprint));
        if (doubt.version > doubt.head.version)
            sets.append("version = " + QByteArray::number(doubt.version));
        QByteArrayList statements;
        if (!sets.isEmpty())
            statements.append("UPDATE product SET " + sets.join(", ") + " WHERE id = " + QByteArray::number(doubt.head.id));
        const bool areThese = held[0].rows.rows() > 0 && quint64(plan::wholeOf(held[0].rows.at(0, 0))) == m_rules.get()->generation;
        if (doubt.completeness && areThese)
            statements.append(doubt.completeness->isEmpty()
                                  ? "DELETE FROM completeness WHERE product = " + QByteArray::number(doubt.head.id)
                                  : "REPLACE INTO completeness VALUES (" + QByteArray::number(doubt.head.id) + ',' + literalOf(*doubt.completeness) + ')');
        transaction.defer(statements + QByteArrayList{loggedChange(doubt.head.id, 0, transaction.token())});
        return Done{};
    });
}

/// A product may have been written between two of the statements that looked at it. A fault is what two looks see alike.
Status OwnCheck::settle(const Doubt &first, const CheckOptions &options, CheckReport &report)
{
    Doubt doubt = first;
    while (true) {
        const auto again = m_transactions.run<QVector<Doubt>>(doubt.key.toString(), [&](WriteTransaction &transaction) {
            return look(transaction, {doubt.head.id}, options, nullptr);
        });
        if (!again)
            return again.error();
        if (again->isEmpty())
            return Done{};
        if (again->first() == doubt)
            break;
        doubt = again->first();
    }
    const QString key = doubt.key.toString();
    const bool isBehind = doubt.version > doubt.head.version, lacksHistory = !isBehind && doubt.version != doubt.head.version;
    const bool isNameless = m_nameless.contains(doubt.head.id);
    if (isNameless)
        doubt.fingerprint.clear(); // is told already, and cannot be right
    const bool isRepaired = options.repair && (isBehind || !doubt.fingerprint.isEmpty() || doubt.completeness);
    if (isRepaired) {
        if (Status repaired = repair(doubt); !repaired)
            return repaired;
    }
    if (!doubt.fingerprint.isEmpty())
        report.add(disagrees(QStringLiteral("the product's digest is not that of its values"), key), isRepaired);
    if (doubt.completeness)
        report.add(disagrees(QStringLiteral("the product's completeness is not of its values"), key), isRepaired);
    if (isBehind)
        report.add(disagrees(QStringLiteral("the product is at version %1 and its history at %2").arg(doubt.head.version).arg(doubt.version), key), isRepaired);
    else if (lacksHistory)
        report.add(damaged(QStringLiteral("the product is at version %1 and its history ends at %2").arg(doubt.head.version).arg(doubt.version), key), false);
    return Done{};
}

Status OwnCheck::checkProducts(const CheckOptions &options, CheckReport &report)
{
    const auto count = ask("SELECT count(*) FROM product");
    if (!count)
        return count.error();
    for (quint32 last = 0;;) {
        if (options.cancel.requested())
            return Error{ErrorCode::Cancelled, QStringLiteral("the check was stopped"), {}, {}};
        const auto next = ask("SELECT id FROM product WHERE id > " + QByteArray::number(last) + " ORDER BY id LIMIT " + QByteArray::number(StretchProducts));
        if (!next)
            return next.error();
        QVector<quint32> ids;
        for (size_t row = 0; row < next->rows(); ++row)
            ids.append(quint32(plan::wholeOf(next->at(row, 0))));
        if (ids.isEmpty())
            return Done{};
        last = ids.last();
        CheckReport pictures;
        const auto doubts = m_transactions.run<QVector<Doubt>>(QStringLiteral("checking products"), [&](WriteTransaction &transaction) {
            pictures = {};
            return look(transaction, ids, options, &pictures);
        });
        if (!doubts)
            return doubts.error();
        for (const CheckFinding &finding : std::as_const(pictures.findings))
            report.add(finding.error, false);
        for (const Doubt &doubt : *doubts) {
            if (Status settled = settle(doubt, options, report); !settled)
                return settled;
        }
        report.products += ids.size();
        options.progress(report.products, plan::wholeOf(count->at(0, 0)));
    }
}

} // namespace vitrine::storage::mysql
