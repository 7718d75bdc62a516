#include "vitrined_process.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QUrl>
#include <QtTest>

#include <algorithm>
#include <csignal>

using namespace vitrine::test;

/// Variants on disk as the built program keeps them: warmed up, served after a restart, purged.
class VariantVerbsTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        const auto generated = run({QStringLiteral("generate"), QStringLiteral("--products"), QStringLiteral("3")});
        QVERIFY2(generated.exitCode == 0, qPrintable(generated.err));
        const auto hits = run({QStringLiteral("search"), QString()}).json()[QStringLiteral("hits")].toArray();
        QVERIFY(!hits.isEmpty());
        m_product = hits[0].toObject()[QStringLiteral("key")].toString();
        const auto card = run({QStringLiteral("card"), m_product}).json();
        m_image = card[QStringLiteral("images")].toArray()[0].toObject()[QStringLiteral("id")].toString();
        QCOMPARE(m_image.size(), 32);
    }

    void warmedVariantsAreServedByTheNextProcess()
    {
        const QStringList warm{QStringLiteral("warm"), QStringLiteral("--preset"), QStringLiteral("card-320"), QStringLiteral("--format"), QStringLiteral("webp")};
        const auto first = run(warm);
        QVERIFY2(first.exitCode == 0, qPrintable(first.err));
        QVERIFY(first.json()[QStringLiteral("rendered")].toInt() > 0);
        QCOMPARE(first.json()[QStringLiteral("present")].toInt(), 0);
        const auto second = run(warm);
        QCOMPARE(second.json()[QStringLiteral("present")].toInt(), first.json()[QStringLiteral("rendered")].toInt());
        ServingProcess origin(data());
        QVERIFY2(get(origin, ".webp").contains("Cache-Status: Vitrine; hit; detail=disk\r\n"), get(origin, ".webp").constData());
        QVERIFY(get(origin, ".webp").contains("Cache-Status: Vitrine; hit\r\n"));
    }

    void aKilledOriginHasNotRenderedInVain()
    {
        {
            ServingProcess origin(data());
            const QByteArray answer = answerOf(origin, ".png");
            QVERIFY(headOf(answer).contains("Vitrine; fwd=miss; stored\r\n"));
            // The write is queued, perhaps behind a new file's head: it is done when a file holds the picture.
            const QByteArray picture = answer.sliced(answer.indexOf("\r\n\r\n") + 4);
            QVERIFY(picture.size() > 1'000);
            QVERIFY(QTest::qWaitFor([&] { return isStored(picture); }, 20'000));
            ::kill(pid_t(origin.pid()), SIGKILL);
            origin.process().waitForFinished();
        }
        ServingProcess origin(data());
        QVERIFY(get(origin, ".png").contains("Vitrine; hit; detail=disk\r\n"));
    }

    void purgedVariantsAreMadeAgain()
    {
        const auto purged = run({QStringLiteral("purge"), QStringLiteral("--product"), m_product});
        QVERIFY2(purged.exitCode == 0, qPrintable(purged.err));
        QVERIFY(purged.json()[QStringLiteral("purged")].toInt() >= 1);
        {
            ServingProcess origin(data());
            QVERIFY(get(origin, ".webp").contains("Vitrine; fwd=miss; stored\r\n"));
        }
        const auto all = run({QStringLiteral("purge"), QStringLiteral("--all")});
        QCOMPARE(all.json()[QStringLiteral("left")].toInt(), 0);
        QVERIFY(all.json()[QStringLiteral("purged")].toInt() >= 1);
        QCOMPARE(run({QStringLiteral("purge")}).exitCode, 2);
    }

    void theIndexOfOriginalsIsMadeAgainFromThem()
    {
        QVERIFY(QFile::remove(data() + QStringLiteral("/originals/index.db")));
        const auto seen = run({QStringLiteral("doctor")});
        QCOMPARE(seen.exitCode, 1);
        const int faults = seen.json()[QStringLiteral("found")].toInt();
        QVERIFY(faults > 0);
        const QString what = seen.json()[QStringLiteral("findings")][0][QStringLiteral("what")].toString();
        QVERIFY2(what.contains(QStringLiteral("description")), qPrintable(what));
        {
            // Nobody who asks waits for the doctor.
            ServingProcess origin(data());
            const QByteArray info = answerTo(origin, QStringLiteral("/iiif/3/%1/info.json").arg(m_image).toLatin1());
            QVERIFY2(info.startsWith("HTTP/1.1 200") && info.contains("\"width\":"), info.constData());
        }
        QCOMPARE(run({QStringLiteral("doctor")}).json()[QStringLiteral("found")].toInt(), faults - 1);
        const auto repaired = run({QStringLiteral("doctor"), QStringLiteral("--repair")});
        QVERIFY2(repaired.exitCode == 0, qPrintable(repaired.out));
        QCOMPARE(run({QStringLiteral("doctor")}).json()[QStringLiteral("found")].toInt(), 0);
    }

    void whatIsHotIsMadeAgainWithCare()
    {
        const auto etagOf = [](const QByteArray &head) { return head.mid(head.indexOf("ETag: ")).split('\r').first(); };
        const QByteArray hash = '/' + m_image.left(8).toLatin1() + ".jpg";
        QByteArray quick, careful, quickForEver;
        {
            ServingProcess origin(data());
            quick = etagOf(get(origin, ".jpg"));
            quickForEver = answerOf(origin, hash);
            QVERIFY(quick.startsWith("ETag: \""));
            QVERIFY(QTest::qWaitFor(
                [&] {
                    careful = etagOf(get(origin, ".jpg"));
                    return careful != quick;
                },
                120'000));
            QCOMPARE(etagOf(headOf(quickForEver)), quick);
            QCOMPARE(bodyOf(answerOf(origin, hash)), bodyOf(quickForEver));
        }
        // It is what `render --careful` makes, and is there after a restart.
        const QString out = m_dir.filePath(QStringLiteral("careful.jpg"));
        const auto rendered = run({QStringLiteral("render"), m_image, QStringLiteral("--preset"), QStringLiteral("card-320"), QStringLiteral("--careful"), QStringLiteral("-o"), out});
        QVERIFY2(rendered.exitCode == 0, qPrintable(rendered.err));
        QVERIFY(rendered.json()[QStringLiteral("quality")].toInt() > 0);
        QFile file(out);
        QVERIFY(file.open(QIODevice::ReadOnly));
        ServingProcess origin(data());
        const QByteArray again = answerOf(origin, ".jpg");
        QCOMPARE(etagOf(headOf(again)), careful);
        QVERIFY(headOf(again).contains("Vitrine; hit; detail=disk\r\n"));
        QCOMPARE(bodyOf(again), file.readAll());
    }

    void wrongWordsAreNamed()
    {
        const auto preset = run({QStringLiteral("warm"), QStringLiteral("--preset"), QStringLiteral("nonsense")});
        QCOMPARE(preset.exitCode, 2);
        QVERIFY2(preset.err.contains(u"nonsense") && preset.err.contains(u"presets.json"), qPrintable(preset.err));
        const auto product = run({QStringLiteral("warm"), QStringLiteral("--product"), QStringLiteral("nobody")});
        QCOMPARE(product.exitCode, 1);
        QVERIFY2(product.err.contains(u"nobody"), qPrintable(product.err));
        const auto tooLittle = run({QStringLiteral("purge"), QStringLiteral("--all")}, {QStringLiteral("VITRINE_VARIANTS_DISK=1 MiB")});
        QCOMPARE(tooLittle.exitCode, 2);
        QVERIFY2(tooLittle.err.contains(u"16 MiB"), qPrintable(tooLittle.err));
    }

    void withoutAStoreNoneIsKept() // last: what was there is gone
    {
        const QStringList off{QStringLiteral("VITRINE_VARIANTS_DISK=0")};
        const auto warm = run({QStringLiteral("warm")}, off);
        QCOMPARE(warm.exitCode, 2);
        QVERIFY2(warm.err.contains(u"variants.disk"), qPrintable(warm.err));
        QVERIFY(variantFiles().isEmpty());
    }

private:
    QString data() const { return m_dir.filePath(QStringLiteral("shop")); }
    CommandResult run(const QStringList &arguments, const QStringList &environment = {})
    {
        return vitrined(arguments + QStringList{QStringLiteral("--json"), QStringLiteral("--data"), data()}, environment);
    }
    QFileInfoList variantFiles() const { return QDir(data() + QStringLiteral("/variants")).entryInfoList(QDir::Files); }
    bool isStored(const QByteArray &picture) const
    {
        const QFileInfoList files = variantFiles();
        return std::any_of(files.begin(), files.end(), [&](const QFileInfo &info) {
            QFile file(info.filePath());
            return file.open(QIODevice::ReadOnly) && file.readAll().contains(picture);
        });
    }
    /// The whole answer for our picture in one format.
    QByteArray answerOf(const ServingProcess &origin, const QByteArray &extension) const
    {
        return answerTo(origin, "/i/card-320/" + m_image.toLatin1() + extension);
    }
    QByteArray answerTo(const ServingProcess &origin, const QByteArray &path) const
    {
        QTcpSocket socket;
        const QUrl url(origin.url());
        socket.connectToHost(url.host(), quint16(url.port()));
        socket.write("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        while (socket.waitForReadyRead(20'000)) {
        }
        return socket.readAll();
    }
    static QByteArray headOf(const QByteArray &answer) { return answer.first(answer.indexOf("\r\n\r\n") + 2); }
    static QByteArray bodyOf(const QByteArray &answer) { return answer.sliced(answer.indexOf("\r\n\r\n") + 4); }
    QByteArray get(const ServingProcess &origin, const QByteArray &extension) const { return headOf(answerOf(origin, extension)); }

    QTemporaryDir m_dir;
    QString m_product, m_image;
};

QTEST_GUILESS_MAIN(VariantVerbsTest)
#include "tst_variant_verbs.moc"
