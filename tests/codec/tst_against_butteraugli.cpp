#include "codec/worker_pool.h"
#include "images/support/pictures.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::codec;
using namespace std::chrono_literals;

/// Debian's butteraugli, another one's idea of how different two pictures look, on what Preset::score promises: a higher
/// score is nearer, and what has the same score in three formats is about as near. (Debian has no ssimulacra; see
/// tests/bench/images/against_ssimulacra.py.)
class AgainstButteraugliTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_program = QStandardPaths::findExecutable(QStringLiteral("butteraugli"));
        QVERIFY2(!m_program.isEmpty(), "butteraugli is not installed: run packaging/dependencies.sh test");
        auto pool = WorkerPool::start();
        QVERIFY2(pool.ok(), qPrintable(pool.ok() ? QString() : pool.error().toString()));
        m_pool = std::move(*pool);
        m_pictures << *Source::fromBytes(test::encodePicture(test::drawPicture(640, 480), "PNG"));
        // A photograph too, where there is one.
        const QDir data(qEnvironmentVariable("VITRINE_TEST_DATA") + QStringLiteral("/photos/kodak"));
        for (const QString &name : data.entryList({QStringLiteral("*.png"), QStringLiteral("*.jpg")}, QDir::Files).mid(0, 1))
            m_pictures << *Source::fromFile(data.filePath(name));
        qInfo("%lld pictures", qlonglong(m_pictures.size()));
    }

    void aHigherScoreIsNearer_data() { formats(); }
    void aHigherScoreIsNearer()
    {
        QFETCH(Format, format);
        for (const auto &picture : m_pictures) {
            const double bad = distance(*picture, format, 50), good = distance(*picture, format, 68),
                         best = distance(*picture, format, 84);
            qInfo("scores 50, 68, 84: butteraugli %.2f, %.2f, %.2f", bad, good, best);
            QVERIFY(bad > good && good > best);
        }
    }

    void theSameScoreIsAboutAsNearInEveryFormat()
    {
        for (const auto &picture : m_pictures) {
            const double jpeg = distance(*picture, Format::Jpeg, 68);
            for (const Format format : {Format::Webp, Format::Avif}) {
                const double other = distance(*picture, format, 68);
                qInfo("score 68: butteraugli %.2f as %s, %.2f as JPEG", other, formatName(format).data(), jpeg);
                QVERIFY(other < jpeg * 2 && other > jpeg / 2);
            }
        }
    }

private:
    static void formats()
    {
        QTest::addColumn<Format>("format");
        for (const Format format : {Format::Jpeg, Format::Webp, Format::Avif})
            QTest::newRow(formatName(format).data()) << format;
    }

    QImage pixelsOf(const QByteArray &bytes)
    {
        const auto pixels = m_pool->decode(**Source::fromBytes(bytes), 0, std::chrono::steady_clock::now() + 60s);
        if (!pixels)
            return {};
        return QImage(reinterpret_cast<const uchar *>(pixels->rgba.constData()), pixels->widthPx, pixels->heightPx,
                      QImage::Format_RGBA8888)
            .convertToFormat(QImage::Format_RGB888);
    }

    /// Between the variant and its lossless twin. A test that failed on the way is negative.
    double distance(const Source &picture, Format format, double score)
    {
        RenderSpec spec;
        spec.preset.widthPx = spec.preset.heightPx = 400;
        spec.preset.score = score;
        spec.preset.quality.fill(30); // so that the score alone decides
        spec.format = format;
        const auto deadline = std::chrono::steady_clock::now() + 120s;
        spec.careful = true;
        const auto made = m_pool->render(picture, spec, deadline);
        spec.careful = false;
        spec.format = Format::Png;
        const auto lossless = m_pool->render(picture, spec, deadline);
        const QTemporaryDir folder;
        const QString a = folder.filePath(QStringLiteral("a.png")), b = folder.filePath(QStringLiteral("b.png"));
        if (!made || !lossless || !pixelsOf(lossless->bytes).save(a) || !pixelsOf(made->bytes).save(b)) {
            QTest::qFail("no picture", __FILE__, __LINE__);
            return -1;
        }
        QProcess butteraugli;
        butteraugli.start(m_program, {a, b});
        if (!butteraugli.waitForFinished(60'000) || butteraugli.exitCode() != 0) {
            QTest::qFail(butteraugli.readAllStandardError().constData(), __FILE__, __LINE__);
            return -1;
        }
        return butteraugli.readAllStandardOutput().trimmed().split('\n').first().toDouble();
    }

    QString m_program;
    std::unique_ptr<WorkerPool> m_pool;
    QVector<std::shared_ptr<const Source>> m_pictures;
};

QTEST_GUILESS_MAIN(AgainstButteraugliTest)
#include "tst_against_butteraugli.moc"
