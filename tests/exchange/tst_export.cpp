#include "exchange/export.h"
#include "exchange/generate.h"
#include "exchange/support/source_folder.h"

#include <QBuffer>

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;

namespace {

/// A product with everything that a file format could trip over.
catalog::Product awkward()
{
    const auto text = [](const char *utf8) { return QString::fromUtf8(utf8); };
    catalog::Product product;
    product.key = ProductKey(text("=KEY,1"));
    product.name = text("-\"quoted\", semi;colon\nand two lines \xe0\xb9\x80");
    product.categories = {text("A|B/C\\D"), text("@x")};
    product.images = {test::pictureOf("1"), test::pictureOf("2")};
    product.images[1].focus = catalog::FocalPoint{0.25, 0.4};
    product.attributes = {{text("brand"), catalog::OptionCode(text("H&M")), {}},
                          {text("formula"), text("=1+1"), {}},
                          {text("formula"), text("+2"), {text("TH"), text("th_TH")}},
                          {text("number"), -1e-7, {}},
                          {text("quote"), text("'"), {text("SG"), {}}},
                          {text("tab"), text("\tx\r\n"), {}},
                          {text("when"), QDate(2024, 2, 29), {}},
                          {text("yes"), false, {}}};
    product.prices = {
        {text("VN"), text("VND"), 189'000}, {{}, text("USD"), -5}, {text("SG"), text("SGD"), 1250}};
    product.variants = {{text("S,1"), {{text("size"), catalog::OptionCode(text("-XL")), {}}}, {}, 3},
                        {text("S2"), {}, {{{}, text("USD"), 100}}, -1}};
    return product;
}

catalog::Product simple(const char *key, const char *sku, qint64 stock)
{
    catalog::Product product;
    product.key = ProductKey(QString::fromLatin1(key));
    product.variants = {{QString::fromLatin1(sku), {}, {}, stock}};
    return product;
}

class FailingDevice final : public QIODevice
{
protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override { return -1; }
};

} // namespace

class ExportTest : public QObject
{
    Q_OBJECT

    static QByteArray exported(test::MemoryCatalog &catalog, ExportFormat format)
    {
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        const auto count = exportCatalog(catalog, format, buffer, {}, {});
        if (!count || *count != catalog.stored.size())
            qFatal("the export failed");
        return buffer.data();
    }

    static void fill(SourceFolder &folder, const QVector<catalog::Product> &products)
    {
        const auto outcomes = folder.catalog.upsert(products);
        QVERIFY(outcomes.ok());
    }

private slots:
    void importOfAnExportChangesNothing_data()
    {
        QTest::addColumn<ExportFormat>("format");
        QTest::newRow("csv") << ExportFormat::Csv;
        QTest::newRow("jsonl") << ExportFormat::Jsonl;
    }
    void importOfAnExportChangesNothing()
    {
        QFETCH(ExportFormat, format);
        SourceFolder folder;
        fill(folder, {awkward(), simple("plain", "plain", 0), simple("own", "sku-of-its-own", 12)});
        GenerateOptions options;
        options.products = 300;
        options.pictures = 0;
        auto ports = folder.catalog.ports();
        QVERIFY(generateInto(ports, options, [](const QByteArray &) { return test::pictureOf("x"); }, {}, {})
                    .ok());
        const auto before = folder.catalog.stored;

        const QByteArray file = exported(folder.catalog, format);
        const auto report = folder.import(QStringLiteral("export"), file);
        QCOMPARE(report.errorCount, 0);
        QCOMPARE(report.unchanged, before.size());
        QCOMPARE(report.updated + report.created, 0);
        QCOMPARE(folder.catalog.stored, before);

        SourceFolder other; // and into an empty catalog it brings the same products
        QCOMPARE(other.import(QStringLiteral("export"), file).created, before.size());
        QCOMPARE(exported(other.catalog, format), file);
    }

    void noCellOfACsvIsAFormula()
    {
        SourceFolder folder;
        fill(folder, {awkward()});
        const QByteArray file = exported(folder.catalog, ExportFormat::Csv);
        QVERIFY(!file.contains(",=") && !file.contains(",+") && !file.contains(",@") &&
                !file.contains("\"="));
        QVERIFY(file.contains("'=1+1"));
    }

    void aFullDeviceIsAnError()
    {
        SourceFolder folder;
        fill(folder, {awkward()});
        FailingDevice device;
        device.open(QIODevice::WriteOnly | QIODevice::Unbuffered);
        for (const ExportFormat format : {ExportFormat::Csv, ExportFormat::Jsonl})
            QCOMPARE(exportCatalog(folder.catalog, format, device, {}, {}).error().code, ErrorCode::Io);
    }

    void cancelStopsIt()
    {
        SourceFolder folder;
        fill(folder, {awkward()});
        CancelToken cancel;
        cancel.request();
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        for (const ExportFormat format : {ExportFormat::Csv, ExportFormat::Jsonl})
            QCOMPARE(exportCatalog(folder.catalog, format, buffer, {}, cancel).error().code,
                     ErrorCode::Cancelled);
    }
};

QTEST_APPLESS_MAIN(ExportTest)
#include "tst_export.moc"
