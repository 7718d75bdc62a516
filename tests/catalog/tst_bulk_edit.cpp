#include "catalog/bulk_edit.h"
#include "catalog/product_rules.h"
#include "catalog/support/sample_products.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;

/// The changes of a bulk edit and the difference of two states, without a store.
class TestBulkEdit : public QObject
{
    Q_OBJECT

private slots:
    void readsAndWritesTheSame_data();
    void readsAndWritesTheSame();
    void refusesToRead_data();
    void refusesToRead();
    void changes_data();
    void changes();
    void refusalChangesNothing();
    void differenceLeadsThereAndBack();
    void placesThatAreGoneAreNamed();
    void pricesReadAsMoney();

private:
    static QVector<Attribute> schema()
    {
        return {{QStringLiteral("brand"), {}, ValueType::Option, {}, 1},
                {QStringLiteral("description"), {}, ValueType::Text, {}, 1},
                {QStringLiteral("released"), {}, ValueType::Date, {}, 1},
                {QStringLiteral("washable"), {}, ValueType::Boolean, {}, 1},
                {QStringLiteral("weight"), {}, ValueType::Number, {}, 1}};
    }
};

void TestBulkEdit::readsAndWritesTheSame_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("written");
    const auto row = [](const char *typed, const char *written = nullptr) {
        QTest::newRow(typed) << QString::fromUtf8(typed) << QString::fromUtf8(written ? written : typed);
    };
    row("name=New = better");
    row("name~=old=>new");
    row("name~=old=>");
    row("price=9.9");
    row("price:SG+=5%^0.05");
    row("price-=5%");
    row("price:TH-=1");
    row("stock=0");
    row("stock+=10");
    row("categories+=Men/Tops");
    row("categories-=Men/Tops");
    row("attr.weight=12.50", "attr.weight:number=12.5");
    row("attr.weight+=1", "attr.weight:number+=1");
    row("attr.description/th_TH=กันน้ำ", "attr.description:text/th_TH=กันน้ำ");
    row("attr.description@SG/th_TH~=a=>b", "attr.description:text@SG/th_TH~=a=>b");
    row("attr.brand=hp", "attr.brand:option=hp");
    row("attr.released=2024-02-29", "attr.released:date=2024-02-29");
    row("attr.washable=false", "attr.washable:boolean=false");
    row("attr.weight=", "attr.weight:number=");
    row("attr.fresh:number=1");
    row("attr.fresh=1", "attr.fresh:text=1");
}

void TestBulkEdit::readsAndWritesTheSame()
{
    QFETCH(QString, typed);
    QFETCH(QString, written);
    const auto change = parseBulkChange(typed, schema());
    QVERIFY2(change.ok(), change.ok() ? "" : qPrintable(change.error().toString()));
    QCOMPARE(toText(*change), written);
    // What is stored is read back without the catalog's attributes.
    QVERIFY(*parseBulkChange(written, {}) == *change);
}

void TestBulkEdit::refusesToRead_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("named");
    const auto row = [](const char *typed, const char *named) {
        QTest::newRow(typed[0] ? typed : "nothing") << QString::fromUtf8(typed) << QString::fromUtf8(named);
    };
    row("", "no change");
    row("=5", "no change");
    row("name", "no change");
    row("colour=red", "colour");
    row("attr.=x", "attribute code");
    row("attr.weight=heavy", "heavy");
    row("attr.weight=nan", "nan");
    row("attr.weight:text=1", "number attribute");
    row("attr.weight:mass=1", "mass");
    row("attr.released=31.12.2024", "31.12.2024");
    row("attr.washable=yes", "yes");
    row("attr.brand+=1", "number");
    row("attr.weight~=1=>2", "text");
    row("name~=only", "OLD=>NEW");
    row("name~==>new", "OLD=>NEW");
    row("categories=Men", "+=");
    row("categories+=", "+=");
    row("price=-1", "negative");
    row("price=cheap", "cheap");
    row("price+=5%^0", "round");
    row("stock=-3", "negative");
}

void TestBulkEdit::refusesToRead()
{
    QFETCH(QString, typed);
    QFETCH(QString, named);
    const auto change = parseBulkChange(typed, schema());
    QVERIFY(!change.ok());
    QCOMPARE(change.error().code, ErrorCode::InvalidArgument);
    QVERIFY2(change.error().what.contains(named), qPrintable(change.error().what));
    QVERIFY(!change.error().remedy.isEmpty() || change.error().what.contains(u"attribute code"));
}

void TestBulkEdit::changes_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QStringList>("expected"); // what differs afterwards
    const auto row = [](const char *text, const QStringList &expected) { QTest::newRow(text) << QString::fromUtf8(text) << expected; };
    // Sample 1: 10.37 SGD in SG, 150001 VND everywhere, 9.01 SGD of variant S; stock 1 and 2; weight 0.25.
    row("name=Coat", {QStringLiteral("name=Coat")});
    row("name~=number=>no.", {QStringLiteral("name=Jacket no. 1 \"warm\"")});
    row("name~=absent=>x", {});
    row("price:SG+=5%", {QStringLiteral("price SG=1089")});
    row("price:SG+=5%^0.05", {QStringLiteral("price SG=1090")});
    row("price=20", {QStringLiteral("price SG=2000"), QStringLiteral("price=20"), QStringLiteral("P-00001-S: price=2000")});
    row("price:TH=1", {});
    row("stock=2", {QStringLiteral("stock P-00001-S=2")});
    row("attr.weight+=1", {QStringLiteral("weight=1.25")});
    row("attr.weight-=100%", {QStringLiteral("weight=0")});
    row("attr.weight=", {QStringLiteral("weight=")});
    row("attr.absent:number+=1", {});
    row("attr.absent:number=1", {QStringLiteral("absent=1")});
    row("attr.description@SG=x", {QStringLiteral("description SG=x")});
    row("categories+=Sale", {QStringLiteral("categories=Men/Tops, Men/Tops/Jackets, Sale")});
    row("categories+=Men/Tops", {});
    row("categories-=Men/Tops", {QStringLiteral("categories=Men/Tops/Jackets")});
}

void TestBulkEdit::changes()
{
    QFETCH(QString, text);
    QFETCH(QStringList, expected);
    const Product before = test::sampleProduct(1);
    Product after = before;
    QVERIFY(applyBulk(after, {*parseBulkChange(text, schema())}).ok());
    QStringList found;
    for (const FieldChange &change : diff(before, after))
        found.append(placeName(change.place) + u'=' + readable(change.after));
    QCOMPARE(found, expected);
}

void TestBulkEdit::refusalChangesNothing()
{
    const Product before = test::sampleProduct(1);
    for (const char *text : {"price-=500", "stock-=2", "attr.brand:text~=a=>b", "name~=Jacket number 1 \"warm\"=>"}) {
        Product after = before;
        // The first change of two goes well: it is not kept either.
        const auto applied = applyBulk(after, {*parseBulkChange(QStringLiteral("categories+=New"), {}),
                                               *parseBulkChange(QString::fromLatin1(text), {})});
        QCOMPARE(applied.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!applied.error().where.isEmpty());
        QVERIFY(after == before);
    }
}

void TestBulkEdit::differenceLeadsThereAndBack()
{
    QRandomGenerator random(20'261'127);
    for (int round = 0; round < 2'000; ++round) {
        const Product before = test::sampleProduct(int(random.bounded(60)));
        Product after = random.bounded(2) ? before : test::sampleProduct(int(random.bounded(60)));
        after.key = before.key;
        if (random.bounded(2) && !after.variants.isEmpty())
            after.variants.removeAt(int(random.bounded(int(after.variants.size()))));
        if (random.bounded(2))
            after.attributes.removeAt(int(random.bounded(int(after.attributes.size()))));
        if (random.bounded(3) == 0 && !after.prices.isEmpty())
            after.prices.first().minor += 1;
        const QVector<FieldChange> changes = diff(before, after);
        QCOMPARE(changes.isEmpty(), fingerprint(before) == fingerprint(after));
        Product there = before, back = after;
        for (const FieldChange &change : changes) {
            QVERIFY(fieldAt(before, change.place) == change.before);
            QVERIFY(putField(there, change.place, change.after).ok());
        }
        for (auto change = changes.crbegin(); change != changes.crend(); ++change)
            QVERIFY(putField(back, change->place, change->before).ok());
        QCOMPARE(fingerprint(there), fingerprint(after));
        QCOMPARE(fingerprint(back), fingerprint(before));
    }
}

void TestBulkEdit::placesThatAreGoneAreNamed()
{
    using Kind = FieldPlace::Kind;
    Product product = test::sampleProduct(1);
    const Product before = product;
    const QString gone = QStringLiteral("GONE");
    for (const FieldPlace &place : {FieldPlace{Kind::Stock, {}, gone, {}}, FieldPlace{Kind::Attribute, gone, gone, {}},
                                    FieldPlace{Kind::Price, gone, {}, {}}, FieldPlace{Kind::Prices, {}, gone, {}}}) {
        const auto put = putField(product, place, place.kind == Kind::Prices ? QJsonValue(QJsonArray()) : QJsonValue(1));
        QCOMPARE(put.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(put.error().what.contains(gone), qPrintable(put.error().what));
    }
    for (const Kind kind : {Kind::Name, Kind::Categories, Kind::Images, Kind::Prices, Kind::Variants})
        QVERIFY(!putField(product, {kind, {}, {}, {}}, QJsonValue(5)).ok());
    QVERIFY(product == before);
}

void TestBulkEdit::pricesReadAsMoney()
{
    QCOMPARE(readable(1250, QStringLiteral("SGD")), QStringLiteral("12.50 SGD"));
    QCOMPARE(readable(1250, QStringLiteral("VND")), QStringLiteral("1250 VND"));
    QCOMPARE(readable(1250), QStringLiteral("1250")); // a number that is no price
    QCOMPARE(readable(QJsonValue(QJsonValue::Undefined), QStringLiteral("SGD")), QString());
    Product before = test::sampleProduct(1), after = before;
    before.prices.clear();
    after.prices = {{{}, QStringLiteral("SGD"), 1290}, {QStringLiteral("VN"), QStringLiteral("VND"), 355330}};
    const auto changes = diff(before, after);
    QCOMPARE(changes.size(), 1);
    QCOMPARE(readable(changes[0].after), QStringLiteral("12.90 SGD, VN 355330 VND"));
}

QTEST_GUILESS_MAIN(TestBulkEdit)
#include "tst_bulk_edit.moc"
