#include "app/session/local_session.h"
#include "catalog/product_diff.h"
#include "ui/commands/field_access.h"
#include "ui/plan/query_plan.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;

/// What the History and Query plan screens ask for, asked of a real engine.
class LocalSessionTest : public QObject
{
    Q_OBJECT

    template <typename T>
    static Result<T> answer(QFuture<Result<T>> reply)
    {
        reply.waitForFinished();
        return reply.result();
    }
    static QString said(const Error &error) { return error.toString(); }

private slots:
    void initTestCase()
    {
        QVERIFY(m_dir.isValid());
        auto runtime = app::Runtime::open(m_dir.path());
        QVERIFY2(runtime.ok(), runtime.ok() ? "" : qPrintable(said(runtime.error())));
        m_runtime = *std::move(runtime);
        exchange::GenerateOptions options;
        options.products = 300;
        options.pictures = 0;
        QVERIFY(m_runtime->generate(options, [](const auto &) {}, {}).ok());
        m_session = std::make_unique<app::LocalSession>(*m_runtime);
        m_all = *answer(m_session->products().find({}, {}));
        QCOMPARE(m_all.size(), 300);
        m_key = (*answer(m_session->products().rows(m_all, 7, 1)))[0].key;
    }
    void cleanupTestCase()
    {
        m_session.reset(); // waits for what is running
        m_runtime.reset();
    }

    void aFamilyIsToldWithWhatIsMissing()
    {
        ui::FamilySession &families = m_session->products().families();
        catalog::FamilyDeclaration declared;
        declared.channels.append({QStringLiteral("SG"), QStringLiteral("Singapore"), {QStringLiteral("en")}});
        declared.families.append({QStringLiteral("things"), QStringLiteral("Things"), {QStringLiteral("serial"), QStringLiteral("brand")}, {QStringLiteral("serial"), QStringLiteral("brand")}, {}});
        const quint64 writes = m_runtime->writePool().snapshot().completed;
        QVERIFY(families.readOnlyReason().isEmpty());
        const auto counted = answer(families.declare(declared, {}));
        QVERIFY2(counted.ok() && counted->finished(), counted.ok() ? "" : qPrintable(said(counted.error())));
        QCOMPARE(families.progress().done, counted->products);
        QCOMPARE(m_runtime->writePool().snapshot().completed, writes + 2); // the declaration, and one step of counting
        const catalog::Edit edit{m_key, catalog::Edit::Field::Attribute, catalog::FamilyAttribute, {}, catalog::Value(catalog::OptionCode(QStringLiteral("things"))), {}};
        QVERIFY(answer(m_session->products().edit(edit)).ok());
        const catalog::Product product = *answer(m_session->products().product(m_key));
        const catalog::Family *family = families.model()->familyOf(product);
        QVERIFY(family);
        QCOMPARE(family->attributes, (QStringList{QStringLiteral("serial"), QStringLiteral("brand")}));
        const auto complete = answer(families.completeness(m_key, {}, {}));
        QVERIFY2(complete.ok(), complete.ok() ? "" : qPrintable(said(complete.error())));
        QCOMPARE(complete->places.first().missing, QStringList{QStringLiteral("serial")});
        QCOMPARE(answer(families.completeness(CancelToken()))->withFamily, 1);
        QCOMPARE(answer(families.completeness(ProductKey(QStringLiteral("nobody")), {}, {})).error().code, ErrorCode::NotFound);
    }

    void aStoppedCountingGoesOn()
    {
        ui::FamilySession &families = m_session->products().families();
        catalog::FamilyDeclaration declared = families.model()->declaration();
        declared.families[0].required.removeAll(QStringLiteral("serial"));
        CancelToken stopped;
        stopped.request();
        QCOMPARE(answer(families.declare(declared, stopped)).error().code, ErrorCode::Cancelled);
        QCOMPARE(families.model()->declaration(), declared); // it holds all the same
        QVERIFY(!answer(families.completeness(CancelToken()))->count.finished());
        QVERIFY(answer(families.count({})).ok());
        QVERIFY(answer(families.completeness(CancelToken()))->count.finished());
        catalog::Query query;
        query.facets = QStringList{QStringLiteral("complete")};
        const auto facets = answer(m_session->products().facets(query, {}));
        QVERIFY2(facets.ok(), facets.ok() ? "" : qPrintable(said(facets.error())));
        QCOMPARE(facets->attributes.first().values.first().count, 1);
        // What is refused changes nothing: the brands are options.
        declared.attributes.append({.code = QStringLiteral("brand"), .type = catalog::ValueType::Number});
        QCOMPARE(answer(families.declare(declared, {})).error().code, ErrorCode::Conflict);
        QVERIFY(families.model()->declaration() != declared);
    }

    void aVariantGetsItsOwnAndGivesItBack()
    {
        const catalog::Product product = *answer(m_session->products().product(m_key));
        const ui::FieldRef field{m_key, catalog::Edit::Field::Attribute, QStringLiteral("lining"), {}, product.variants.first().sku};
        QVERIFY(answer(m_session->products().edit(ui::makeEdit(field, catalog::Value(QStringLiteral("silk")), product.version))).ok());
        const catalog::Product changed = *answer(m_session->products().product(m_key));
        QCOMPARE(ui::readField(changed, field), std::optional<catalog::Value>(QStringLiteral("silk")));
        QVERIFY(answer(m_session->products().edit(ui::makeEdit(field, std::nullopt, changed.version))).ok());
        QVERIFY(!ui::readField(*answer(m_session->products().product(m_key)), field));
    }

    void aSetIsListedReadAndUndone()
    {
        ui::HistorySession &history = m_session->products().history();
        const catalog::Product before = *answer(m_session->products().product(m_key));
        const auto change = catalog::parseBulkChange(QStringLiteral("name~=a=>A"), {});
        QVERIFY(change.ok());
        const catalog::BulkEdit edit{m_all, QStringLiteral("everything"), {*change}};
        const auto preview = answer(history.preview(edit, {}));
        QVERIFY2(preview.ok(), preview.ok() ? "" : qPrintable(said(preview.error())));
        QCOMPARE(preview->products, 300);
        const auto set = answer(history.apply(edit, QStringLiteral("capitals"), {}));
        QVERIFY2(set.ok(), set.ok() ? "" : qPrintable(said(set.error())));
        QVERIFY(set->finished);
        QCOMPARE(set->changed, preview->changed);
        QCOMPARE(answer(history.sets(10, 0))->first().id, set->id);
        QCOMPARE(answer(history.sets(10, 0))->first().note.reason, QStringLiteral("capitals"));
        QVERIFY(!set->note.author.isEmpty());
        QCOMPARE(answer(history.ofSet(set->id, 1'000, 0))->size(), set->changed);
        QVERIFY(answer(history.refusedBy(set->id, 5))->isEmpty());
        QVERIFY(answer(m_session->products().product(m_key))->name != before.name);
        // As it was before, and one field of it back.
        const auto then = answer(history.productAt(m_key, set->atMs - 1));
        QVERIFY2(then.ok(), then.ok() ? "" : qPrintable(said(then.error())));
        QVERIFY(catalog::diff(*then, before).isEmpty());
        QVERIFY(answer(history.restore(answer(history.ofProduct(m_key, 1, 0))->first().id)).ok());
        QCOMPARE(answer(m_session->products().product(m_key))->name, before.name);

        const auto undone = answer(history.undo(set->id, {}));
        QVERIFY2(undone.ok(), undone.ok() ? "" : qPrintable(said(undone.error())));
        QCOMPARE(undone->undoes, set->id);
        QVERIFY(catalog::diff(*answer(m_session->products().product(m_key)), before).isEmpty());
        QCOMPARE(answer(history.undo(set->id, {})).error().code, ErrorCode::Conflict);
    }

    void aStoppedSetGoesOn()
    {
        ui::HistorySession &history = m_session->products().history();
        const auto change = catalog::parseBulkChange(QStringLiteral("stock=4321"), {});
        CancelToken cancel;
        cancel.request();
        const auto set = answer(history.apply({m_all, {}, {*change}}, {}, cancel));
        QVERIFY(set.ok());
        QVERIFY(!set->finished);
        const auto whole = answer(history.resume(set->id, {}));
        QVERIFY(whole.ok());
        QVERIFY(whole->finished);
        QCOMPARE(whole->changed, 300);
        QCOMPARE(answer(m_session->products().product(m_key))->variants[0].stock, 4321);
    }

    void aPlanIsExplainedAndItsJoinAsked()
    {
        const auto document = answer(m_session->plans().explain(m_key, {}));
        QVERIFY2(document.ok(), document.ok() ? "" : qPrintable(said(document.error())));
        const ui::QueryPlan plan = ui::readPlan(*document);
        QVERIFY(plan.database.startsWith(u"SQLite"));
        QVERIFY(plan.fetches.size() >= 5);
        QVERIFY(plan.join.tables > 10);
        QCOMPARE(plan.join.limit, plan.join.sqliteLimit);
        QVERIFY(!plan.join.sql.isEmpty() && !plan.fetches[0].sql.isEmpty() && !plan.fetches[0].tables.isEmpty());
        const auto rows = answer(m_session->plans().tryJoin(m_key, {}));
        if (plan.join.tables <= plan.join.limit)
            QVERIFY2(rows.ok() && *rows > 0, rows.ok() ? "" : qPrintable(said(rows.error())));
        else
            QVERIFY(!rows.ok());
        QCOMPARE(answer(m_session->plans().explain(ProductKey(QStringLiteral("nobody")), {})).error().code, ErrorCode::NotFound);
    }

private:
    QTemporaryDir m_dir;
    std::unique_ptr<app::Runtime> m_runtime;
    std::unique_ptr<app::LocalSession> m_session;
    catalog::ResultSet m_all;
    ProductKey m_key;
};

QTEST_GUILESS_MAIN(LocalSessionTest)
#include "tst_local_session.moc"
