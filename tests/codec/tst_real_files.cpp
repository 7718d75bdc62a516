#include "codec/worker_pool.h"
#include "images/support/pictures.h"
#include "support/test_data.h"

#include <QColor>
#include <QDir>
#include <QDirIterator>
#include <QElapsedTimer>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

namespace {

constexpr qint64 MemoryBoundKb = 400 * 1024;

Renderer::Deadline soon()
{
    return std::chrono::steady_clock::now() + 5s;
}

RenderSpec inside(int side, Format format)
{
    RenderSpec spec;
    spec.preset.widthPx = side;
    spec.preset.heightPx = side;
    spec.format = format;
    return spec;
}

qint64 peakMemoryKb()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.simplified().split(' ').value(1).toLongLong();
    }
    return 0;
}

QString told(const Error &error)
{
    return QLatin1String(errorCodeName(error.code)) + QStringLiteral(": ") + error.what;
}

/// QVERIFY2 evaluates its message also when all is well.
template <typename T>
QString told(const Result<T> &result)
{
    return result ? QStringLiteral("ok") : told(result.error());
}

} // namespace

/// Real files of every feature and every damage, through real workers.
class RealFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_data = test::testDataDir();
        if (m_data.isEmpty())
            QSKIP("VITRINE_TEST_DATA is not set");
        WorkerPoolLimits limits;
        limits.workers = 2;
        m_pool = std::move(*WorkerPool::start(limits));
    }
    void cleanupTestCase()
    {
        if (m_pool)
            QVERIFY2(peakMemoryKb() < MemoryBoundKb, qPrintable(QString::number(peakMemoryKb())));
    }

    /// A good picture of the right size or a clear error that blames the file; never a crash or a hang.
    void everyFileIsAPictureOrAnError_data()
    {
        QTest::addColumn<QString>("path");
        for (const char *folder : {"formats", "bad"}) {
            QDirIterator files(m_data + QLatin1Char('/') + QLatin1String(folder), QDir::Files,
                               QDirIterator::Subdirectories);
            while (files.hasNext()) {
                const QString path = files.next();
                QTest::newRow(qPrintable(path.mid(m_data.size() + 1))) << path;
            }
        }
    }
    void everyFileIsAPictureOrAnError()
    {
        QFETCH(QString, path);
        const auto source = Source::fromFile(path);
        QVERIFY(source.ok());
        QElapsedTimer timer;
        timer.start();
        const auto info = m_pool->validate(**source, soon());
        const auto rendered = m_pool->render(**source, inside(160, Format::Webp), soon());
        if (qEnvironmentVariableIsSet("VITRINE_SHOW_FILES"))
            qInfo("%s", qPrintable(QStringLiteral("%1 ms %2 | %3")
                                       .arg(timer.elapsed())
                                       .arg(info ? info->type : told(info.error()),
                                            told(rendered))));
        for (const Error *error : {info ? nullptr : &info.error(), rendered ? nullptr : &rendered.error()}) {
            if (!error)
                continue;
            QVERIFY2(error->code == ErrorCode::Unprocessable || error->code == ErrorCode::UnsupportedType ||
                         error->code == ErrorCode::TooLarge,
                     qPrintable(told(*error)));
            QVERIFY(!error->what.isEmpty());
        }
        // What validate() lets in renders, and what it refuses does not.
        QVERIFY2(info.ok() == rendered.ok(), qPrintable(told(info) + QStringLiteral(" / ") + told(rendered)));
        if (!rendered)
            return;
        const double scale = std::min({1.0, 160.0 / info->widthPx, 160.0 / info->heightPx});
        QVERIFY(std::abs(rendered->widthPx - info->widthPx * scale) <= 1);
        QVERIFY(std::abs(rendered->heightPx - info->heightPx * scale) <= 1);
    }

private:
    QString m_data;
    std::unique_ptr<WorkerPool> m_pool;
};

QTEST_GUILESS_MAIN(RealFilesTest)
#include "tst_real_files.moc"
