#include "app/load/crowd.h"
#include "app/load/processes.h"
#include "app/vitrined_process.h"
#include "images/preset.h"
#include "images/support/pictures.h"
#include "server/support/raw_client.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QImageWriter>
#include <QJsonArray>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <thread>

using namespace vitrine;
using namespace vitrine::test;
using namespace std::chrono_literals;

namespace {

constexpr int Pictures = 24;

/// By the names that the kernel gives them.
QHash<QByteArray, QString> socketsOf(qint64 pid)
{
    QHash<QByteArray, QString> sockets; // and their numbers
    const QString folder = QStringLiteral("/proc/%1/fd/").arg(pid);
    for (const QString &name : QDir(folder).entryList(QDir::NoDotAndDotDot | QDir::AllEntries | QDir::System)) {
        char target[64] = "";
        if (readlink(QFile::encodeName(folder + name).constData(), target, sizeof target - 1) > 0 && qstrncmp(target, "socket:", 7) == 0)
            sockets.insert(target, name);
    }
    return sockets;
}

/// Asks for /healthz every few milliseconds, on another thread, until it is told to stop.
class HealthProbe
{
public:
    explicit HealthProbe(const QString &url)
        : m_thread([this, url] {
              Crowd crowd(url);
              while (!m_stop) {
                  const auto answer = crowd.ask({QByteArrayLiteral("/healthz")}, 10s).constFirst();
                  m_took.append(answer.served.count());
                  m_failed += answer.status != 200;
                  std::this_thread::sleep_for(5ms);
              }
          })
    {
    }
    ~HealthProbe() { stop(); }
    void stop()
    {
        m_stop = true;
        if (m_thread.joinable())
            m_thread.join();
        std::sort(m_took.begin(), m_took.end());
    }
    int failed() const { return m_failed; }
    double worst() const { return m_took.isEmpty() ? 0 : m_took.constLast(); }
    double p99() const { return m_took.isEmpty() ? 0 : m_took[m_took.size() * 99 / 100]; }

private:
    std::atomic_bool m_stop{false};
    int m_failed = 0;
    QVector<double> m_took;
    std::thread m_thread;
};

double worstOf(const QVector<Crowd::Answer> &answers, int status)
{
    double worst = 0;
    for (const auto &answer : answers)
        worst = answer.status == status ? std::max(worst, answer.served.count()) : worst;
    return worst;
}

} // namespace

/// One origin, many clients, real sockets, hostile circumstances. Prints what it saw.
class LoadTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("VITRINE_LIMITS_CONNECTIONS", "6000");
        qputenv("VITRINE_VARIANTS_MEMORY", "1 MiB"); // what is not remembered cannot be counted as growth
        const images::PresetList presets = images::PresetList::builtIn();
        for (const images::Preset &preset : presets.all())
            m_presets.append(preset.name.toLatin1());
        QVector<QByteArray> files;
        for (int i = 0; i < Pictures; ++i)
            files.append(encodePicture(drawPicture(500 + i, 400), "JPEG"));
        m_images = put(files);
        QCOMPARE(m_images.size(), Pictures);
    }

    void aFloodOfColdUrls()
    {
        ServingProcess origin(m_data.path());
        const QVector<QByteArray> targets = coldTargets(isLong() ? 4096 : 600);
        Crowd crowd(origin.url());
        // What so many connections cost whatever they ask for, with this machine and this load generator.
        HealthProbe besideConstant(origin.url());
        const double constant = worstOf(crowd.ask(QVector<QByteArray>(targets.size(), QByteArrayLiteral("/healthz")), 60s), 200);
        besideConstant.stop();
        HealthProbe health(origin.url());
        const auto answers = crowd.ask(targets, 60s);
        health.stop();
        const int served = countOf(answers, 200), shed = countOf(answers, 503);
        qInfo("%lld cold addresses at once: %d served, %d shed, the slowest shed after %.0f ms; health p99 %.1f ms, worst %.1f ms. "
              "As many for a constant: %.0f ms, health p99 %.1f, worst %.1f ms",
              static_cast<long long>(targets.size()), served, shed, worstOf(answers, 503), health.p99(), health.worst(), constant,
              besideConstant.p99(), besideConstant.worst());
        QCOMPARE(served + shed, targets.size());
        QVERIFY(served > 0 && shed > 0);
        for (const auto &answer : answers)
            QVERIFY(answer.status != 503 || answer.retryAfter);
        QCOMPARE(health.failed(), 0);
        if (isLong()) {
            QVERIFY(worstOf(answers, 503) <= std::max(50., 3 * constant));
            QVERIFY(health.p99() <= std::max(20., 2 * besideConstant.p99()));
        }
        // It has recovered: a single new one is served.
        QCOMPARE(crowd.ask({coldTargets(4100).constLast()}, 30s).constFirst().status, 200);
    }

    void manyClientsForOneColdUrl()
    {
        ServingProcess origin(m_data.path());
        const int clients = isLong() ? 1'000 : 200;
        const auto answers = Crowd(origin.url()).ask(QVector<QByteArray>(clients, "/i/zoom-2000/" + m_images[2] + ".avif"), 60s);
        const auto rendered = std::count_if(answers.begin(), answers.end(), [](const auto &answer) { return answer.rendered; });
        qInfo("%d clients for one cold address: %d served, %lld renders", clients, countOf(answers, 200), static_cast<long long>(rendered));
        QCOMPARE(countOf(answers, 200), clients);
        QCOMPARE(rendered, 1);
    }

    void decodersInheritNoSocket()
    {
        qputenv("VITRINE_VARIANTS_DISK", "0"); // what an earlier test left on disk needs no decoder
        ServingProcess origin(m_data.path());
        qunsetenv("VITRINE_VARIANTS_DISK");
        Crowd crowd(origin.url());
        // Decoders that begin while the origin listens and has clients: the ones before are killed.
        const auto before = decodersOf(origin.pid());
        QVERIFY(!before.isEmpty());
        qint64 zygote = 0;
        for (const qint64 pid : before) {
            zygote = statusKb(pid, "PPid:");
            ::kill(pid_t(pid), SIGKILL);
        }
        ::kill(pid_t(zygote), SIGKILL); // so that a new one is started by the origin itself
        QCOMPARE(countOf(crowd.ask(coldTargets(2'408).mid(2'400), 60s), 200), 8); // of which no other test leaves a variant
        const auto decoders = decodersOf(origin.pid());
        QVERIFY(!decoders.isEmpty());
        test::RawClient client(origin.url());
        QCOMPARE(client.get("/healthz").status, 200); // accepted, and still there
        const auto ofOrigin = socketsOf(origin.pid());
        QVERIFY(!ofOrigin.isEmpty());
        for (qint64 pid : decoders + QVector<qint64>{statusKb(decoders[0], "PPid:")}) {
            const auto its = socketsOf(pid);
            for (auto socket = its.keyBegin(); socket != its.keyEnd(); ++socket)
                QVERIFY2(!ofOrigin.contains(*socket), "a decoder holds a socket of the origin");
        }
        // Nor would any other program that the origin might start.
        for (const QString &number : ofOrigin) {
            QFile info(QStringLiteral("/proc/%1/fdinfo/%2").arg(origin.pid()).arg(number));
            if (!info.open(QIODevice::ReadOnly))
                continue; // closed meanwhile
            for (const QByteArray &line : info.readAll().split('\n')) {
                if (line.startsWith("flags:"))
                    QVERIFY2(line.simplified().split(' ').value(1).toInt(nullptr, 8) & O_CLOEXEC, qPrintable(number));
            }
        }
    }

    void moreConnectionsThanTheSoftLimitOfFiles()
    {
        rlimit old{};
        QCOMPARE(getrlimit(RLIMIT_NOFILE, &old), 0);
        if (old.rlim_max < 2'000)
            QSKIP("the system lets nobody open 2 000 files");
        const rlimit few{128, old.rlim_max};
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &few), 0);
        ServingProcess origin(m_data.path());
        QCOMPARE(setrlimit(RLIMIT_NOFILE, &old), 0);
        const auto answers = Crowd(origin.url()).ask(QVector<QByteArray>(400, QByteArrayLiteral("/healthz")), 60s);
        QCOMPARE(countOf(answers, 200), 400);
    }

    void aClientThatLeavesDoesNotTakeTheRenderAlong()
    {
        ServingProcess origin(m_data.path());
        Crowd crowd(origin.url());
        const QVector<QByteArray> target{"/i/pdp-800/" + m_images[0] + ".avif"};
        QCOMPARE(crowd.ask(target, 5ms).constFirst().status, 0); // gone
        QCOMPARE(crowd.ask(target, 60s).constFirst().status, 200);
        QCOMPARE(crowd.ask({QByteArrayLiteral("/healthz")}, 10s).constFirst().status, 200);
    }

    void decodersKilledAtRandom()
    {
        ServingProcess origin(m_data.path());
        DecoderKiller killer(origin.pid(), 20ms, 120ms);
        Crowd crowd(origin.url());
        const auto answers = crowd.ask(coldTargets(isLong() ? 2000 : 200), 120s);
        killer.stop();
        const int served = countOf(answers, 200), shed = countOf(answers, 503), failed = countOf(answers, 500);
        qInfo("%d decoders killed under %lld requests: %d served, %d shed, %d failed twice", killer.killed(),
              static_cast<long long>(answers.size()), served, shed, failed);
        QCOMPARE(served + shed + failed, answers.size()); // every one a whole answer
        QVERIFY(killer.killed() > 0 && served > 0);
        const auto after = crowd.ask(coldTargets(4100).mid(4000, 20), 60s);
        QCOMPARE(countOf(after, 200), after.size());
    }

    void theDeadlineHoldsAndHarmsNobodyElse()
    {
        // Noise: no decoder and no AVIF encoder is through with it in 100 ms, however fast the machine.
        QImage noise(6'000, 4'000, QImage::Format_Grayscale8);
        QRandomGenerator random(7);
        for (int y = 0; y < noise.height(); ++y)
            random.fillRange(reinterpret_cast<quint32 *>(noise.scanLine(y)), noise.bytesPerLine() / 4);
        const auto large = put({encodePicture(noise, "PNG")}).constFirst();
        const QByteArray small = "/i/" + smallPreset() + '/' + m_images[1] + ".jpg";
        {
            ServingProcess patient(m_data.path()); // leaves the small one on disk
            QCOMPARE(Crowd(patient.url()).ask({small}, 60s).constFirst().status, 200);
        }
        qputenv("VITRINE_LIMITS_DEADLINE", "100ms");
        ServingProcess origin(m_data.path());
        qunsetenv("VITRINE_LIMITS_DEADLINE");
        Crowd slow(origin.url());
        std::atomic_bool stop{false};
        std::atomic<int> others{0}, harmed{0};
        std::thread other([&] {
            Crowd crowd(origin.url());
            while (!stop) {
                harmed += crowd.ask({small}, 10s).constFirst().status != 200;
                ++others;
            }
        });
        const auto answer = slow.ask({"/i/zoom-2000/" + large + ".avif"}, 60s).constFirst();
        stop = true;
        other.join();
        qInfo("a render with 100 ms was answered %d after %.0f ms; %d others, %d harmed", answer.status, answer.took.count(),
              others.load(), harmed.load());
        QCOMPARE(answer.status, 504);
        QVERIFY(answer.took.count() <= (isLong() ? 350 : 5'000));
        QVERIFY(others > 0);
        QCOMPARE(harmed.load(), 0);
    }

    void theOriginsMemoryStaysFlatUnderHugePictures()
    {
#ifdef VITRINE_SANITIZED
        QSKIP("a sanitizer keeps freed memory to watch it");
#endif
        // Each is an original of its own: sizes of one original share its intermediate, and so one decode.
        QVector<QByteArray> jpegs;
        for (int i = 0; i < (isLong() ? 16 : 8); ++i) {
            QBuffer buffer(&jpegs.emplaceBack());
            QImageWriter writer(&buffer, "JPEG");
            writer.setProgressiveScanWrite(true);
            QImage picture(isLong() ? QSize(12'000, 8'083) : QSize(4'000, 3'000), QImage::Format_RGB32);
            picture.fill(QColor::fromHsv(i * 20, 200, 150));
            QVERIFY(writer.write(picture));
        }
        qputenv("VITRINE_LIMITS_DEADLINE", "120s");
        const auto huge = put(jpegs);
        ServingProcess origin(m_data.path());
        qunsetenv("VITRINE_LIMITS_DEADLINE");
        Crowd crowd(origin.url());
        (void)crowd.ask(coldTargets(20), 60s); // its threads and buffers exist
        const qint64 before = statusKb(origin.pid(), "VmRSS:");
        QVector<QByteArray> targets;
        for (const QByteArray &image : huge)
            targets.append("/i/" + smallPreset() + '/' + image + ".jpg");
        const auto answers = crowd.ask(targets, isLong() ? 900s : 240s);
        const qint64 peak = statusKb(origin.pid(), "VmHWM:");
        qInfo("%lld progressive JPEGs at once: %s; the origin held %lld KB before and %lld KB at most", static_cast<long long>(targets.size()),
              countsOf(answers).constData(), static_cast<long long>(before), static_cast<long long>(peak));
        QCOMPARE(countOf(answers, 200), targets.size());
        QVERIFY(peak <= before + std::max<qint64>(before / 10, isLong() ? 0 : 8 * 1024));
    }

    void manyRendersLeaveNothingBehind()
    {
#ifdef VITRINE_SANITIZED
        QSKIP("a sanitizer keeps freed memory to watch it");
#endif
        qputenv("VITRINE_VARIANTS_DISK", "16 MiB"); // an eviction makes them cold again before they come round
        qputenv("VITRINE_LIMITS_DEADLINE", "120s");
        ServingProcess origin(m_data.path());
        qunsetenv("VITRINE_VARIANTS_DISK");
        qunsetenv("VITRINE_LIMITS_DEADLINE");
        Crowd crowd(origin.url());
        // Large and small ones from the first to the last: else it is their size that grows.
        QVector<QByteArray> targets = coldTargets(4000);
        std::shuffle(targets.begin(), targets.end(), QRandomGenerator(3));
        const int all = isLong() ? 20'000 : 600, first = isLong() ? 1'000 : 200;
        qint64 before = 0, decodersBefore = 0;
        int rendered = 0, asked = 0;
        while (rendered < all) {
            const auto answers = crowd.ask(targets.mid(asked % 4000, 100), 120s);
            QVERIFY2(countOf(answers, 200) == answers.size(), countsOf(answers));
            asked += int(answers.size());
            QVERIFY2(asked < 2 * all, "nothing is cold again");
            const int earlier = rendered;
            rendered += int(std::count_if(answers.begin(), answers.end(), [](const auto &answer) { return answer.rendered; }));
            if (earlier < first && rendered >= first) {
                before = statusKb(origin.pid(), "VmRSS:");
                decodersBefore = largestOf(decodersOf(origin.pid()));
            }
        }
        const qint64 after = statusKb(origin.pid(), "VmRSS:");
        qInfo("%d renders: the origin held %lld KB after the first %d, %lld KB at the end; the larger decoder %lld KB and %lld KB", rendered,
              static_cast<long long>(before), first, static_cast<long long>(after), static_cast<long long>(decodersBefore),
              static_cast<long long>(largestOf(decodersOf(origin.pid()))));
        QVERIFY(after <= before + std::max<qint64>(before / 10, isLong() ? 0 : 8 * 1024));
    }

private:
    /// Stores the pictures; their ids.
    QVector<QByteArray> put(const QVector<QByteArray> &pictures)
    {
        QStringList arguments{"put", "--data", m_data.path(), "--json"};
        for (const QByteArray &bytes : pictures) {
            QFile file(m_files.filePath(QStringLiteral("%1").arg(++m_file)));
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
                qFatal("no place for the test's pictures");
            arguments << file.fileName();
        }
        const CommandResult result = vitrined(arguments);
        if (result.exitCode != 0)
            qFatal("put failed: %s", qPrintable(result.err));
        QVector<QByteArray> ids;
        for (const QJsonValue &image : result.json()[QLatin1String("images")].toArray())
            ids.append(image[QLatin1String("image")].toString().toLatin1());
        return ids;
    }

    QByteArray smallPreset() const { return m_presets.constFirst(); }

    /// Distinct ones, the same ones every time: pictures x presets x formats.
    QVector<QByteArray> coldTargets(int count) const
    {
        QVector<QByteArray> targets;
        for (int i = 0; targets.size() < count; ++i) {
            const int picture = i % Pictures, preset = i / Pictures % int(m_presets.size());
            const int format = i / Pictures / int(m_presets.size());
            if (format > 3)
                qFatal("there are not as many different addresses");
            static constexpr std::array extensions{".jpg", ".webp", ".png", ".avif"};
            targets.append("/i/" + m_presets[preset] + '/' + m_images[picture] + extensions[size_t(format)]);
        }
        return targets;
    }

    QTemporaryDir m_data, m_files;
    int m_file = 0;
    QVector<QByteArray> m_presets, m_images;
};

QTEST_GUILESS_MAIN(LoadTest)
#include "tst_load.moc"
