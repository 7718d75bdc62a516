#include "app/load/mutation.h"
#include "app/load/one_client.h"
#include "app/load/processes.h"
#include "app/vitrined_process.h"
#include "images/support/pictures.h"
#include "support/test_data.h"

#include <QDirIterator>
#include <QJsonDocument>
#include <QMap>
#include <QTemporaryDir>
#include <QtTest>

#include <mutex>

using namespace vitrine::test;
using namespace std::chrono_literals;

/// What a hostile world sends, through the real service: uploads over HTTP, and a picture of each that was taken.
/// Prints how many were answered how.
class BadInputTest : public QObject
{
    Q_OBJECT

    /// Of many requests; filled by several threads.
    struct Tally
    {
        std::mutex mutex; // guards the rest
        QMap<QString, QMap<int, int>> counts; ///< kind -> status -> how many
        QStringList wrong;

        void add(const QString &kind, int status)
        {
            const std::lock_guard lock(mutex);
            ++counts[kind][status];
        }
        void blame(const QString &what)
        {
            const std::lock_guard lock(mutex);
            wrong.append(what);
        }
        void print() const
        {
            for (auto kind = counts.cbegin(); kind != counts.cend(); ++kind) {
                QStringList words;
                for (auto status = kind->cbegin(); status != kind->cend(); ++status)
                    words.append(QStringLiteral("%1 x %2").arg(status.key()).arg(status.value()));
                qInfo("%s: %s", qPrintable(kind.key()), qPrintable(words.join(QStringLiteral(", "))));
            }
        }
    };

    QTemporaryDir m_data;
    std::unique_ptr<ServingProcess> m_origin;
    QString m_admin;
    QByteArray m_authorization;

    OneClient::Answer upload(const QByteArray &bytes) const
    {
        return OneClient::ask(m_admin, "POST", "/v1/images", m_authorization + "Content-Type: application/octet-stream\r\n", bytes);
    }

    /// Uploads it; if it is taken, asks for it small: either is a whole answer that says what it is.
    void tryOne(const QString &kind, const QString &name, const QByteArray &bytes, bool decodersDie, Tally *tally) const
    {
        const auto sent = upload(bytes);
        tally->add(kind, sent.status);
        // 504: more than the deadline's work, 503: shed; both depend on the machine. 500: its decoder was killed, twice.
        static const QList<int> refusals{400, 413, 415, 422, 503, 504};
        const auto isRefusal = [&](const OneClient::Answer &answer) {
            return (refusals.contains(answer.status) || (decodersDie && answer.status == 500)) && answer.head.contains("application/problem+json") &&
                   !QJsonDocument::fromJson(answer.body)[QStringLiteral("title")].toString().isEmpty();
        };
        if (sent.status != 201) {
            if (!isRefusal(sent))
                tally->blame(QStringLiteral("%1: upload answered %2").arg(name).arg(sent.status));
            return;
        }
        const QByteArray image = QJsonDocument::fromJson(sent.body)[QStringLiteral("image")].toString().toLatin1();
        const auto picture = OneClient::ask(m_origin->url(), "GET", "/i/thumb-80/" + image + ".jpg");
        tally->add(kind + QStringLiteral(", of those taken"), picture.status);
        const bool isPicture = picture.status == 200 && !decodePicture(picture.body).isNull();
        if (!isPicture && !(decodersDie && isRefusal(picture)))
            tally->blame(QStringLiteral("%1: taken as %2, then answered %3").arg(name, QString::fromLatin1(image)).arg(picture.status));
    }

    /// tryOne() for 0 to below `count`, four at once.
    template <typename Make>
    void tryAll(int count, bool decodersDie, Tally *tally, Make make)
    {
        std::atomic<int> next{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 4; ++i) {
            clients.emplace_back([&] {
                for (int at = next++; at < count; at = next++) {
                    const auto [kind, name, bytes] = make(at);
                    tryOne(kind, name, bytes, decodersDie, tally);
                }
            });
        }
        for (std::thread &client : clients)
            client.join();
    }

    struct Input
    {
        QString kind, name;
        QByteArray bytes;
    };
    static QByteArray contents(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    /// Of every kind that is read.
    QVector<QByteArray> goodFiles() const
    {
        QVector<QByteArray> good{encodePicture(drawPicture(320, 240), "JPEG"), encodePicture(drawPicture(200, 150, true), "PNG"),
                                 encodePicture(drawPicture(64, 64).convertToFormat(QImage::Format_Indexed8), "PNG")};
        QFile source(m_data.filePath(QStringLiteral("source.png")));
        if (!source.open(QIODevice::WriteOnly) || source.write(good[1]) != good[1].size())
            qFatal("no place for the test's pictures");
        source.close();
        for (const char *format : {"webp", "avif"}) {
            const QString out = m_data.filePath(QStringLiteral("made.") + QLatin1String(format));
            const auto made = vitrined({QStringLiteral("render"), source.fileName(), QStringLiteral("--data"), m_data.filePath(QStringLiteral("maker")),
                                        QStringLiteral("--preset"), QStringLiteral("card-240"), QStringLiteral("--format"), QLatin1String(format),
                                        QStringLiteral("-o"), out});
            if (made.exitCode != 0)
                qFatal("cannot make a good file: %s", qPrintable(made.err));
            good.append(contents(out));
        }
        if (!testDataDir().isEmpty()) {
            constexpr qint64 Small = 64 * 1024; // the sooner is each tried
            QDirIterator files(testDataDir() + QStringLiteral("/formats"), QDir::Files);
            QStringList names;
            while (files.hasNext())
                names.append(files.next());
            names.sort(); // the same seed, the same bytes
            for (const QString &name : names)
                if (QFileInfo(name).size() <= Small)
                    good.append(contents(name));
        }
        return good;
    }

    void verifyHealthy(const QByteArray &good, const QByteArray &before)
    {
        QCOMPARE(OneClient::ask(m_origin->url(), "GET", "/healthz").status, 200);
        QCOMPARE(renderedAfresh(good), before);
    }
    /// The small picture of a good file, rendered again and not remembered.
    QByteArray renderedAfresh(const QByteArray &good)
    {
        const auto sent = upload(good);
        const QByteArray image = QJsonDocument::fromJson(sent.body)[QStringLiteral("image")].toString().toLatin1();
        (void)OneClient::ask(m_admin, "POST", "/v1/purge", m_authorization + "Content-Type: application/json\r\n", R"({"everything":true})");
        const auto answer = OneClient::ask(m_origin->url(), "GET", "/i/card-240/" + image + ".jpg");
        return answer.status == 200 && answer.head.contains("fwd=miss") ? answer.body : QByteArray();
    }

private slots:
    void init()
    {
        QDir(m_data.filePath(QStringLiteral("shop"))).removeRecursively();
        const QStringList data{QStringLiteral("--data"), m_data.filePath(QStringLiteral("shop"))};
        const auto token = vitrined(QStringList{QStringLiteral("token"), QStringLiteral("create"), QStringLiteral("--json")} + data);
        QCOMPARE(token.exitCode, 0);
        m_authorization = "Authorization: Bearer " + token.json()[QStringLiteral("token")].toString().toLatin1() + "\r\n";
        m_origin = std::make_unique<ServingProcess>(data[1], QStringList{QStringLiteral("--admin"), QStringLiteral("127.0.0.1:0")});
        QProcess &process = m_origin->process();
        while (!process.canReadLine() && process.waitForReadyRead(20'000)) {
        }
        const QByteArray line = process.readLine().trimmed();
        QVERIFY2(line.startsWith("admin http://127.0.0.1:"), line.constData());
        m_admin = QString::fromLatin1(line.mid(6));
    }
    void cleanup() { m_origin.reset(); }

    void mutationsOfGoodFilesWhileDecodersAreKilled()
    {
        const QVector<QByteArray> good = goodFiles();
        const QByteArray before = renderedAfresh(good.constFirst());
        QVERIFY(!before.isEmpty());
        const qint64 memory = statusKb(m_origin->pid(), "VmRSS:");
        Tally tally;
        DecoderKiller killer(m_origin->pid(), isLong() ? 300ms : 50ms, isLong() ? 1500ms : 250ms);
        const int count = isLong() ? 10'000 : 300;
        tryAll(count, true, &tally, [&](int i) {
            return Input{QStringLiteral("mutations"), QStringLiteral("mutation %1").arg(i), mutated(good, quint32(i))};
        });
        killer.stop();
        tally.print();
        qInfo("%d mutations of %lld good files, %d decoders killed meanwhile; the origin held %lld KB before and %lld KB after", count,
              static_cast<long long>(good.size()), killer.killed(), static_cast<long long>(memory), static_cast<long long>(statusKb(m_origin->pid(), "VmRSS:")));
        QVERIFY2(tally.wrong.isEmpty(), qPrintable(tally.wrong.join(QLatin1Char('\n'))));
        QVERIFY(killer.killed() > 0);
        const QMap<int, int> answers = tally.counts[QStringLiteral("mutations")];
        QVERIFY(answers[201] > 0 && answers[422] > 0 && answers[415] > 0);
        verifyHealthy(good.constFirst(), before);
    }

    void everyBadFile()
    {
        if (testDataDir().isEmpty())
            QSKIP("VITRINE_TEST_DATA names no folder of bad files");
        const QByteArray good = encodePicture(drawPicture(320, 240), "JPEG");
        const QByteArray before = renderedAfresh(good);
        QVERIFY(!before.isEmpty());
        const QDir root(testDataDir());
        QVector<Input> inputs;
        for (const char *folder : {"bad", "formats"}) {
            QDirIterator files(root.filePath(QLatin1String(folder)), QDir::Files, QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = root.relativeFilePath(files.next());
                inputs.append({path.section(QLatin1Char('/'), 0, path.startsWith(u"bad/") ? 1 : 0), path, {}});
            }
        }
        Tally tally;
        tryAll(int(inputs.size()), false, &tally, [&](int i) {
            return Input{inputs[i].kind, inputs[i].name, contents(root.filePath(inputs[i].name))};
        });
        tally.print();
        QVERIFY2(tally.wrong.isEmpty(), qPrintable(tally.wrong.join(QLatin1Char('\n'))));
        verifyHealthy(good, before);
    }
};

QTEST_GUILESS_MAIN(BadInputTest)
#include "tst_bad_input.moc"
