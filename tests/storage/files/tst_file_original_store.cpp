#include "images/support/memory_original_store.h"
#include "storage/files/durable_file.h"
#include "storage/files/file_original_store.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <thread>
#include <unistd.h>

using namespace vitrine;
using namespace vitrine::images;
using namespace vitrine::storage;

namespace {

std::shared_ptr<const Source> sourceOf(const QByteArray &bytes)
{
    return *Source::fromBytes(bytes);
}

QByteArray someBytes(int number, int size = 200'000)
{
    return (QByteArray::number(number) + '/').repeated(size / 8);
}

int filesIn(const QString &folder)
{
    return static_cast<int>(QDir(folder).entryList(QDir::Files).size());
}

} // namespace

class FileOriginalStoreTest : public QObject
{
    Q_OBJECT

private slots:
    void checkFindsDamageAndSetsItAside()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.filePath("originals")));
        QVector<ImageId> ids;
        for (int number = 0; number < 4; ++number)
            ids.append(store->put(sourceOf(someBytes(number)), {QStringLiteral("jpeg"), 30, 20, 1, false})->id);
        catalog::CheckReport healthy;
        QVERIFY(store->check({}, healthy).ok());
        QCOMPARE(healthy.originals, 4);
        QCOMPARE(healthy.found, 0);

        QFile flipped(store->pathOf(ids[1]));
        QVERIFY(flipped.open(QIODevice::ReadWrite) && flipped.write("X") == 1); // the same size
        flipped.close();
        QVERIFY(QFile::remove(store->pathOf(ids[2]) + QStringLiteral(".json")));
        catalog::CheckReport seen;
        QVERIFY(store->check({}, seen).ok());
        QCOMPARE(seen.found, 2);
        QCOMPARE(seen.repaired, 0);
        QVERIFY(store->open(ids[1]).ok()); // looking changes nothing

        catalog::CheckOptions repair;
        repair.repair = true;
        catalog::CheckReport repaired;
        QVERIFY(store->check(repair, repaired).ok());
        QCOMPARE(repaired.repaired, 2);
        QCOMPARE(store->open(ids[1]).error().code, ErrorCode::NotFound);
        QCOMPARE(filesIn(dir.filePath("originals/damaged")), 3);
        // The same picture can be put again, and is whole.
        QVERIFY(store->put(sourceOf(someBytes(1)), {QStringLiteral("jpeg"), 30, 20, 1, false}).ok());
        QCOMPARE(test::bytesOf(**store->open(ids[1])), someBytes(1));
        catalog::CheckReport after;
        QVERIFY(store->check({}, after).ok());
        QCOMPARE(after.found, 0);
        repair.cancel.request();
        QCOMPARE(store->check(repair, after).error().code, ErrorCode::Cancelled);
    }
    void keepsBytesAndDescription()
    {
        QTemporaryDir dir;
        const QByteArray bytes = someBytes(1);
        ImageId id;
        {
            auto store = std::move(*FileOriginalStore::start(dir.filePath("originals")));
            const auto original = store->put(sourceOf(bytes), {QStringLiteral("jpeg"), 30, 20, 2, true});
            QVERIFY2(original.ok(), qPrintable(original.ok() ? QString() : original.error().toString()));
            id = original->id;
            QCOMPARE(original->sha256, QCryptographicHash::hash(bytes, QCryptographicHash::Sha256));
        }
        auto store = std::move(*FileOriginalStore::start(dir.filePath("originals")));
        QCOMPARE(test::bytesOf(**store->open(id)), bytes);
        const auto described = store->describe(id);
        QVERIFY(described.ok());
        QCOMPARE(described->info.type, QStringLiteral("jpeg"));
        QCOMPARE(described->info.frames, 2);
        QVERIFY(described->info.alpha);
        QCOMPARE(described->sizeBytes, bytes.size());
        QVERIFY(store->pathOf(id).contains(id.toString().left(2) + "/" + id.toString().mid(2, 2) + "/" +
                                           id.toString()));
        QCOMPARE(filesIn(dir.filePath("originals/tmp")), 0);
    }

    void unknownAndStrangeIdsAreNotFound()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        for (const char *id : {"", "../../etc/passwd", "0123456789abcdef0123456789abcdef",
                               "0123456789ABCDEF0123456789ABCDEF"}) {
            QCOMPARE(store->open(ImageId(QString::fromLatin1(id))).error().code, ErrorCode::NotFound);
            QCOMPARE(store->describe(ImageId(QString::fromLatin1(id))).error().code, ErrorCode::NotFound);
        }
    }

    void sameBytesAtOnceAreOneOriginal()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        std::vector<std::thread> threads;
        std::atomic<int> good{0};
        for (int i = 0; i < 8; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < 10; ++j)
                    good += store->put(sourceOf(someBytes(j)), {QStringLiteral("png"), 1, 1, 1, false}).ok();
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(good.load(), 80);
        int files = 0;
        for (QDirIterator all(dir.path(), QDir::Files, QDirIterator::Subdirectories); all.hasNext();
             all.next())
            ++files;
        QCOMPARE(files, 20);
    }

    void foldersMadeByManyThreadsAtOnceAreMade()
    {
        QTemporaryDir dir;
        std::atomic<int> round{0};
        std::atomic<int> failures{0};
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int j = 0; j < 300; ++j) {
                    ++round;
                    while (round < 4 * (j + 1)) // all of them begin each round together
                        std::this_thread::yield();
                    failures += !makeDurableFolder(dir.filePath(QStringLiteral("%1/a/b").arg(j))).ok();
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(failures.load(), 0);
    }

    /// What was acknowledged is there and whole, what was not is there whole or not at all, and nothing is
    /// left over.
    void survivesKillAtAnyMoment()
    {
        QTemporaryDir dir;
        for (int round = 0; round < 25; ++round) {
            int ends[2];
            QVERIFY(pipe(ends) == 0);
            const pid_t child = fork();
            if (child == 0) {
                auto store = std::move(*FileOriginalStore::start(dir.path()));
                for (int i = 0;; ++i) {
                    const auto original = store->put(sourceOf(someBytes(round * 100'000 + i)),
                                                     {QStringLiteral("png"), 1, 1, 1, false});
                    const QByteArray id = original->id.toString().toLatin1();
                    if (write(ends[1], id.constData(), 32) != 32)
                        _exit(1);
                }
            }
            ::close(ends[1]);
            QTest::qSleep(3 + round * 2);
            kill(child, SIGKILL);
            waitpid(child, nullptr, 0);
            auto store = std::move(*FileOriginalStore::start(dir.path()));
            QCOMPARE(filesIn(dir.filePath("tmp")), 0);
            char id[32];
            while (read(ends[0], id, 32) == 32) {
                ++m_acknowledged;
                const ImageId image(QString::fromLatin1(id, 32));
                const auto described = store->describe(image);
                QVERIFY(described.ok());
                QCOMPARE(
                    QCryptographicHash::hash(test::bytesOf(**store->open(image)), QCryptographicHash::Sha256),
                    described->sha256);
            }
            ::close(ends[0]);
        }
        QVERIFY(m_acknowledged > 0);
        for (QDirIterator all(dir.path(), QDir::Files, QDirIterator::Subdirectories); all.hasNext();) {
            const QString path = all.next();
            if (path.endsWith(QStringLiteral(".json")))
                continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(
                QString::fromLatin1(
                    QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex().left(32)),
                QFileInfo(path).fileName());
            QVERIFY(QFileInfo::exists(path + QStringLiteral(".json")));
        }
    }

    void leavesAloneWhatALivingProcessWrites()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        std::atomic_bool stop{false};
        std::thread opener([&] {
            while (!stop)
                QVERIFY(FileOriginalStore::start(dir.path()).ok());
        });
        int failed = 0;
        for (int i = 0; i < 60; ++i)
            failed += !store->put(sourceOf(someBytes(i)), {}).ok();
        stop = true;
        opener.join();
        QCOMPARE(failed, 0);
    }

    void aFullDiskIsStorageFullAndLeavesNothing()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        const auto source = sourceOf(someBytes(7, 4'000'000));
        const auto before = signal(SIGXFSZ, SIG_IGN);
        rlimit old{};
        getrlimit(RLIMIT_FSIZE, &old);
        const rlimit little{500'000, old.rlim_max};
        setrlimit(RLIMIT_FSIZE, &little);
        const auto original = store->put(source, {});
        setrlimit(RLIMIT_FSIZE, &old);
        signal(SIGXFSZ, before);
        QVERIFY(!original.ok());
        QCOMPARE(original.error().code, ErrorCode::StorageFull);
        QVERIFY(!original.error().remedy.isEmpty());
        QCOMPARE(filesIn(dir.filePath("tmp")), 0);
        QVERIFY(store->put(source, {}).ok());
    }

    void aPlaceThatCannotBeWrittenSaysWhatToDo()
    {
        const auto store = FileOriginalStore::start(QStringLiteral("/proc/originals"));
        QVERIFY(!store.ok());
        QVERIFY(store.error().toString().contains("/proc/originals"));
        if (geteuid() == 0)
            QSKIP("the superuser may write everywhere");
        const auto denied = FileOriginalStore::start(QStringLiteral("/usr/originals"));
        QCOMPARE(denied.error().code, ErrorCode::PermissionDenied);
        QVERIFY(!denied.error().remedy.isEmpty());
    }

    void aDamagedDescriptionIsCorruptAndHealedByPut()
    {
        QTemporaryDir dir;
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        const ImageId id = store->put(sourceOf("abc"), {})->id;
        QFile file(store->pathOf(id) + QStringLiteral(".json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{");
        file.close();
        QCOMPARE(store->describe(id).error().code, ErrorCode::Corrupt);
        QVERIFY(store->put(sourceOf("abc"), {}).ok());
        QVERIFY(store->describe(id).ok());
    }

private:
    int m_acknowledged = 0;
};

QTEST_GUILESS_MAIN(FileOriginalStoreTest)
#include "tst_file_original_store.moc"
