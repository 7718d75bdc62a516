#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// One value at a time: what it was, what it becomes everywhere, and back again.
class TestEdit : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        auto opened = SqliteCatalog::open(m_dir->path());
        QVERIFY(opened.ok());
        m_catalog = std::move(opened).value();
        QVERIFY(m_catalog->ports().writer.upsert({m_product, test::sampleProduct(4)}).ok());
    }
    void cleanup() { m_catalog.reset(); }

    void changesAndUndoes_data();
    void changesAndUndoes();
    void conflictChangesNothing();
    void sameValueKeepsTheVersion();
    void refuses_data();
    void refuses();
    void reachesTextAndOrder();

private:
    qint64 found(const QString &text)
    {
        Query query;
        query.text = text;
        return m_catalog->ports().search.find(query, {})->size();
    }

    const Product m_product = test::sampleProduct(1);
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<SqliteCatalog> m_catalog;
};

void TestEdit::changesAndUndoes_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("locale");
    QTest::addColumn<int>("kind");
    const auto row = [](const char *name, Edit::Field field, const char *code, const char *locale, int kind) {
        QTest::newRow(name) << int(field) << QString::fromLatin1(code) << QString::fromLatin1(locale) << kind;
    };
    row("name", Edit::Field::Name, "", "", 0);
    row("text", Edit::Field::Attribute, "description", "", 0);
    row("text in a language", Edit::Field::Attribute, "description", "th_TH", 0);
    row("text in a new language", Edit::Field::Attribute, "description", "vi_VN", 0);
    row("number", Edit::Field::Attribute, "weight", "", 1);
    row("boolean", Edit::Field::Attribute, "washable", "", 2);
    row("date", Edit::Field::Attribute, "released", "", 3);
    row("option", Edit::Field::Attribute, "brand", "", 4);
    row("nothing", Edit::Field::Attribute, "weight", "", -1);
    row("price", Edit::Field::PriceMinor, "SG", "", 1);
    row("price everywhere", Edit::Field::PriceMinor, "", "", 1);
    row("stock", Edit::Field::Stock, "P-00001-M", "", 1);
}

void TestEdit::changesAndUndoes()
{
    QFETCH(int, field);
    QFETCH(QString, code);
    QFETCH(QString, locale);
    QFETCH(int, kind);
    static const QVector<Value> values = {QStringLiteral("shiny new"), 4711.0, true, QDate(1999, 12, 31),
                                          OptionCode(QStringLiteral("newbrand"))};
    Edit edit{m_product.key, Edit::Field(field), code, {{}, locale}, {}, 1u};
    if (kind >= 0)
        edit.value = values[kind];
    auto ports = m_catalog->ports();

    const auto done = ports.writer.edit(edit);
    QVERIFY2(done.ok(), done.ok() ? "" : qPrintable(done.error().toString()));
    QCOMPARE(done->version, 2u);
    const Product changed = *ports.products.product(m_product.key);
    QVERIFY(changed != test::asStored(m_product, 1));
    QCOMPARE(changed.version, 2u);
    QCOMPARE(ports.cards.card(m_product.key)->json, assembleCard(changed));

    Edit undo = edit;
    undo.value = done->previous;
    undo.expectedVersion = done->version;
    const auto undone = ports.writer.edit(undo);
    QVERIFY(undone.ok());
    QCOMPARE(undone->previous.has_value(), edit.value.has_value());
    // Equal but for the version: a value that comes back stands at the end, which the digest does not mind.
    QCOMPARE((*ports.writer.upsert({m_product}))[0].outcome, Outcome::Unchanged);
    QCOMPARE(ports.products.product(m_product.key)->version, 3u);
}

void TestEdit::conflictChangesNothing()
{
    auto ports = m_catalog->ports();
    Edit edit{m_product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("mine")), 1u};
    QVERIFY(ports.writer.edit(edit).ok());
    edit.value = QStringLiteral("theirs");
    const auto refused = ports.writer.edit(edit);
    QCOMPARE(refused.error().code, ErrorCode::PreconditionFailed);
    QVERIFY(!refused.error().remedy.isEmpty());
    QCOMPARE(ports.products.product(m_product.key)->name, QStringLiteral("mine"));
}

void TestEdit::sameValueKeepsTheVersion()
{
    const auto receipt =
        m_catalog->ports().writer.edit({m_product.key, Edit::Field::Name, {}, {}, Value(m_product.name), {}});
    QCOMPARE(receipt->version, 1u);
    QVERIFY(receipt->previous == Value(m_product.name));
}

void TestEdit::refuses_data()
{
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("code");
    QTest::addColumn<double>("number");
    const auto row = [](const char *name, Edit::Field field, const char *code, double number) {
        QTest::newRow(name) << int(field) << QString::fromLatin1(code) << number;
    };
    row("a name that is a number", Edit::Field::Name, "", 1);
    row("a number in a text attribute", Edit::Field::Attribute, "description", 1);
    row("an attribute without a code", Edit::Field::Attribute, "", 1);
    row("a number that is none", Edit::Field::Attribute, "weight", qQNaN());
    row("a price in no channel of it", Edit::Field::PriceMinor, "TH", 1);
    row("half a cent", Edit::Field::PriceMinor, "SG", 0.5);
    row("a negative price", Edit::Field::PriceMinor, "SG", -1);
    row("stock of another variant", Edit::Field::Stock, "P-00004-M", 1);
    row("more stock than there can be", Edit::Field::Stock, "P-00001-M", 1e300);
}

void TestEdit::refuses()
{
    QFETCH(int, field);
    QFETCH(QString, code);
    QFETCH(double, number);
    auto ports = m_catalog->ports();
    const auto refused = ports.writer.edit({m_product.key, Edit::Field(field), code, {}, Value(number), {}});
    QVERIFY(!refused.ok());
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(!refused.error().what.isEmpty());
    QVERIFY(*ports.products.product(m_product.key) == test::asStored(m_product, 1));
    // The writer works on after a refusal.
    QVERIFY(ports.writer.edit({m_product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("fine")), {}})
                .ok());
    QCOMPARE(ports.writer.edit({ProductKey(QStringLiteral("none")), Edit::Field(field), code, {}, {}, {}})
                 .error()
                 .code,
             ErrorCode::NotFound);
}

void TestEdit::reachesTextAndOrder()
{
    auto ports = m_catalog->ports();
    QCOMPARE(found(QStringLiteral("umbrella")), 0);
    QVERIFY(
        ports.writer.edit({m_product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Umbrella")), {}})
            .ok());
    QCOMPARE(found(QStringLiteral("umbrella")), 1);
    QCOMPARE(found(QStringLiteral("\"number 1\"")), 0);

    Query byName;
    byName.sort = SortBy::Name;
    byName.descending = true;
    const auto first = [&] { return ports.search.rows(*ports.search.find(byName, {}), 0, 1)->first(); };
    QCOMPARE(first().name, QStringLiteral("Umbrella"));
    QVERIFY(ports.writer.edit({m_product.key, Edit::Field::Name, {}, {}, Value(QStringLiteral("Anorak")), {}})
                .ok());
    QVERIFY(first().key == test::sampleProduct(4).key);

    Query cheap;
    cheap.priceToMinor = 5;
    QCOMPARE(ports.search.find(cheap, {})->size(), 0);
    QVERIFY(
        ports.writer.edit({m_product.key, Edit::Field::PriceMinor, QStringLiteral("SG"), {}, Value(3.0), {}})
            .ok());
    QCOMPARE(ports.search.find(cheap, {})->size(), 1);
}

QTEST_GUILESS_MAIN(TestEdit)
#include "tst_edit.moc"
