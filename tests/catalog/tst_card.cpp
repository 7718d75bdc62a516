#include "catalog/catalog.h"
#include "catalog/money.h"
#include "catalog/scope_fallback.h"
#include "catalog/support/sample_products.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;

/// The card's document as the contract has it, to the byte.
class TestCard : public QObject
{
    Q_OBJECT

private slots:
    void document();
    void everyTextSurvives_data();
    void everyTextSurvives();
    void numbersReadBackTheSame_data();
    void numbersReadBackTheSame();
    void amounts_data();
    void amounts();
    void fallback_data();
    void fallback();
    void pricesOfAChannel();
};

void TestCard::document()
{
    Product product;
    product.key = ProductKey(QStringLiteral("A/1"));
    product.name = QStringLiteral("Tee");
    product.version = 7;
    product.categories = {QStringLiteral("Men/Tops")};
    product.attributes = {{QStringLiteral("brand"), OptionCode(QStringLiteral("acme")), {}},
                          {QStringLiteral("weight"), 0.5, {}},
                          {QStringLiteral("pieces"), 3.0, {}},
                          {QStringLiteral("washable"), true, {}},
                          {QStringLiteral("released"), QDate(2024, 2, 29), {}}};
    product.prices = {{QStringLiteral("SG"), QStringLiteral("SGD"), 1250},
                      {{}, QStringLiteral("VND"), 150'000}};
    product.images = {{ImageId(QStringLiteral("0123456789abcdef0123456789abcdef")), 800, 600}};
    product.variants = {{QStringLiteral("A/1-S"), {{QStringLiteral("size"), QStringLiteral("S"), {}}}, {}, 4},
                        {QStringLiteral("A/1-M"), {}, {{{}, QStringLiteral("SGD"), 5}}, 6}};
    QCOMPARE(
        assembleCard(product),
        QByteArray(
            R"({"key":"A/1","name":"Tee","version":7,"attributes":{"brand":"acme","weight":0.5,"pieces":3,)"
            R"("washable":true,"released":"2024-02-29"},"prices":[)"
            R"({"channel":"SG","currency":"SGD","minor":1250,"amount":"12.50"},)"
            R"({"channel":"","currency":"VND","minor":150000,"amount":"150000"}],"stock":10,)"
            R"("categories":["Men/Tops"],"images":[{"id":"0123456789abcdef0123456789abcdef",)"
            R"("url":"/i/pdp-800/0123456789abcdef0123456789abcdef/01234567.jpg","width":800,"height":600}],)"
            R"("variants":[{"sku":"A/1-S","attributes":{"size":"S"},"prices":[],"stock":4},)"
            R"({"sku":"A/1-M","attributes":{},"prices":[)"
            R"({"channel":"","currency":"SGD","minor":5,"amount":"0.05"}],"stock":6}]})"));
}

void TestCard::everyTextSurvives_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("quotes") << QStringLiteral("17\" \\ \"x\" / 'y'");
    QTest::newRow("control characters") << QStringLiteral("a\nb\tc\r\x01\x1f\x7f");
    QTest::newRow("nothing") << QString();
    QTest::newRow("a zero inside") << QString(QStringLiteral("a") + QChar::Null + QStringLiteral("b"));
    QTest::newRow("scripts") << QStringLiteral("กันน้ำ 防水 عربي 😀");
    QTest::newRow("line separators") << QString(QChar(0x2028)) + QChar(0x2029);
}

void TestCard::everyTextSurvives()
{
    QFETCH(QString, text);
    Product product = test::sampleProduct(1);
    product.name = text;
    QJsonParseError error;
    const auto parsed = QJsonDocument::fromJson(assembleCard(product), &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(parsed[u"name"].toString(), text);
}

void TestCard::numbersReadBackTheSame_data()
{
    QTest::addColumn<double>("number");
    int row = 0;
    for (const double number :
         {0.0, -0.5, 0.1, 1.0 / 3, 1e21, 1e-7, 123456789.125, 5e-324, 1.7976931348623157e308, -1.0})
        QTest::addRow("%d", row++) << number;
}

void TestCard::numbersReadBackTheSame()
{
    QFETCH(double, number);
    Product product;
    product.key = ProductKey(QStringLiteral("k"));
    product.attributes = {{QStringLiteral("n"), number, {}}};
    const auto parsed = QJsonDocument::fromJson(assembleCard(product));
    QVERIFY(!parsed.isNull());
    QVERIFY(parsed[u"attributes"][u"n"].toDouble() == number);
}

void TestCard::amounts_data()
{
    QTest::addColumn<qint64>("minor");
    QTest::addColumn<QString>("currency");
    QTest::addColumn<QByteArray>("amount");
    QTest::newRow("cents") << qint64(1250) << "SGD" << QByteArray("12.50");
    QTest::newRow("under one") << qint64(5) << "SGD" << QByteArray("0.05");
    QTest::newRow("nothing") << qint64(0) << "SGD" << QByteArray("0.00");
    QTest::newRow("dong") << qint64(150'000) << "VND" << QByteArray("150000");
    QTest::newRow("rupiah") << qint64(7) << "IDR" << QByteArray("7");
    QTest::newRow("dinar") << qint64(1'234) << "KWD" << QByteArray("1.234");
    QTest::newRow("negative") << qint64(-99) << "MYR" << QByteArray("-0.99");
    QTest::newRow("the least") << std::numeric_limits<qint64>::min() << "THB"
                               << QByteArray("-92233720368547758.08");
}

void TestCard::amounts()
{
    QFETCH(qint64, minor);
    QFETCH(QString, currency);
    QTEST(formatAmount(minor, currency), "amount");
}

void TestCard::fallback_data()
{
    QTest::addColumn<QString>("channel");
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("value");
    QTest::newRow("everywhere") << ""
                                << ""
                                << "all";
    QTest::newRow("channel and language") << "SG"
                                          << "en_SG"
                                          << "both";
    QTest::newRow("channel before language") << "TH"
                                             << "th_TH"
                                             << "channel";
    QTest::newRow("language") << "VN"
                              << "th_TH"
                              << "language";
    QTest::newRow("neither") << "VN"
                             << "vi_VN"
                             << "all";
}

void TestCard::fallback()
{
    QFETCH(QString, channel);
    QFETCH(QString, locale);
    const QString code = QStringLiteral("a");
    const QVector<AttributeValue> values = {
        {code, QStringLiteral("language"), {{}, QStringLiteral("th_TH")}},
        {code, QStringLiteral("both"), {QStringLiteral("SG"), QStringLiteral("en_SG")}},
        {code, QStringLiteral("all"), {}},
        {code, QStringLiteral("channel"), {QStringLiteral("TH"), {}}},
        {QStringLiteral("only"), true, {QStringLiteral("MY"), {}}}};
    const auto resolved = resolve(values, {channel, locale});
    QCOMPARE(resolved[0].code, code);
    QTEST(std::get<QString>(resolved[0].value), "value");
    // What holds in one channel only is shown to who asks for no channel, and to nobody else.
    QCOMPARE(resolved.size(), channel.isEmpty() ? 2 : 1);
}

void TestCard::pricesOfAChannel()
{
    const QVector<Price> prices = {{QStringLiteral("SG"), QStringLiteral("SGD"), 1},
                                   {{}, QStringLiteral("USD"), 2}};
    QCOMPARE(resolve(prices, QString()), prices);
    QCOMPARE(resolve(prices, QStringLiteral("SG")), QVector<Price>{prices[0]});
    QCOMPARE(resolve(prices, QStringLiteral("TH")), QVector<Price>{prices[1]});
}

QTEST_GUILESS_MAIN(TestCard)
#include "tst_card.moc"
