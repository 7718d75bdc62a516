#include "images/twins.h"
#include "storage/variants/segment_variant_store.h"
#include "vitrined_process.h"

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::test;

namespace {

/// Progressive JPEGs of 16 x 16 pixels, in base64.
constexpr char Red[] =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeX"
    "BkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wgARCAAQ"
    "ABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAT/xAAVAQEBAAAAAAAAAAAAAAAAAAAEBf/aAAwDAQACEAMQAAABiBb3/8QAFBABAA"
    "AAAAAAAAAAAAAAAAAAIP/aAAgBAQABBQIf/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/a"
    "AAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwIf/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPyEf/9oADAMBAA"
    "IAAwAAABAD/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxB//8QAFBABAAAA"
    "AAAAAAAAAAAAAAAAIP/aAAgBAQABPxAf/9k=";
constexpr char Blue[] =
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABALDA4MChAODQ4SERATGCgaGBYWGDEjJR0oOjM9PDkzODdASFxOQERXRTc4UG1RV19iZ2hnPk1xeX"
    "BkeFxlZ2P/2wBDARESEhgVGC8aGi9jQjhCY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2NjY2P/wgARCAAQ"
    "ABADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAX/xAAVAQEBAAAAAAAAAAAAAAAAAAADBf/aAAwDAQACEAMQAAABjC8X/8QAFBABAA"
    "AAAAAAAAAAAAAAAAAAIP/aAAgBAQABBQIf/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPwF//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/a"
    "AAgBAgEBPwF//8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwIf/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPyEf/9oADAMBAA"
    "IAAwAAABAD/8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAwEBPxB//8QAFBEBAAAAAAAAAAAAAAAAAAAAAP/aAAgBAgEBPxB//8QAFBABAAAA"
    "AAAAAAAAAAAAAAAAIP/aAAgBAQABPxAf/9k=";

} // namespace

/// What `vitrined doctor` says of baseline twins.
class DoctorTwinsTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_images.clear();
        for (const char *picture : {Red, Blue}) {
            QFile file(m_dir->filePath(QStringLiteral("picture.jpg")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(QByteArray::fromBase64(picture));
            file.close();
            const auto put = run({QStringLiteral("put"), file.fileName()});
            QVERIFY2(put.exitCode == 0, qPrintable(put.err));
            m_images.append(ImageId(put.json()[QStringLiteral("images")][0][QStringLiteral("image")].toString()));
        }
        const auto healthy = run({QStringLiteral("doctor")});
        QCOMPARE(healthy.exitCode, 0);
        QCOMPARE(healthy.json()[QStringLiteral("twins")].toInt(), 2);
    }

    void anOrphanIsNamedAndForgotten()
    {
        QDirIterator files(m_dir->filePath(QStringLiteral("data/originals")), QDir::Files, QDirIterator::Subdirectories);
        int removed = 0;
        while (files.hasNext()) {
            const QString path = files.next();
            removed += files.fileName().startsWith(m_images[0].toString()) && QFile::remove(path);
        }
        QVERIFY(removed > 0);
        fails(QStringLiteral("not there"), m_images[0]);
        repairs();
        const auto healthy = run({QStringLiteral("doctor")});
        QCOMPARE(healthy.json()[QStringLiteral("twins")].toInt(), 1);
        QCOMPARE(healthy.json()[QStringLiteral("found")].toInt(), 0);
    }

    void oneOfAnotherPictureIsNamedAndForgotten()
    {
        {
            auto store = storage::SegmentVariantStore::open(m_dir->filePath(QStringLiteral("data/variants")), 256ll << 20);
            QVERIFY(store.ok());
            auto twin = (*store)->find(images::twinKey(m_images[1]));
            QVERIFY(twin);
            const QByteArray tag = "image/" + m_images[0].toString().toLatin1();
            QVERIFY((*store)->purge({{tag}, {}}).ok());
            twin->etag = images::twinKey(m_images[0]);
            twin->tags = tag;
            (*store)->put(*twin, (*store)->epoch());
        }
        fails(QStringLiteral("another picture"), m_images[0]);
        repairs();
        QCOMPARE(run({QStringLiteral("doctor")}).json()[QStringLiteral("twins")].toInt(), 1);
    }

private:
    CommandResult run(const QStringList &arguments) const
    {
        return vitrined(arguments + QStringList{QStringLiteral("--json"), QStringLiteral("--data"), m_dir->filePath(QStringLiteral("data"))});
    }
    void fails(const QString &word, const ImageId &image) const
    {
        const auto checked = run({QStringLiteral("doctor")});
        QCOMPARE(checked.exitCode, 1);
        const auto findings = checked.json()[QStringLiteral("findings")].toArray();
        const bool named = std::any_of(findings.begin(), findings.end(), [&](const QJsonValue &finding) {
            return finding[QStringLiteral("what")].toString().contains(word) &&
                   finding[QStringLiteral("where")].toString().endsWith(image.toString());
        });
        QVERIFY2(named, qPrintable(checked.out));
    }
    void repairs() const
    {
        const auto repaired = run({QStringLiteral("doctor"), QStringLiteral("--repair")});
        QVERIFY2(repaired.exitCode == 0, qPrintable(repaired.out));
    }

    std::unique_ptr<QTemporaryDir> m_dir;
    QVector<ImageId> m_images;
};

QTEST_GUILESS_MAIN(DoctorTwinsTest)
#include "tst_doctor_twins.moc"
