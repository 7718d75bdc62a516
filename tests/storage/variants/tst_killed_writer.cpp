#include "numbered_variant.h"
#include "storage/variants/segment_variant_store.h"

#include <QProcess>
#include <QtTest>

#include <csignal>

using namespace vitrine;

/// SIGKILL in the middle of storing. A program of its own: the thread sanitizer allows no threads after a fork.
class KilledWriterTest : public QObject
{
    Q_OBJECT

private slots:
    void losesNothingItHasSaid()
    {
        QTemporaryDir dir;
        for (int round = 0; round < 3; ++round) {
            QProcess writer;
            writer.start(qEnvironmentVariable("VITRINE_VARIANT_WRITER"), {dir.path()});
            QByteArray said;
            while (said.count('\n') < 200) {
                QVERIFY(writer.waitForReadyRead());
                said += writer.readAllStandardOutput();
            }
            ::kill(pid_t(writer.processId()), SIGKILL);
            writer.waitForFinished();
            said += writer.readAllStandardOutput();
            const int last = said.first(said.lastIndexOf('\n')).split('\n').constLast().toInt();
            const auto store = storage::SegmentVariantStore::open(dir.path(), 64ll << 20);
            QVERIFY(store.ok());
            for (int number = 0; number <= last; ++number) {
                const auto found = (*store)->find(test::numberedVariant(number).etag);
                QVERIFY2(found, QByteArray::number(number).constData());
                QCOMPARE(found->bytes, test::numberedVariant(number).bytes);
            }
        }
    }
};

QTEST_GUILESS_MAIN(KilledWriterTest)
#include "tst_killed_writer.moc"
