#include "catalog/focal_point.h"
#include "catalog/history.h"
#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"
#include "support/manual_clock.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// Focal points belong to a product's pictures, and are at hand for whoever crops.
class TestFocalPoints : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        open();
        QVERIFY(m_catalog->ports().writer.upsert({shows(QStringLiteral("A")), shows(QStringLiteral("B"))}).ok());
    }
    void cleanup() { m_catalog.reset(); }

    void isSetByAnEditAndThereAfterARestart()
    {
        QVERIFY(m_catalog->ports().focalPoints->isEmpty());
        const auto receipt = edit(QStringLiteral("A"), QStringLiteral("0.25 0.4"));
        QVERIFY(receipt.ok());
        QVERIFY(!receipt->previous);
        QVERIFY(focus() == (FocalPoint{0.25, 0.4}));
        QVERIFY(product(QStringLiteral("A")).images[0].focus == (FocalPoint{0.25, 0.4}));
        QVERIFY(m_catalog->ports().cards.card(ProductKey(QStringLiteral("A")))->json.contains("focus"));
        open();
        QVERIFY(focus() == (FocalPoint{0.25, 0.4}));
        const auto again = edit(QStringLiteral("A"), std::nullopt);
        QVERIFY(again.ok());
        QVERIFY(again->previous == std::optional(Value(QStringLiteral("0.25 0.4"))));
        QVERIFY(!focus());
        open();
        QVERIFY(m_catalog->ports().focalPoints->isEmpty());
    }

    void theProductThatWasChangedLastSaysWhere()
    {
        QVERIFY(edit(QStringLiteral("A"), QStringLiteral("0.1 0.1")).ok());
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(edit(QStringLiteral("B"), QStringLiteral("0.9 0.9")).ok());
        QVERIFY(focus() == (FocalPoint{0.9, 0.9}));
        open();
        QVERIFY(focus() == (FocalPoint{0.9, 0.9}));
        // Any change, and the same after a restart as before it.
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(m_catalog->ports().writer.edit({ProductKey(QStringLiteral("A")), Edit::Field::Name, {}, {}, Value(QStringLiteral("new")), {}}).ok());
        QVERIFY(focus() == (FocalPoint{0.1, 0.1}));
        open();
        QVERIFY(focus() == (FocalPoint{0.1, 0.1}));
        m_clock.advance(std::chrono::seconds(1));
        QVERIFY(m_catalog->ports().writer.edit({ProductKey(QStringLiteral("B")), Edit::Field::Name, {}, {}, Value(QStringLiteral("new")), {}}).ok());
        QVERIFY(focus() == (FocalPoint{0.9, 0.9}));
        QVERIFY(m_catalog->ports().writer.remove(ProductKey(QStringLiteral("B")), {}, {}).ok());
        QVERIFY(focus() == (FocalPoint{0.1, 0.1}));
    }

    void isUndone()
    {
        QVERIFY(edit(QStringLiteral("A"), QStringLiteral("0.25 0.4"), {QStringLiteral("me"), {}}).ok());
        ProductHistory &history = *m_catalog->ports().history;
        const auto sets = history.sets(1, 0);
        QVERIFY(sets.ok() && sets->size() == 1);
        const auto undo = history.beginUndo(sets->first().id, {});
        QVERIFY(undo.ok());
        QVERIFY(history.advance(undo->id, 100).ok());
        QVERIFY(!focus());
        QVERIFY(!product(QStringLiteral("A")).images[0].focus);
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("image");
        QTest::addColumn<QString>("text");
        QTest::newRow("another picture") << QString(32, u'0') << QStringLiteral("0.5 0.5");
        QTest::newRow("outside") << Image << QStringLiteral("0.5 1.5");
        QTest::newRow("no numbers") << Image << QStringLiteral("left top");
    }
    void refuses()
    {
        QFETCH(QString, image);
        QFETCH(QString, text);
        const auto refused = m_catalog->ports().writer.edit({ProductKey(QStringLiteral("A")), Edit::Field::Focus, image, {}, Value(text), {}});
        QVERIFY(!refused.ok());
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().where, QStringLiteral("focus"));
        QVERIFY(m_catalog->ports().focalPoints->isEmpty());
    }

    void anOldCatalogGetsThem()
    {
        m_catalog.reset();
        sqlite3 *database = nullptr;
        QCOMPARE(sqlite3_open(qPrintable(m_dir->filePath(QStringLiteral("catalog.db"))), &database), SQLITE_OK);
        char *error = nullptr;
        QVERIFY2(sqlite3_exec(database,
                              "DROP TABLE families; DROP TABLE completeness; DROP INDEX image_by_focus; ALTER TABLE image DROP COLUMN focus_x; ALTER TABLE image DROP COLUMN focus_y; "
                              "PRAGMA user_version=3;",
                              nullptr, nullptr, &error) == SQLITE_OK,
                 error);
        sqlite3_close(database);
        open();
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(product(QStringLiteral("A")).images.size(), 1);
        QVERIFY(edit(QStringLiteral("A"), QStringLiteral("0.25 0.4")).ok());
        QVERIFY(focus());
    }

private:
    static inline const QString Image = QStringLiteral("abcdef0123456789abcdef0123456789");

    static Product shows(const QString &key)
    {
        Product product = test::sampleProduct(1);
        product.key = ProductKey(key);
        product.variants.clear();
        product.images = {{ImageId(Image), 800, 600}};
        return product;
    }
    void open()
    {
        m_catalog.reset();
        storage::sqlite::Options options;
        options.clock = &m_clock;
        auto opened = SqliteCatalog::open(m_dir->path(), options);
        QVERIFY2(opened.ok(), opened ? "" : qPrintable(opened.error().toString()));
        m_catalog = std::move(opened).value();
    }
    Result<EditReceipt> edit(const QString &key, const std::optional<QString> &text, const ChangeNote &note = {})
    {
        Edit edit{ProductKey(key), Edit::Field::Focus, Image, {}, {}, {}, note};
        if (text)
            edit.value = Value(*text);
        return m_catalog->ports().writer.edit(edit);
    }
    Product product(const QString &key) { return *m_catalog->ports().products.product(ProductKey(key)); }
    std::optional<FocalPoint> focus() { return m_catalog->ports().focalPoints->find(ImageId(Image)); }

    test::ManualClock m_clock;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

QTEST_GUILESS_MAIN(TestFocalPoints)
#include "tst_focal_points.moc"
