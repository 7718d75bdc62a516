#include "codec/worker_pool.h"
#include "images/support/pictures.h"

#include <QtTest>

#include <csignal>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

Renderer::Deadline soon(std::chrono::milliseconds after = 20s)
{
    return std::chrono::steady_clock::now() + after;
}

std::shared_ptr<const Source> sourceOf(const QByteArray &bytes)
{
    return *Source::fromBytes(bytes);
}

RenderSpec specOf(int width, int height, Fit fit, Format format)
{
    RenderSpec spec;
    spec.preset.name = QStringLiteral("test");
    spec.preset.widthPx = width;
    spec.preset.heightPx = height;
    spec.preset.fit = fit;
    spec.format = format;
    return spec;
}

bool isAlive(qint64 pid)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(pid));
    // A zombie that a foreign init has not collected yet is dead.
    return status.open(QIODevice::ReadOnly) && !status.readAll().contains(") Z ");
}

/// No part of the pool is alive half a second later.
bool allGone(const QVector<qint64> &pids)
{
    for (int i = 0; i < 50; ++i) {
        if (std::none_of(pids.begin(), pids.end(), isAlive))
            return true;
        QTest::qSleep(10);
    }
    return false;
}

} // namespace

class WorkerPoolTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        WorkerPoolLimits limits;
        limits.workers = 2;
        auto pool = WorkerPool::start(limits);
        QVERIFY2(pool.ok(), qPrintable(pool.ok() ? QString() : pool.error().toString()));
        m_pool = std::move(*pool);
    }
    void cleanup()
    {
        QVector<qint64> pids = m_pool->idleWorkerPids();
        pids << m_pool->zygotePid();
        m_pool.reset();
        QVERIFY2(allGone(pids), "a worker was left over");
    }

    void rendersEveryFormat_data()
    {
        QTest::addColumn<Format>("format");
        QTest::addColumn<QByteArray>("magic");
        QTest::newRow("jpeg") << Format::Jpeg << QByteArray("\xff\xd8\xff");
        QTest::newRow("webp") << Format::Webp << QByteArray("RIFF");
        QTest::newRow("avif") << Format::Avif << QByteArray("ftypavif");
        QTest::newRow("png") << Format::Png << QByteArray("\x89PNG");
    }
    void rendersEveryFormat()
    {
        QFETCH(Format, format);
        QFETCH(QByteArray, magic);
        const auto source = sourceOf(test::encodePicture(test::drawPicture(900, 600), "JPEG"));
        RenderSpec spec = specOf(300, 300, Fit::Inside, format);
        spec.score = true;
        const auto rendered = m_pool->render(*source, spec, soon());
        QVERIFY2(rendered.ok(), qPrintable(rendered.ok() ? QString() : rendered.error().toString()));
        QVERIFY(rendered->bytes.left(16).contains(magic));
        QCOMPARE(rendered->widthPx, 300);
        QCOMPARE(rendered->heightPx, 200);
        QVERIFY(rendered->renderTime.count() > 0);
        QVERIFY2(*rendered->ssim > (format == Format::Png ? 0.999999 : 0.9),
                 qPrintable(QString::number(*rendered->ssim)));
        QVERIFY(*rendered->ssim <= 1.0);
    }

private:
    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(WorkerPoolTest)
#include "tst_worker_pool.moc"
