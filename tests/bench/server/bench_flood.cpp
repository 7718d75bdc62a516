#include "app/load/crowd.h"
#include "app/vitrined_process.h"
#include "images/preset.h"
#include "images/support/pictures.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTextStream>

#include <array>
#include <atomic>
#include <filesystem>
#include <thread>

using namespace vitrine;
using namespace vitrine::test;
using namespace std::chrono_literals;

/// bench_flood [ROUNDS] [CONNECTIONS]: so many connections at once, each for another picture that nobody has asked for
/// yet, beside the same number for a constant (/healthz) in the same round; /healthz is asked all the while by somebody
/// else. `served` runs from the sending of a request to the arrival of its answer in the kernel, so that the turns of
/// this program, which shares the processors with the origin, are not the origin's; `took` has them in.

namespace {

constexpr int Pictures = 24;

struct Probe
{
    explicit Probe(const QString &url)
        : thread([this, url] {
              Crowd crowd(url);
              while (!stop) {
                  answers += crowd.ask({QByteArrayLiteral("/healthz")}, 10s);
                  std::this_thread::sleep_for(2ms);
              }
          })
    {
    }
    void end()
    {
        stop = true;
        thread.join();
    }
    std::atomic_bool stop{false};
    QVector<Crowd::Answer> answers;
    std::thread thread;
};

double quantile(const QVector<Crowd::Answer> &answers, int status, Crowd::Millis Crowd::Answer::*member, double q)
{
    QVector<double> times;
    for (const auto &answer : answers) {
        if (answer.status == status)
            times.append((answer.*member).count());
    }
    std::sort(times.begin(), times.end());
    return times.isEmpty() ? 0 : times[qsizetype(double(times.size() - 1) * q)];
}

QVector<QByteArray> coldTargets(const QString &data, int count)
{
    QTemporaryDir folder;
    QStringList arguments{"put", "--data", data, "--json"};
    for (int i = 0; i < Pictures; ++i) {
        QFile file(folder.filePath(QString::number(i)));
        if (!file.open(QFile::WriteOnly) || file.write(encodePicture(drawPicture(500 + i, 400), "JPEG")) < 0)
            qFatal("%s", qPrintable(file.errorString()));
        arguments << file.fileName();
    }
    const CommandResult stored = vitrined(arguments);
    if (stored.exitCode != 0)
        qFatal("%s", qPrintable(stored.err));
    QVector<QByteArray> targets;
    const images::PresetList presets = images::PresetList::builtIn();
    for (const char *extension : {".jpg", ".webp", ".png", ".avif"}) {
        for (const images::Preset &preset : presets.all()) {
            for (const QJsonValue &image : stored.json()[QLatin1String("images")].toArray())
                targets.append("/i/" + preset.name.toLatin1() + '/' + image[QLatin1String("image")].toString().toLatin1() + extension);
        }
    }
    return targets.mid(0, count);
}

/// Of the origin's threads: in its own code and in the kernel, seconds.
std::pair<double, double> processorTime(qint64 pid)
{
    QFile stat(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!stat.open(QFile::ReadOnly))
        return {};
    const auto fields = stat.readAll().split(')').last().simplified().split(' ');
    const double ticks = double(sysconf(_SC_CLK_TCK));
    return {fields.value(11).toDouble() / ticks, fields.value(12).toDouble() / ticks};
}

/// Of a process; its other descriptors come and go with the threads that render.
int openSockets(qint64 pid)
{
    int count = 0;
    for (const auto &entry : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/fd")) {
        std::error_code gone;
        count += std::filesystem::read_symlink(entry, gone).string().starts_with("socket:");
    }
    return count;
}

/// Until the origin has ended what was open for the last crowd: else the next one is beyond its limit of connections.
void waitForEnds(qint64 pid, int openAtFirst)
{
    const auto end = std::chrono::steady_clock::now() + 5s;
    while (openSockets(pid) > openAtFirst + 32 && std::chrono::steady_clock::now() < end)
        std::this_thread::sleep_for(10ms);
}

void report(const char *what, const QVector<Crowd::Answer> &answers, const QVector<Crowd::Answer> &health)
{
    const auto took = &Crowd::Answer::took, served = &Crowd::Answer::served;
    QTextStream out(stdout);
    out.setRealNumberNotation(QTextStream::FixedNotation);
    out.setRealNumberPrecision(1);
    out << what << ": " << countOf(answers, 200) << " served, " << countOf(answers, 503) << " shed, " << countOf(answers, 0)
        << " failed;";
    for (const int status : {200, 503}) {
        if (countOf(answers, status) > 0)
            out << ' ' << status << " served p50 " << quantile(answers, status, served, 0.5) << " p99 "
                << quantile(answers, status, served, 0.99) << " worst " << quantile(answers, status, served, 1) << ", took worst "
                << quantile(answers, status, took, 1) << " ms;";
    }
    out << " health (" << health.size() << ", " << health.size() - countOf(health, 200) << " failed) served p99 "
        << quantile(health, 200, served, 0.99) << " worst " << quantile(health, 200, served, 1) << ", took worst "
        << quantile(health, 200, took, 1) << " ms" << Qt::endl;
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const int rounds = argc > 1 ? app.arguments().at(1).toInt() : 3;
    const int connections = argc > 2 ? app.arguments().at(2).toInt() : 4096;
    qputenv("VITRINE_LIMITS_CONNECTIONS", QByteArray::number(connections + 64));
    qputenv("VITRINE_VARIANTS_DISK", "0"); // every round is a cold one
    qputenv("VITRINE_VARIANTS_MEMORY", "1 MiB");
    QTemporaryDir data;
    const auto cold = coldTargets(data.path(), connections);
    const QVector<QByteArray> constant(connections, QByteArrayLiteral("/healthz"));
    ServingProcess origin(data.path());
    const int openAtFirst = openSockets(origin.pid());
    for (int round = 0; round < rounds; ++round) {
        for (const bool isCold : {false, true}) {
            waitForEnds(origin.pid(), openAtFirst);
            Crowd crowd(origin.url());
            Probe probe(origin.url());
            const auto before = processorTime(origin.pid());
            const auto answers = crowd.ask(isCold ? cold : constant, 60s);
            const auto after = processorTime(origin.pid());
            probe.end();
            report(isCold ? "cold    " : "constant", answers, probe.answers);
            QTextStream(stdout) << "    the origin itself used " << (after.first - before.first) * 1e6 / connections << " us in its code and "
                                << (after.second - before.second) * 1e6 / connections << " us in the kernel for each" << Qt::endl;
        }
    }
    return origin.stop();
}
