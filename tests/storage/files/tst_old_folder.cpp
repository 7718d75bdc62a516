#include "images/support/memory_original_store.h"
#include "old_folder.h"
#include "storage/files/file_original_store.h"
#include "storage/sqlite/original_index.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace vitrine;
using namespace vitrine::storage;

/// Folders in which each description is a file of its own.
class OldFolderTest : public QObject
{
    Q_OBJECT

private slots:
    void isServedAtOnceAndFolded()
    {
        QTemporaryDir dir;
        const QVector<ImageId> ids = test::writeOldFolder(dir.path(), 1'200);
        {
            auto store = std::move(*FileOriginalStore::start(dir.path()));
            for (int number = 0; number < ids.size(); ++number) { // whichever has been folded by now
                const auto described = store->describe(ids[number]);
                QVERIFY2(described.ok(), qPrintable(described.ok() ? QString() : described.error().toString()));
                QCOMPARE(described->info.heightPx, number + 1);
            }
            QTRY_COMPARE_WITH_TIMEOUT(test::besideFiles(dir.path()), 0, 60'000);
            for (int number = 0; number < ids.size(); ++number)
                QCOMPARE(store->describe(ids[number])->info.heightPx, number + 1);
        }
        QVERIFY(QFile::exists(dir.filePath(QStringLiteral("index.db"))));
    }

    /// However far it came: each description is a row that is on disk, or still a file.
    void survivesKillAtAnyMoment()
    {
        QTemporaryDir dir;
        const QVector<ImageId> ids = test::writeOldFolder(dir.path(), 1'600);
        for (int left = 1'599; left > 0; left -= 307) {
            QProcess folding;
            folding.start(qEnvironmentVariable("VITRINE_ORIGINAL_FOLDER"), {dir.path()});
            QVERIFY(folding.waitForStarted());
            QTRY_VERIFY_WITH_TIMEOUT(test::besideFiles(dir.path()) <= left, 60'000);
            QVERIFY(folding.state() == QProcess::Running);
            ::kill(pid_t(folding.processId()), SIGKILL);
            folding.waitForFinished();
            const auto index = sqlite::OriginalIndex::open(dir.filePath(QStringLiteral("index.db")));
            QVERIFY(index.ok());
            for (int number = 0; number < ids.size(); ++number) {
                const auto row = (*index)->find(ids[number]);
                QVERIFY(row.ok());
                const QString id = ids[number].toString();
                QVERIFY(*row || QFile::exists(dir.filePath(id.left(2) + '/' + id.mid(2, 2) + '/' + id + QStringLiteral(".json"))));
                if (*row)
                    QCOMPARE(images::originalFromJson(ids[number], **row)->info.heightPx, number + 1);
            }
        }
    }

    /// What comes from a store of another kind later on is read where it lies, and the doctor takes it in.
    void descriptionsThatAreCopiedThereAreRead()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        const QVector<ImageId> ids = test::writeOldFolder(dir.path(), 3);
        QCOMPARE(store->describe(ids[2])->info.heightPx, 3);
        const auto never = [](const images::Source &) -> Result<images::ImageInfo> { return Error{ErrorCode::Internal, QStringLiteral("looked"), {}, {}}; };
        catalog::CheckReport seen, repaired;
        QVERIFY(store->check({}, seen, never).ok());
        QCOMPARE(seen.found, 0);
        QCOMPARE(test::besideFiles(dir.path()), 3);
        catalog::CheckOptions repair;
        repair.repair = true;
        QVERIFY(store->check(repair, repaired, never).ok());
        QCOMPARE(repaired.found, 0);
        QCOMPARE(test::besideFiles(dir.path()), 0);
        QCOMPARE(store->describe(ids[2])->info.heightPx, 3);
    }

    void aDamagedDescriptionIsCorruptAndHealedByPut()
    {
        QTemporaryDir dir;
        const ImageId id = test::writeOldFolder(dir.path(), 1)[0];
        const QString beside = dir.filePath(id.toString().left(2) + '/' + id.toString().mid(2, 2) + '/' + id.toString() + QStringLiteral(".json"));
        QVERIFY(QFile::resize(beside, 5));
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        QCOMPARE(store->describe(id).error().code, ErrorCode::Corrupt);
        QVERIFY(store->put(*images::Source::fromBytes("original 0"), {QStringLiteral("png"), 10, 1, 1, false}).ok());
        QCOMPARE(store->describe(id)->info.heightPx, 1);
        QVERIFY(!QFile::exists(beside));
    }
};

QTEST_GUILESS_MAIN(OldFolderTest)
#include "tst_old_folder.moc"
