#include "origin/iiif_info.h"
#include "origin/iiif_request.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using namespace vitrine::origin;
using images::Size;

/// The grammar and the arithmetic of the IIIF Image API 3.0, by the tables of its specification
/// (https://iiif.io/api/image/3.0). The picture has the 300 x 200 pixels of its examples.
class TestIiif : public QObject
{
    Q_OBJECT

    static constexpr Size Picture{300, 200};

    static Result<IiifPlan> plan(const QByteArray &path, const RenderBounds &bounds = {},
                                 Size picture = Picture)
    {
        const QList<QByteArray> parts = path.split('/');
        const qsizetype dot = parts[3].lastIndexOf('.');
        return IiifRequest::parse(parts[0], parts[1], parts[2], parts[3].first(dot), parts[3].sliced(dot + 1))
            .andThen([&](const IiifRequest &request) { return IiifPlan::make(request, picture, bounds); });
    }
    static images::PresetList presets()
    {
        return *images::PresetList::parse(
            "[[preset]]\nname = \"s\"\nwidth = 120\nheight = 120\nfit = \"cover\"\n"
            "[[preset]]\nname = \"m\"\nwidth = 240\nheight = 600\nfit = \"inside\"\n"
            "[[preset]]\nname = \"l\"\nwidth = 2000\nheight = 2000\nfit = \"pad\"\n",
            QStringLiteral("test"));
    }

private slots:
    void comesToTheSpecifiedPicture_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QVector<int>>("region");
        QTest::addColumn<QVector<int>>("size");
        QTest::addColumn<QByteArray>("canonical");
        const auto row = [](const char *path, QVector<int> region, QVector<int> size, const char *canonical) {
            QTest::newRow(path) << QByteArray(path) << region << size << QByteArray(canonical);
        };
        const QVector<int> full{0, 0, 300, 200};
        // 4.1, figures 1 to 6
        row("full/max/0/default.jpg", full, {300, 200}, "full/max/0/default.jpg");
        row("square/max/0/default.jpg", {50, 0, 200, 200}, {200, 200}, "50,0,200,200/max/0/default.jpg");
        row("125,15,120,140/max/0/default.jpg", {125, 15, 120, 140}, {120, 140},
            "125,15,120,140/max/0/default.jpg");
        row("pct:41.6,7.5,40,70/max/0/default.jpg", {125, 15, 120, 140}, {120, 140},
            "125,15,120,140/max/0/default.jpg");
        row("125,15,200,200/max/0/default.jpg", {125, 15, 175, 185}, {175, 185},
            "125,15,175,185/max/0/default.jpg");
        row("pct:41.6,7.5,66.6,100/max/0/default.jpg", {125, 15, 175, 185}, {175, 185},
            "125,15,175,185/max/0/default.jpg");
        // 4.2, figures 2 to 6
        row("full/150,/0/default.jpg", full, {150, 100}, "full/150,100/0/default.jpg");
        row("full/%5E360,/0/default.jpg", full, {360, 240}, "full/^360,240/0/default.jpg");
        row("full/,150/0/default.jpg", full, {225, 150}, "full/225,150/0/default.jpg");
        row("full/^,240/0/default.jpg", full, {360, 240}, "full/^360,240/0/default.jpg");
        row("full/pct:50/0/default.jpg", full, {150, 100}, "full/150,100/0/default.jpg");
        row("full/^pct:120/0/default.jpg", full, {360, 240}, "full/^360,240/0/default.jpg");
        row("full/225,100/0/default.jpg", full, {225, 100}, "full/225,100/0/default.jpg");
        row("full/^360,360/0/default.jpg", full, {360, 360}, "full/^360,360/0/default.jpg");
        row("full/!225,100/0/default.jpg", full, {150, 100}, "full/150,100/0/default.jpg");
        row("full/^!360,360/0/default.jpg", full, {360, 240}, "full/^360,240/0/default.jpg");
        // What is said of each form besides.
        row("full/!1000,1000/0/default.jpg", full, {300, 200}, "full/max/0/default.jpg");
        row("full/300,200/0/color.png", full, {300, 200}, "full/max/0/default.png");
        row("full/^150,/0/default.jpg", full, {150, 100}, "full/150,100/0/default.jpg");
        row("full/^10,500/0/default.jpg", full, {10, 500}, "full/^10,500/0/default.jpg");
        row("pct:0,0,100,100/max/0/default.jpg", full, {300, 200}, "full/max/0/default.jpg");
        row("0,0,300,200/max/0/default.jpg", full, {300, 200}, "full/max/0/default.jpg");
        row("0,0,999999,999999/max/0/default.jpg", full, {300, 200}, "full/max/0/default.jpg");
        row("299,199,1,1/max/0/default.jpg", {299, 199, 1, 1}, {1, 1}, "299,199,1,1/max/0/default.jpg");
        row("pct:0,0,0.1,0.1/max/0/default.jpg", {0, 0, 1, 1}, {1, 1}, "0,0,1,1/max/0/default.jpg");
        // 4.3 to 4.6
        row("full/max/22.50/default.png", full, {300, 200}, "full/max/22.5/default.png");
        row("full/max/!0/default.webp", full, {300, 200}, "full/max/!0/default.webp");
        row("full/max/!180/gray.avif", full, {300, 200}, "full/max/!180/gray.avif");
        row("full/max/360/bitonal.png", full, {300, 200}, "full/max/0/bitonal.png");
        row("125,15,120,140/90,/!345/gray.jpg", {125, 15, 120, 140}, {90, 105},
            "125,15,120,140/90,105/!345/gray.jpg");
    }

    void comesToTheSpecifiedPicture()
    {
        QFETCH(QByteArray, path);
        QFETCH(QVector<int>, region);
        QFETCH(QVector<int>, size);
        QFETCH(QByteArray, canonical);
        const auto made = plan(path);
        QVERIFY2(made.ok(), made.ok() ? "" : qPrintable(made.error().toString()));
        QCOMPARE(QVector<int>({made->region.left, made->region.top, made->region.width, made->region.height}),
                 region);
        QCOMPARE(QVector<int>({made->size.widthPx, made->size.heightPx}), size);
        QCOMPARE(made->canonical, canonical);
        // The canonical form is a fixed point, and the same variant.
        const auto again = plan(canonical);
        QVERIFY(again.ok());
        QCOMPARE(again->canonical, canonical);
        QVERIFY(again->operations == made->operations);
    }

    void fillsTheOperationsIn()
    {
        const images::Operations operations = plan("125,15,120,140/^240,/!345/gray.jpg")->operations;
        images::Operations expected;
        expected.region = {125, 15, 120, 140};
        expected.widthPx = 240;
        expected.heightPx = 280;
        expected.fit = images::Fit::Exact;
        expected.enlarge = true;
        expected.mirror = true;
        expected.rotationDegrees = 345;
        expected.tone = images::Tone::Gray;
        expected.animated = false;
        QVERIFY(operations == expected);
        QVERIFY(plan("full/max/0/default.jpg")->operations.region.isWhole());
        QVERIFY(!plan("full/max/0/default.jpg")->operations.enlarge);
        QVERIFY(plan("full/max/0/bitonal.jpg")->operations.tone == images::Tone::Bitonal);
    }

    void namesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QString>("parameter");
        const auto rows = [](const char *parameter, const char *pattern,
                             std::initializer_list<const char *> values) {
            for (const char *value : values) {
                const QByteArray path = QByteArray(pattern).replace('$', value);
                QTest::newRow(path.constData()) << path << QString::fromLatin1(parameter);
            }
        };
        rows("region", "$/max/0/default.jpg",
             {"",
              "Full",
              "1,2,3",
              "1,2,3,4,5",
              "-1,0,10,10",
              "1.5,0,10,10",
              "0,0,0,10",
              "0,0,10,0",
              "300,0,10,10",
              "0,200,10,10",
              "pct:0,0,0,10",
              "pct:100,0,10,10",
              "pct:-1,0,10,10",
              "pct:1e1,0,10,10",
              "pct:.,0,10,10",
              "pct:",
              "0,0,9999999999999,1",
              "%zz",
              "%00",
              "0,0,10,%ff",
              "+1,0,1,1"});
        rows("size", "full/$/0/default.jpg",
             {"",
              "full",
              ",",
              "!,",
              "!10,",
              "!,10",
              "0,",
              ",0",
              "0,10",
              "!0,10",
              "^0,",
              "301,",
              ",201",
              "301,10",
              "10,201",
              "pct:100.1",
              "pct:0",
              "pct:0.1",
              "pct:-1",
              "pct:",
              "^",
              "^!",
              "^^max",
              "max,",
              "1.5,",
              "10,10,10",
              "1e2,",
              "-1,",
              "^99999999999999,",
              "^9000,10",
              "^8000,8000",
              "^pct:100000",
              "10;10",
              "^max!"});
        rows("rotation", "full/max/$/default.jpg",
             {"", "!", "-1", "361", "360.1", "x", "1e1", "90!", "!!0", "+90", "1.2.3", "NaN", "inf"});
        rows("quality", "full/max/0/$.jpg", {"", "Color", "colour", "native", "grey"});
        rows("format", "full/max/0/default.$", {"", "JPG", "jpeg", "tif", "jp2", "pdf", "bmp"});
    }

    void namesWhatIsWrong()
    {
        QFETCH(QByteArray, path);
        QFETCH(QString, parameter);
        const auto made = plan(path);
        QVERIFY(!made.ok());
        QCOMPARE(made.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(made.error().where, parameter);
        QVERIFY(!made.error().what.isEmpty());
    }

    void keepsWithinBounds()
    {
        const RenderBounds side{200, 1'000'000}; // the maxWidth of figure 1 in 4.2
        QVERIFY((plan("full/max/0/default.jpg", side)->size == Size{200, 133}));
        QCOMPARE(plan("full/max/0/default.jpg", side)->canonical, QByteArray("full/max/0/default.jpg"));
        QVERIFY(!plan("full/300,/0/default.jpg", side).ok());
        QVERIFY((plan("full/!250,250/0/default.jpg", side)->size == Size{200, 133}));
        QVERIFY((plan("full/^max/0/default.jpg", {360, 1'000'000})->size == Size{360, 240}));
        QCOMPARE(plan("full/^max/0/default.jpg", {360, 1'000'000})->canonical,
                 QByteArray("full/^max/0/default.jpg"));
        QCOMPARE(plan("full/^360,240/0/default.jpg", {360, 1'000'000})->canonical,
                 QByteArray("full/^max/0/default.jpg"));
        const RenderBounds area{10'000, 15'000};
        const Size most = plan("full/max/0/default.jpg", area)->size;
        QVERIFY(area.holds(most.widthPx, most.heightPx) && most.widthPx == 150);
        // A turned picture needs a larger canvas, except by quarter turns.
        QVERIFY(plan("full/max/90/default.jpg", {300, 60'000}).ok());
        QCOMPARE(plan("full/max/45/default.jpg", {300, 60'000}).error().where, QStringLiteral("rotation"));
        for (const Size odd : {Size{1, 100'000}, Size{100'000, 1}, Size{7, 7}, Size{65'000, 65'000}}) {
            for (const char *path : {"full/max/0/default.jpg", "full/^max/0/default.jpg",
                                     "square/max/0/default.jpg", "full/!9,9/0/default.jpg"}) {
                const auto made = plan(path, {}, odd);
                if (made.ok())
                    QVERIFY(RenderBounds{}.holds(made->size.widthPx, made->size.heightPx));
                else
                    QCOMPARE(made.error().where, QStringLiteral("size"));
            }
        }
    }

    void offersSizesAndTiles()
    {
        const IiifOffer offer({6000, 4000}, presets(), {}, 512);
        QVERIFY((offer.sizes() == QVector<Size>{{120, 80}, {240, 160}, {2000, 1333}, {6000, 4000}}));
        QCOMPARE(offer.scaleFactors(), QVector<int>({1, 2, 4, 8, 16}));
        const auto lists = [&](const QByteArray &path) { return offer.lists(*plan(path, {}, {6000, 4000})); };
        for (const char *listed :
             {"full/max/0/default.jpg", "full/120,/0/default.webp", "full/240,160/0/color.png",
              "full/!2000,2000/0/default.avif", "square/120,/0/default.jpg", "square/max/0/default.jpg",
              "0,0,512,512/512,512/0/default.jpg", "0,0,512,512/max/0/default.jpg",
              "5632,3584,368,416/368,416/0/default.jpg", "4096,2048,1904,1952/476,488/0/default.jpg",
              "0,0,6000,4000/375,250/0/default.jpg"})
            QVERIFY2(lists(listed), listed);
        for (const char *other :
             {"full/121,/0/default.jpg", "full/120,81/0/default.jpg", "full/max/90/default.jpg",
              "full/max/!0/default.jpg", "full/max/0/gray.jpg", "1,0,512,512/512,512/0/default.jpg",
              "0,0,512,511/512,511/0/default.jpg", "0,0,512,512/511,511/0/default.jpg",
              "square/121,/0/default.jpg", "0,0,4000,4000/120,/0/default.jpg", "full/^6001,/0/default.jpg"})
            QVERIFY2(!lists(other), other);
        // A small picture is listed at its own size once, and is one tile.
        const IiifOffer small({100, 50}, presets(), {}, 512);
        QVERIFY((small.sizes() == QVector<Size>{{100, 50}}));
        QCOMPARE(small.scaleFactors(), QVector<int>({1}));
        // Nothing is offered that is out of bounds.
        const IiifOffer bounded({6000, 4000}, presets(), {1000, 10'000'000}, 512);
        QVERIFY((bounded.sizes() == QVector<Size>{{120, 80}, {240, 160}, {1000, 667}}));
        QCOMPARE(IiifOffer({6000, 4000}, presets(), {300, 10'000'000}, 512).scaleFactors().last(),
                 32); // tiles of 300
        QCOMPARE(IiifOffer({6000, 4000}, presets(), {1000, 40'000}, 512).scaleFactors().last(), 32); // of 200
    }

    void describesItself()
    {
        const IiifOffer offer({6000, 4000}, presets(), {}, 512);
        const QByteArray text = offer.document("http://h/iiif/3/x", {});
        QVERIFY(text.trimmed().startsWith("{\n \"@context\"")); // first, as the specification asks for
        const QJsonObject info = QJsonDocument::fromJson(text).object();
        QCOMPARE(info["@context"].toString(), QStringLiteral("http://iiif.io/api/image/3/context.json"));
        QCOMPARE(info["id"].toString(), QStringLiteral("http://h/iiif/3/x"));
        QCOMPARE(info["type"].toString(), QStringLiteral("ImageService3"));
        QCOMPARE(info["protocol"].toString(), QStringLiteral("http://iiif.io/api/image"));
        QCOMPARE(info["profile"].toString(), QStringLiteral("level2"));
        QCOMPARE(info["width"].toInt(), 6000);
        QCOMPARE(info["maxArea"].toInt(), 40'000'000);
        QCOMPARE(info["sizes"].toArray().size(), 4);
        QCOMPARE(info["tiles"][0]["scaleFactors"].toArray().size(), 5);
        QVERIFY(info["extraFormats"].toArray().contains(QStringLiteral("webp")));
        QVERIFY(!info["extraFormats"].toArray().contains(QStringLiteral("png"))); // of level 2 itself
        QVERIFY(info["extraFeatures"].toArray().contains(QStringLiteral("rotationArbitrary")));
        const QJsonObject listed =
            QJsonDocument::fromJson(offer.document("http://h/iiif/3/x", {.anyUnsigned = false})).object();
        QCOMPARE(listed["profile"].toString(), QStringLiteral("level0"));
        QVERIFY(listed["extraFormats"].toArray().contains(QStringLiteral("png")));
        QVERIFY(!listed["extraFeatures"].toArray().contains(QStringLiteral("rotationArbitrary")));
    }
};

QTEST_GUILESS_MAIN(TestIiif)
#include "tst_iiif.moc"
