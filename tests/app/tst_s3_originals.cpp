#include "vitrined_process.h"

#include "storage/s3/support/seaweed.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine::test;

/// The built program with its originals in a bucket of a real S3 server: the verbs do what they do with files.
class S3OriginalsTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Seaweed> m_seaweed;
    QStringList m_environment;

    QString data() const { return m_dir.filePath(QStringLiteral("data")); }
    CommandResult run(QStringList arguments, const QStringList &more = {})
    {
        return vitrined(arguments << QStringLiteral("--data") << data(), m_environment + more);
    }

private slots:
    void initTestCase()
    {
        m_seaweed = std::make_unique<Seaweed>();
        const auto ready = m_seaweed->ready(QStringLiteral("pictures"));
        QVERIFY2(ready.ok(), qPrintable(ready.ok() ? QString() : ready.error().toString() + m_seaweed->log()));
        const auto address = m_seaweed->address(QStringLiteral("pictures"));
        m_environment = {QStringLiteral("VITRINE_ORIGINALS_URL=s3://pictures/shop?endpoint=%1&path-style=1").arg(address.endpoint.toString()),
                         QStringLiteral("AWS_ACCESS_KEY_ID=") + QString::fromLatin1(Seaweed::keys().accessKey),
                         QStringLiteral("AWS_SECRET_ACCESS_KEY=") + QString::fromLatin1(Seaweed::keys().secretKey)};
    }
    void cleanupTestCase() { m_seaweed.reset(); }

    void theVerbsWork()
    {
        const auto generated = run({QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("30"), QStringLiteral("--pictures"), QStringLiteral("5"), QStringLiteral("--json")});
        QVERIFY2(generated.exitCode == 0, qPrintable(generated.err));
        QVERIFY(!QDir(data()).exists(QStringLiteral("originals")));
        const auto found = run({QStringLiteral("search"), QStringLiteral("--json"), QStringLiteral("--limit"), QStringLiteral("30")});
        QString key, image;
        for (const QJsonValue &hit : found.json()[QStringLiteral("hits")].toArray()) {
            key = hit[QStringLiteral("key")].toString();
            image = run({QStringLiteral("card"), key}).json()[QStringLiteral("images")].toArray().first()[QStringLiteral("id")].toString();
            if (!image.isEmpty())
                break;
        }
        QCOMPARE(image.size(), 32);

        const QString out = m_dir.filePath(QStringLiteral("out.png"));
        const auto rendered = run({QStringLiteral("render"), image, QStringLiteral("--preset"), QStringLiteral("pdp-800"), QStringLiteral("--format"), QStringLiteral("png"), QStringLiteral("-o"), out});
        QVERIFY2(rendered.exitCode == 0, qPrintable(rendered.err));
        QVERIFY(QFile::exists(data() + QStringLiteral("/originals-cache/%1/%2").arg(image.left(2), image)));
        const auto put = run({QStringLiteral("put"), out, QStringLiteral("--product"), key, QStringLiteral("--json")});
        QVERIFY2(put.exitCode == 0, qPrintable(put.err));
        const QString stored = put.json()[QStringLiteral("images")].toArray().first()[QStringLiteral("image")].toString();
        vitrine::storage::s3::Client client(m_seaweed->address(QStringLiteral("pictures")), Seaweed::keys(), {});
        QVERIFY(client.send({"HEAD", QStringLiteral("shop/%1/%2/%3").arg(stored.left(2), stored.mid(2, 2), stored), {}, {}, {}, {}, {}}).ok());

        QVERIFY(QFile::exists(data() + QStringLiteral("/originals-cache/%1/%2").arg(stored.left(2), stored)));

        const auto withoutCopies = run({QStringLiteral("search"), QString()}, {QStringLiteral("VITRINE_ORIGINALS_CACHE=0")});
        QVERIFY2(withoutCopies.exitCode == 0, qPrintable(withoutCopies.err));
        QVERIFY(!QDir(data()).exists(QStringLiteral("originals-cache")));
        const auto refused = run({QStringLiteral("put"), QCoreApplication::applicationFilePath(), QStringLiteral("--json")});
        QCOMPARE(refused.exitCode, 3);
    }

    void theDoctorSaysThatItDoesNotReadABucket()
    {
        const auto checked = run({QStringLiteral("doctor"), QStringLiteral("--json")});
        QVERIFY2(checked.exitCode == 0, qPrintable(checked.err + checked.out));
        QCOMPARE(checked.json()[QStringLiteral("products")].toInt(), 30);
        QCOMPARE(checked.json()[QStringLiteral("originals")].toInt(), 0);
        const QJsonArray unchecked = checked.json()[QStringLiteral("unchecked")].toArray();
        QCOMPARE(unchecked.size(), 1);
        QVERIFY2(unchecked[0].toString().contains(u"s3://pictures"), qPrintable(unchecked[0].toString()));
    }

    void whatIsWrongIsNamedWithoutTheSecret()
    {
        const auto denied = run({QStringLiteral("search"), QStringLiteral("x")}, {QStringLiteral("AWS_SECRET_ACCESS_KEY=not-the-secret")});
        QCOMPARE(denied.exitCode, 1);
        QVERIFY2(denied.err.contains(u"keys") && !denied.err.contains(u"not-the-secret"), qPrintable(denied.err));
        const auto keyless = run({QStringLiteral("search"), QStringLiteral("x")}, {QStringLiteral("AWS_ACCESS_KEY_ID="), QStringLiteral("AWS_SHARED_CREDENTIALS_FILE=/nowhere/credentials")});
        QCOMPARE(keyless.exitCode, 2);
        QVERIFY2(keyless.err.contains(u"AWS_ACCESS_KEY_ID"), qPrintable(keyless.err));
        const auto malformed = run({QStringLiteral("search"), QStringLiteral("x")}, {QStringLiteral("VITRINE_ORIGINALS_URL=s3://pictures?endpoit=http://x")});
        QCOMPARE(malformed.exitCode, 2);
        QVERIFY2(malformed.err.contains(u"endpoit"), qPrintable(malformed.err));
        const auto absent = run({QStringLiteral("search"), QStringLiteral("x")},
                                {QString(m_environment.first()).replace(QStringLiteral("s3://pictures/"), QStringLiteral("s3://nothing-here/"))});
        QCOMPARE(absent.exitCode, 1);
        QVERIFY2(absent.err.contains(u"nothing-here"), qPrintable(absent.err));
    }
};

QTEST_GUILESS_MAIN(S3OriginalsTest)
#include "tst_s3_originals.moc"
