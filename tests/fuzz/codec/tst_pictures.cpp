#include "fuzz/codec/any_picture.h"
#include "fuzz/mutate.h"
#include "images/support/pictures.h"
#include "support/test_data.h"

#include <QBuffer>
#include <QDirIterator>
#include <QImageWriter>
#include <QTest>

using namespace vitrine;

/// The fuzzer's rules over mutated pictures. Same seed, same inputs.
class TestPictures : public QObject
{
    Q_OBJECT

private slots:
    void headersKeepTheRules()
    {
        const QVector<QByteArray> all = seeds();
        for (const QByteArray &seed : all)
            QCOMPARE(test::brokenHeaderRule(seed), nullptr);
        QRandomGenerator random(2026);
        for (int round = 0; round < 30'000; ++round) {
            const QByteArray input = test::mutated(all, random);
            const char *rule = test::brokenHeaderRule(input);
            QVERIFY2(!rule,
                     (QByteArray(rule) + ": " + input.first(std::min<qsizetype>(input.size(), 2'000)).toHex())
                         .constData());
        }
    }

private:
    /// A drawn one, short ones of the formats that Qt does not write, and the beginnings of real ones.
    static QVector<QByteArray> seeds()
    {
        QVector<QByteArray> all;
        for (const bool progressive : {false, true}) {
            QByteArray jpeg;
            QBuffer buffer(&jpeg);
            QImageWriter writer(&buffer, "JPEG");
            writer.setProgressiveScanWrite(progressive);
            writer.write(test::drawPicture(64, 48));
            all.append(jpeg);
        }
        // The largest interlaced one that its header can claim.
        all.append(QByteArray("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x7f\xff\xff\xff\x7f\xff\xff\xff\x10\x06"
                              "\x00\x00\x01\x00\x00\x00\x00",
                              33));
        all.append(test::encodePicture(test::drawPicture(64, 48), "PNG"));
        all.append(QByteArray("GIF89a\x40\x01\xf0\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff\x21\xf9\x04\x00\x0a"
                              "\x00\x00\x00\x2c\x00\x00\x00"
                              "\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00;",
                              43));
        all.append(
            QByteArray("RIFF\x1e\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x12\x00\x00\x00\x7f\x02\x00\xdf\x01\x00"
                       "ANMF\x08\x00\x00\x00xxxxxxxx",
                       46));
        all.append(
            QByteArray("II*"
                       "\x00\x08\x00\x00\x00\x03\x00\x00\x01\x03\x00\x01\x00\x00\x00\x40\x00\x00\x00\x01\x01"
                       "\x04\x00\x01\x00\x00"
                       "\x00\x30\x00\x00\x00\x06\x01\x03\x00\x01\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00",
                       50));
        all.append(QByteArray("\x00\x00\x00\x18"
                              "ftypheic\x00\x00\x00\x00mif1heic\x00\x00\x00\x14ispe\x00\x00\x00\x00\x00\x00"
                              "\x02\x80\x00\x00\x01\xe0",
                              44));
        const QString data = test::testDataDir();
        QDirIterator files(data + QStringLiteral("/formats"), QDir::Files);
        while (!data.isEmpty() && files.hasNext()) {
            QFile file(files.next());
            if (file.open(QIODevice::ReadOnly))
                all.append(file.read(16 * 1024));
        }
        return all;
    }
};

QTEST_GUILESS_MAIN(TestPictures)
#include "tst_pictures.moc"
