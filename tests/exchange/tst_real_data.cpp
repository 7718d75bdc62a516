#include "exchange/import.h"
#include "exchange/support/source_folder.h"
#include "support/test_data.h"

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;
using test::valueOf;

/// The catalogs that VITRINE_TEST_DATA names, counted.
class RealDataTest : public QObject
{
    Q_OBJECT

    const QString m_data = test::testDataDir();

    ImportReport import(SourceFolder &folder, const QString &source, const QString &images = {})
    {
        ImportOptions options;
        options.sources = {m_data + source};
        options.imagesDir = images.isEmpty() ? QString() : m_data + images;
        const ImportReport report = folder.import(options);
        const ImportReport again = folder.import(options);
        if (again.unchanged != report.created || again.updated != 0 || again.created != 0)
            qFatal("the second import of %s changed %lld products", qPrintable(source),
                   again.updated + again.created);
        for (const Rejection &error : report.errors)
            qInfo("%s:%lld %s: %s", qPrintable(error.file), error.line, qPrintable(error.field),
                  qPrintable(error.reason));
        return report;
    }

private slots:
    void initTestCase()
    {
        if (m_data.isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
    }

    void icecat()
    {
        SourceFolder folder;
        const auto report = import(folder, QStringLiteral("/catalog/icecat"));
        QCOMPARE(report.created, 19'406);
        QCOMPARE(report.values, 371'405);
        QCOMPARE(report.errorCount, 0);
        QCOMPARE(folder.catalog.schema.size(),
                 5'354 + 5); // and brand, part number, EAN, short description, date
        const auto toner = folder.catalog.stored[QStringLiteral("3920564")];
        QCOMPARE(toner.name, QStringLiteral("Xerox 006R90321 toner cartridge Original Black 6 pc(s)"));
        QCOMPARE(valueOf(toner, QStringLiteral("brand")),
                 catalog::Value(catalog::OptionCode(QStringLiteral("Xerox"))));
        QCOMPARE(valueOf(toner, QStringLiteral("part_number")), catalog::Value(QStringLiteral("006R90321")));
        QCOMPARE(valueOf(toner, QStringLiteral("quantity_per_pack")), catalog::Value(6.0));
        QCOMPARE(valueOf(toner, QStringLiteral("date_released")), catalog::Value(QDate(2009, 12, 10)));
        QCOMPARE(toner.prices, (QVector<catalog::Price>{{{}, QStringLiteral("USD"), 4995}}));
    }

    void spree()
    {
        SourceFolder folder;
        const auto report = import(folder, QStringLiteral("/catalog/spree"), QStringLiteral("/photos/spree"));
        QCOMPARE(report.created, 37);
        QCOMPARE(report.errorCount, 0);
        QCOMPARE(report.imagesStored, 124);
        QCOMPARE(report.imagesMissing, 0);
        const auto machine = folder.catalog.stored[QStringLiteral("automatic-espresso-machine")];
        QCOMPARE(machine.categories, QStringList{QStringLiteral("Kitchen/Coffee Machines")});
        QCOMPARE(valueOf(machine, QStringLiteral("wattage")), catalog::Value(QStringLiteral("1400W")));
        QCOMPARE(valueOf(machine, QStringLiteral("name"), {{}, QStringLiteral("de")}),
                 catalog::Value(QStringLiteral("Kaffeevollautomat")));
        QCOMPARE(machine.variants.value(0).stock, 5'000);
        QCOMPARE(machine.variants.value(0).prices.value(0).minor, 87'999);
        QCOMPARE(machine.variants.value(0).prices.value(1).currency, QStringLiteral("EUR"));
    }

    void magento()
    {
        SourceFolder folder;
        const auto report =
            import(folder, QStringLiteral("/catalog/magento"), QStringLiteral("/photos/magento"));
        QCOMPARE(report.errorCount, 0);
        qint64 configurable = 0, variants = 0, configurableWithPicture = 0;
        for (const auto &product : std::as_const(folder.catalog.stored)) {
            if (product.variants.size() < 2)
                continue;
            ++configurable;
            variants += product.variants.size();
            configurableWithPicture += !product.images.isEmpty();
        }
        QCOMPARE(configurable, 147);
        QCOMPARE(variants, 1'847);
        QVERIFY(configurableWithPicture >= 63);
        QVERIFY(report.created > 147 + 30); // gear, bundle, grouped, downloads
        const auto hoodie = folder.catalog.stored[QStringLiteral("MH01")];
        QCOMPARE(hoodie.variants.size(), 15);
        QCOMPARE(hoodie.variants[0].sku, QStringLiteral("MH01-XS-Black"));
        QCOMPARE(hoodie.variants[0].stock, 100);
        QVERIFY(hoodie.categories.contains(QStringLiteral("Men/Tops/Hoodies & Sweatshirts")));
        QCOMPARE(valueOf(hoodie, QStringLiteral("eco_collection")), catalog::Value(true));
        const auto bag = folder.catalog.stored[QStringLiteral("24-MB01")];
        QCOMPARE(bag.categories, QStringList{QStringLiteral("Gear/Bags")});
        QCOMPARE(bag.images.size(), 1);
        QCOMPARE(valueOf(bag, QStringLiteral("features_bags")),
                 catalog::Value(QStringLiteral("Waterproof, TSA Approved, Lockable")));
        QVERIFY(folder.catalog.stored.contains(QStringLiteral("24-WG080")));
        QVERIFY(folder.catalog.stored.contains(QStringLiteral("240-LV04")));
    }
};

QTEST_APPLESS_MAIN(RealDataTest)
#include "tst_real_data.moc"
