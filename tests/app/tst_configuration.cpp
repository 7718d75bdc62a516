#include "app/runtime/configuration.h"

#include <QTemporaryDir>
#include <QtTest>

using vitrine::ErrorCode;
using vitrine::app::Configuration;

class ConfigurationTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    QString write(const QByteArray &text)
    {
        const QString path = m_dir.filePath(QStringLiteral("vitrine.toml"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("cannot write the test's configuration");
        return path;
    }

private slots:
    void noFileGivesTheDefaults()
    {
        const auto c = Configuration::load(m_dir.filePath(QStringLiteral("absent.toml")), {});
        QVERIFY(c);
        QCOMPARE(c->writePool.lanes, 4);
        QCOMPARE(c->presets.all().size(), 48);
    }

    void fileAndEnvironmentOverride()
    {
        const auto path = write("[write-pool]\nlanes = 6\n[variants]\nmemory = \"1 GiB\"\n[limits]\ndeadline = \"250ms\"\n");
        const auto c = Configuration::load(path, {{QStringLiteral("VITRINE_WRITE_POOL_LANES"), QStringLiteral("9")}});
        QVERIFY2(c, qPrintable(c ? QString() : c.error().toString()));
        QCOMPARE(c->writePool.lanes, 9);
        QCOMPARE(c->variants.memoryBytes, 1ll << 30);
        QCOMPARE(c->limits.deadline.count(), 250);
    }

    /// A container's limit counts, wherever above the process it is set.
    void cardsHaveAShareOfTheMemory()
    {
        using namespace vitrine::app;
        QTemporaryDir groups;
        QVERIFY(QDir(groups.path()).mkpath(QStringLiteral("shop/origin")));
        const auto limit = [&](const QString &group, const QByteArray &text) {
            QFile file(groups.filePath(group + QStringLiteral("/memory.max")));
            if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
                qFatal("cannot write the test's limit");
        };
        const auto granted = [&](const QByteArray &own) { return grantedMemoryBytes(64ll << 30, groups.path(), own); };
        QCOMPARE(granted("0::/shop/origin\n"), 64ll << 30);
        limit(QStringLiteral("shop/origin"), "max\n");
        limit(QStringLiteral("shop"), "8589934592\n");
        QCOMPARE(granted("1:cpu:/elsewhere\n0::/shop/origin\n"), 8ll << 30);
        limit(QStringLiteral("."), "4294967296\n"); // as a container sees its own group
        QCOMPARE(granted("0::/\n"), 4ll << 30);
        QCOMPARE(granted("0::/shop/origin\n"), 4ll << 30);
        QCOMPARE(granted(""), 64ll << 30);

        QCOMPARE(usualCardMemoryBytes(1ll << 30), 256ll << 20);
        QCOMPARE(usualCardMemoryBytes(16ll << 30), 2ll << 30);
        QCOMPARE(usualCardMemoryBytes(256ll << 30), 4ll << 30);
        const auto c = Configuration::load(write("[catalog]\nmemory = \"auto\"\n"), {});
        QVERIFY(c);
        QCOMPARE(c->catalog.memoryBytes, usualCardMemoryBytes(machineMemoryBytes()));
    }

    void anUnknownVariableOfASectionIsNamed()
    {
        const auto c = Configuration::load(m_dir.filePath(QStringLiteral("absent.toml")), {{QStringLiteral("VITRINE_SERVER_LISTN"), QStringLiteral("x")}});
        QVERIFY(!c);
        QVERIFY2(c.error().toString().contains(u"VITRINE_SERVER_LISTN") && c.error().remedy.contains(u"VITRINE_SERVER_LISTEN"), qPrintable(c.error().toString()));
        QVERIFY(Configuration::load(m_dir.filePath(QStringLiteral("absent.toml")), {{QStringLiteral("VITRINE_TEST_DATA"), QStringLiteral("x")}}));
    }

    void badInputNamesPlaceAndRemedy_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("where");
        QTest::addColumn<QString>("remedy");
        QTest::newRow("unknown key") << QByteArray("[write-pool]\nlane = 3\n") << "write-pool.lane" << ":2" << "write-pool.lanes";
        QTest::newRow("unknown section") << QByteArray("[severs]\nlisten = \"x\"\n") << "severs.listen" << ":2" << "server.listen";
        QTest::newRow("out of range") << QByteArray("\n\n[write-pool]\nlanes = 0\n") << "1 to 64" << ":4" << "default is \"4\"";
        QTest::newRow("not a size") << QByteArray("[variants]\nmemory = \"lots\"\n") << "lots" << ":2" << "256 MiB";
        QTest::newRow("not a memory") << QByteArray("[catalog]\nmemory = \"half\"\n") << "half" << ":2" << "auto";
        QTest::newRow("too little disk") << QByteArray("[variants]\ndisk = \"15 MiB\"\n") << "16 MiB" << ":2" << "2 GiB";
        QTest::newRow("not TOML") << QByteArray("[server\n") << "not valid TOML" << ":1:" << "remove the file";
        QTest::newRow("nothing near") << QByteArray("[zzzzzz]\nqqqq = 1\n") << "zzzzzz.qqqq" << ":2" << "All settings";
        QTest::newRow("no section") << QByteArray("listen = 3\n") << "[section]" << ":1" << "";
    }
    void badInputNamesPlaceAndRemedy()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, what);
        QFETCH(QString, where);
        QFETCH(QString, remedy);
        const auto c = Configuration::load(write(text), {});
        QVERIFY(!c);
        QCOMPARE(c.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(c.error().what.contains(what), qPrintable(c.error().what));
        QVERIFY2(c.error().where.contains(where), qPrintable(c.error().where));
        QVERIFY2(c.error().remedy.contains(remedy), qPrintable(c.error().remedy));
    }

    void readsKeyFiles()
    {
        const auto put = [this](const char *name, const QByteArray &text) {
            QFile file(m_dir.filePath(QLatin1String(name)));
            QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
        };
        const QString path = write("[iiif]\nunsigned = \"listed\"\n[imgproxy]\nunsafe = true\nsignature-size = 10\n");
        const auto keyless = Configuration::load(path, {});
        QVERIFY2(keyless, qPrintable(keyless ? QString() : keyless.error().toString()));
        QVERIFY(!keyless->urls.settings.signer.hasKeys() && !keyless->urls.settings.imgproxy.signer.hasKeys());
        QVERIFY(!keyless->urls.settings.iiif.anyUnsigned && keyless->urls.settings.imgproxy.unsafe);

        put("signing.keys", QByteArray(64, 'a') + "\n");
        put("imgproxy.keys", QByteArray(64, 'b') + ' ' + QByteArray(64, 'c') + "\n");
        const auto keyed = Configuration::load(path, {});
        QVERIFY2(keyed, qPrintable(keyed ? QString() : keyed.error().toString()));
        QVERIFY(keyed->urls.settings.signer.hasKeys());
        QCOMPARE(keyed->urls.settings.imgproxy.signer.sign("/x").size(), 14); // 10 bytes
        QVERIFY(keyed->urls.settings != keyless->urls.settings);

        put("signing.keys", "\nnot-a-secret-shown\n");
        const auto broken = Configuration::load(path, {});
        QVERIFY(!broken);
        QVERIFY2(broken.error().where.endsWith(u"signing.keys:2"), qPrintable(broken.error().where));
        QVERIFY(!broken.error().toString().contains(u"not-a-secret"));
        const auto absent = Configuration::load(path, {{QStringLiteral("VITRINE_SIGNING_KEYS"), QStringLiteral("/nowhere/keys")}});
        QVERIFY(!absent);
        QCOMPARE(absent.error().code, ErrorCode::NotFound);
        QVERIFY(QFile::remove(m_dir.filePath(QStringLiteral("signing.keys"))));
        for (const char *url : {"pictures.example", "https://", "https://a/", "https://a/b/", "https://a b", "javascript:1", "https://a\"b"})
            QVERIFY2(!Configuration::load(path, {{QStringLiteral("VITRINE_IIIF_BASE_URL"), QLatin1String(url)}}), url);
        for (const char *url : {"https://pictures.example", "http://[::1]:8480", "https://a/b/c"})
            QVERIFY2(Configuration::load(path, {{QStringLiteral("VITRINE_IIIF_BASE_URL"), QLatin1String(url)}}), url);
    }

    void theReferenceIsAValidConfiguration()
    {
        const auto c = Configuration::load(write(Configuration::reference().toUtf8()), {});
        QVERIFY2(c, qPrintable(c ? QString() : c.error().toString()));
    }
};

QTEST_GUILESS_MAIN(ConfigurationTest)
#include "tst_configuration.moc"
