#include "exchange/export.h"
#include "exchange/generate.h"
#include "exchange/picture.h"
#include "exchange/support/source_folder.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QSet>

using namespace vitrine;
using namespace vitrine::exchange;

namespace {

struct Generated
{
    test::MemoryCatalog catalog;
    QCryptographicHash pictures{QCryptographicHash::Sha256};
    ImportReport report;

    explicit Generated(const GenerateOptions &options)
    {
        auto ports = catalog.ports();
        const auto done = generateInto(ports, options,
                                       [this](const QByteArray &png) -> Result<catalog::ImageRef> {
                                           pictures.addData(png);
                                           return test::pictureOf(png);
                                       },
                                       {}, {});
        if (!done)
            qFatal("%s", qPrintable(done.error().toString()));
        report = *done;
    }

    QByteArray fingerprint()
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        if (!exportCatalog(catalog, ExportFormat::Jsonl, buffer, {}, {}))
            qFatal("no export");
        pictures.addData(buffer.data());
        return pictures.result().toHex();
    }
};

GenerateOptions small(qint64 products, int pictures, quint64 seed = 1)
{
    GenerateOptions options;
    options.products = products;
    options.pictures = pictures;
    options.seed = seed;
    return options;
}

} // namespace

class GenerateTest : public QObject
{
    Q_OBJECT
private slots:
    void theSameSeedGivesTheSameBytes()
    {
        const QByteArray first = Generated(small(700, 12)).fingerprint();
        QCOMPARE(Generated(small(700, 12)).fingerprint(), first);
        QVERIFY(Generated(small(700, 12, 2)).fingerprint() != first);
    }

    void moreProductsDoNotChangeTheFirst()
    {
        Generated few(small(10, 0)), many(small(1'300, 0));
        for (const QString &key : few.catalog.order)
            QCOMPARE(few.catalog.stored[key], many.catalog.stored[key]);
    }

    void whatComesAfterGoesOnWhereTheFirstEnded()
    {
        Generated whole(small(700, 0)), grown(small(300, 0));
        auto ports = grown.catalog.ports();
        GenerateOptions rest = small(400, 0);
        rest.first = 301;
        const auto added = generateInto(ports, rest, [](const QByteArray &png) { return test::pictureOf(png); }, {}, {});
        QCOMPARE(added->created, 400);
        QCOMPARE(grown.catalog.order, whole.catalog.order);
        for (const QString &key : whole.catalog.order)
            QCOMPARE(grown.catalog.stored[key], whole.catalog.stored[key]);
        rest.first = 99'999'999;
        QVERIFY(!generateInto(ports, rest, {}, {}, {}).ok());
    }

    void asecondRunChangesNothing()
    {
        Generated generated(small(600, 3));
        auto ports = generated.catalog.ports();
        const auto again = generateInto(ports, small(600, 3),
                                        [](const QByteArray &png) { return test::pictureOf(png); }, {}, {});
        QCOMPARE(again->unchanged, 600);
    }

    void theShopLooksLikeOne()
    {
        constexpr int Products = 20'000;
        Generated generated(small(Products, 0));
        QCOMPARE(generated.report.created, Products);
        QCOMPARE(generated.report.rejected, 0);
        QVERIFY(generated.catalog.stored.contains(QStringLiteral("VT-00000042")));
        QHash<QString, int> categories, brands;
        QSet<int> types;
        qint64 values = 0, variants = 0, soldOut = 0, single = 0;
        int mostVariants = 0;
        for (const auto &product : std::as_const(generated.catalog.stored)) {
            ++categories[product.categories.value(0)];
            values += product.attributes.size();
            for (const auto &value : product.attributes) {
                types.insert(int(catalog::typeOf(value.value)));
                if (value.code == QLatin1String("brand"))
                    ++brands[std::get<catalog::OptionCode>(value.value).toString()];
            }
            QCOMPARE(product.prices.size(), 6);
            for (const auto &price : product.prices)
                QVERIFY2(price.minor > 0, qPrintable(price.currency));
            variants += product.variants.size();
            single += product.variants.size() == 1;
            mostVariants = std::max(mostVariants, int(product.variants.size()));
            QSet<QString> skus;
            for (const auto &variant : product.variants) {
                soldOut += variant.stock == 0;
                skus.insert(variant.sku);
            }
            QCOMPARE(skus.size(), product.variants.size());
        }
        const auto largest = [](const QHash<QString, int> &counts) {
            return *std::max_element(counts.begin(), counts.end());
        };
        QCOMPARE(categories.size(), 120);
        QVERIFY(largest(categories) > 8 * Products / 120); // a few categories hold much
        QVERIFY(brands.size() > 400);
        QVERIFY(largest(brands) > Products / 20);
        QCOMPARE(types.size(), 5);
        const double perProduct = double(values) / Products;
        QVERIFY2(perProduct > 17 && perProduct < 23, qPrintable(QString::number(perProduct)));
        QVERIFY(generated.catalog.schema.size() > 380);
        QVERIFY(mostVariants <= 12 && mostVariants >= 10);
        QVERIFY(single > Products / 4 && single < Products * 3 / 4);
        QVERIFY(soldOut > variants / 4 && soldOut < variants / 2);
    }

    void optionsAreHonoured()
    {
        GenerateOptions options = small(2'000, 0);
        options.channels = 2;
        options.attributes = 50;
        Generated generated(options);
        QCOMPARE(generated.catalog.stored.first().prices.size(), 2);
        QVERIFY(generated.catalog.schema.size() <= 52);
        options.channels = 7;
        auto ports = generated.catalog.ports();
        const auto refused = generateInto(ports, options, {}, {}, {});
        QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
        QCOMPARE(refused.error().where, QStringLiteral("channels"));
    }

    void picturesAreSharedAndDrawnWhenNeeded()
    {
        Generated generated(small(400, 24));
        QVERIFY(generated.report.imagesStored <= 24 && generated.report.imagesStored > 12);
        for (const auto &product : std::as_const(generated.catalog.stored))
            QVERIFY(!product.images.isEmpty());
        QVERIFY(Generated(small(3, 512)).report.imagesStored <= 9);
    }

    void aPictureIsAPngThatIsNotFlat()
    {
        QSet<QByteArray> different;
        for (int kind = 0; kind < PictureKinds; ++kind) {
            const QByteArray png = drawPicture({PictureKind(kind), kind, Pattern(kind % Patterns), 0});
            QVERIFY(png.startsWith("\x89PNG\r\n\x1a\n") && png.endsWith(QByteArray("IEND\xae\x42\x60\x82")));
            const auto side = [&](int at) { return qFromBigEndian<quint32>(png.constData() + at); };
            QVERIFY(side(16) >= 1'000 && side(16) <= 1'600 && side(20) >= 1'000 && side(20) <= 1'600);
            QVERIFY2(png.size() > 60'000, qPrintable(QString::number(png.size())));
            different.insert(png);
        }
        QCOMPARE(different.size(), PictureKinds);
        QVERIFY(drawPicture({PictureKind::Mug, 1, Pattern::Plain, 0}) !=
                drawPicture({PictureKind::Mug, 2, Pattern::Plain, 0}));
    }

    void tenThousandProductsASecond()
    {
        test::MemoryCatalog catalog;
        catalog.keepProducts = false;
        auto ports = catalog.ports();
        QElapsedTimer clock;
        clock.start();
        QVERIFY(generateInto(ports, small(30'000, 0), {}, {}, {}).ok());
        QCOMPARE(catalog.seen, 30'000);
        qInfo("%lld products/s of generation alone", 30'000'000LL / std::max<qint64>(1, clock.elapsed()));
    }

    void cancelKeepsWhatWasCommitted()
    {
        test::MemoryCatalog catalog;
        auto ports = catalog.ports();
        CancelToken cancel;
        const auto report = generateInto(
            ports, small(50'000, 0), {}, [&](const ImportProgress &) { cancel.request(); }, cancel);
        QVERIFY(report->cancelled);
        QCOMPARE(report->created, catalog.stored.size());
        QVERIFY(catalog.stored.size() < 50'000);
    }
};

QTEST_APPLESS_MAIN(GenerateTest)
#include "tst_generate.moc"
