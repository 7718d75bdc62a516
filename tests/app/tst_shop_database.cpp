#include "app/vitrined_process.h"
#include "catalog/catalog.h"
#include "storage/mysql/support/magento_shop.h"

#include <QJsonArray>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace vitrine;
using namespace vitrine::test;

namespace {

constexpr auto Json = "--json";

QString s(const char *text)
{
    return QString::fromLatin1(text);
}

} // namespace

/// vitrined on the database of a Magento shop: browses and serves it without touching it, and moves its
/// products out.
class TestShopDatabase : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<MariaDbServer>();
        m_products = shopProducts();
        fillMagentoShop(*m_server, "shop", m_products);
        m_product = *std::find_if(m_products.begin(), m_products.end(), [](const catalog::Product &product) {
            return product.variants.size() > 1;
        });
        QDir().mkpath(data("shop"));
        QFile file(data("shop/vitrine.toml"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[catalog]\nurl = \"" + m_server->url(s("shop")).toUtf8() +
                   "\"\ndescription = \"magento\"\n");
    }

    void aCardComesFromTheShop()
    {
        const auto result =
            vitrined({s("card"), m_product.key.toString(), s("--data"), data("shop"), s(Json)});
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        QCOMPARE(result.json()[s("name")].toString(), m_product.name);
        QCOMPARE(result.json()[s("variants")].toArray().size(), m_product.variants.size());
        const auto missing = vitrined({s("card"), s("nobody"), s("--data"), data("shop")});
        QCOMPARE(missing.exitCode, 1);
    }

    void explainShowsThePlan()
    {
        const auto result = vitrined({s("card"), m_product.key.toString(), s("--explain"), s("--try-join"),
                                      s("--data"), data("shop"), s(Json)});
        QVERIFY2(result.exitCode == 0, qPrintable(result.err));
        const QJsonObject plan = result.json()[s("plan")].toObject();
        QVERIFY(plan[s("database")].toString().startsWith(u"MariaDB"));
        QVERIFY(plan[s("fetches")].toArray().size() >= 8);
        QVERIFY(plan[s("replaces")].toObject()[s("tables")].toInt() > 10);
        QVERIFY(!plan[s("replaces")].toObject()[s("answer")].toString().isEmpty());
    }

    void theOriginServesAndListsIt()
    {
        ServingProcess serving(data("shop"));
        QVERIFY(!serving.url().isEmpty());
        const QJsonObject card = get(serving.url() + s("/v1/products/") + m_product.key.toString());
        QCOMPARE(card[s("key")].toString(), m_product.key.toString());
        const QJsonObject page = get(
            serving.url() +
            s("/v1/products?keys=%1,nobody,%2").arg(m_product.key.toString(), m_products[1].key.toString()));
        QCOMPARE(page[s("products")].toArray().size(), 2);
        QCOMPARE(page[s("missing")].toArray(), QJsonArray{s("nobody")});
        const QJsonObject all = get(serving.url() + s("/v1/search?facets=category,price&limit=5"));
        QCOMPARE(all[s("total")].toInteger(), m_products.size());
        QCOMPARE(all[s("hits")].toArray().size(), 5);
        QVERIFY(!all[s("facets")].toObject()[s("category")].toArray().isEmpty());
        const QJsonObject found = get(serving.url() + s("/v1/search?q=") + m_product.variants[1].sku);
        QVERIFY(found[s("total")].toInteger() >= 1);
        QCOMPARE(found[s("hits")].toArray().first()[s("key")].toString(), m_product.key.toString());
        const QJsonObject cheap = get(serving.url() + s("/v1/search?sort=price&limit=2"));
        QCOMPARE(cheap[s("hits")].toArray().size(), 2);
        QCOMPARE(serving.stop(), 0);
    }

    void nothingCanBeWrittenIntoIt()
    {
        const auto result = vitrined({s("generate"), s("--products"), s("5"), s("--data"), data("shop")});
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.err.contains(u"only read") && result.err.contains(u"vitrined import"),
                 qPrintable(result.err));
    }

    void itsProductsMoveIntoACatalogOfOurOwn()
    {
        const QStringList import{s("import"), m_server->url(s("shop")), s("--data"), data("own"), s(Json)};
        const auto first = vitrined(import);
        QVERIFY2(first.exitCode == 0, qPrintable(first.err));
        QCOMPARE(first.json()[s("products")][s("created")].toInteger(), m_products.size());
        // Again: a killed import continues so.
        const auto second = vitrined(import);
        QCOMPARE(second.json()[s("products")][s("unchanged")].toInteger(), m_products.size());
        const auto card = vitrined({s("card"), m_product.key.toString(), s("--data"), data("own"), s(Json)});
        QCOMPARE(card.json()[s("name")].toString(), m_product.name);
        QCOMPARE(card.json()[s("variants")].toArray().size(), m_product.variants.size());
        const auto plan =
            vitrined({s("card"), m_product.key.toString(), s("--explain"), s("--data"), data("own")});
        QVERIFY2(plan.exitCode == 0 && plan.err.contains(u"SQLite") &&
                     plan.err.contains(u"instead of a join of"),
                 qPrintable(plan.err));
    }

    void anAddressThatIsWrongIsExplained()
    {
        const auto gone =
            vitrined({s("import"), s("mysql://reader@127.0.0.1:1/shop"), s("--data"), data("own2")});
        QCOMPARE(gone.exitCode, 1);
        QVERIFY2(gone.err.contains(u"cannot be reached"), qPrintable(gone.err));
        const auto secret =
            vitrined({s("import"), s("mysql://reader:hush@127.0.0.1:1/shop"), s("--data"), data("own2")});
        QCOMPARE(secret.exitCode, 2);
        QVERIFY2(secret.err.contains(u"password-file") && !secret.err.contains(u"hush"),
                 qPrintable(secret.err));
        const auto description = vitrined({s("import"), m_server->url(s("shop")), s("--description"),
                                           s("shopware"), s("--data"), data("own2")});
        QCOMPARE(description.exitCode, 1);
        QVERIFY2(description.err.contains(u"magento"), qPrintable(description.err));
    }

private:
    QString data(const char *name) const { return m_dir.filePath(QString::fromLatin1(name)); }
    static QJsonObject get(const QString &url)
    {
        QNetworkAccessManager network;
        const std::unique_ptr<QNetworkReply> reply(network.get(QNetworkRequest(QUrl(url))));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        if (!reply->isFinished() && !finished.wait(60'000))
            return {};
        return QJsonDocument::fromJson(reply->readAll()).object();
    }

    QTemporaryDir m_dir;
    std::unique_ptr<MariaDbServer> m_server;
    QVector<catalog::Product> m_products;
    catalog::Product m_product;
};

QTEST_GUILESS_MAIN(TestShopDatabase)
#include "tst_shop_database.moc"
