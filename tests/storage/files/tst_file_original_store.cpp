#include "images/support/memory_original_store.h"
#include "storage/files/durable_file.h"
#include "storage/files/file_original_store.h"

#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QTemporaryDir>
#include <QtTest>

#include <poll.h>
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

int filesBelow(const QString &folder)
{
    int files = 0;
    for (QDirIterator all(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories); all.hasNext(); all.next())
        ++files;
    return files;
}

const FileOriginalStore::Look NeverLook = [](const Source &) -> Result<ImageInfo> {
    return Error{ErrorCode::Internal, QStringLiteral("nobody should have looked"), {}, {}};
};

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
        QVERIFY(store->check({}, healthy, NeverLook).ok());
        QCOMPARE(healthy.originals, 4);
        QCOMPARE(healthy.found, 0);

        QFile flipped(store->pathOf(ids[1]));
        QVERIFY(flipped.open(QIODevice::ReadWrite) && flipped.write("X") == 1); // the same size
        flipped.close();
        catalog::CheckReport seen;
        QVERIFY(store->check({}, seen, NeverLook).ok());
        QCOMPARE(seen.found, 1);
        QCOMPARE(seen.repaired, 0);
        QVERIFY(store->open(ids[1]).ok()); // looking changes nothing

        catalog::CheckOptions repair;
        repair.repair = true;
        catalog::CheckReport repaired;
        QVERIFY(store->check(repair, repaired, NeverLook).ok());
        QCOMPARE(repaired.repaired, 1);
        QCOMPARE(store->open(ids[1]).error().code, ErrorCode::NotFound);
        QCOMPARE(filesIn(dir.filePath("originals/damaged")), 1);
        // The same picture can be put again, and is whole.
        QVERIFY(store->put(sourceOf(someBytes(1)), {QStringLiteral("jpeg"), 30, 20, 1, false}).ok());
        QCOMPARE(test::bytesOf(**store->open(ids[1])), someBytes(1));
        catalog::CheckReport after;
        QVERIFY(store->check({}, after, NeverLook).ok());
        QCOMPARE(after.found, 0);
        // Somebody else removes one.
        QVERIFY(QFile::remove(store->pathOf(ids[3])));
        catalog::CheckReport gone, taken, last;
        QVERIFY(store->check({}, gone, NeverLook).ok());
        QCOMPARE(gone.found, 1);
        QVERIFY(store->check(repair, taken, NeverLook).ok());
        QCOMPARE(taken.repaired, 1);
        QVERIFY(store->check({}, last, NeverLook).ok());
        QCOMPARE(last.found, 0);
        repair.cancel.request();
        QCOMPARE(store->check(repair, after, NeverLook).error().code, ErrorCode::Cancelled);
    }

    void oneFileForAllDescriptions()
    {
        QTemporaryDir dir;
        {
            auto store = std::move(*FileOriginalStore::start(dir.path()));
            for (int number = 0; number < 50; ++number)
                QVERIFY(store->put(sourceOf(someBytes(number, 2'000)), {QStringLiteral("png"), 3, 2, 1, false}).ok());
        }
        QCOMPARE(filesBelow(dir.path()), 51);
    }

    /// The index is gone: the doctor makes it again from the originals alone.
    void theDoctorMakesTheIndexAgain()
    {
        QTemporaryDir dir;
        QVector<ImageId> ids;
        {
            auto store = std::move(*FileOriginalStore::start(dir.path()));
            for (int number = 0; number < 3; ++number)
                ids.append(store->put(sourceOf(someBytes(number)), {QStringLiteral("png"), 30, 20 + number, 1, true})->id);
        }
        QVERIFY(QFile::remove(dir.filePath(QStringLiteral("index.db"))));
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        QCOMPARE(store->describe(ids[0]).error().code, ErrorCode::Corrupt);
        QVERIFY(store->describe(ids[0]).error().remedy.contains(u"doctor"));
        catalog::CheckReport seen, tried, repaired, after;
        QVERIFY(store->check({}, seen, NeverLook).ok());
        QCOMPARE(seen.found, 3);
        catalog::CheckOptions repair;
        repair.repair = true;
        QVERIFY(store->check(repair, tried, NeverLook).ok()); // bytes that cannot be decoded stay as they are, and a fault
        QCOMPARE(tried.found - tried.repaired, 3);
        const auto look = [](const Source &source) -> Result<ImageInfo> {
            return ImageInfo{QStringLiteral("png"), 30, 20 + test::bytesOf(source).left(1).toInt(), 1, true};
        };
        QVERIFY(store->check(repair, repaired, look).ok());
        QCOMPARE(repaired.repaired, 3);
        for (int number = 0; number < 3; ++number) {
            const auto described = store->describe(ids[number]);
            QVERIFY(described.ok());
            QCOMPARE(described->info.heightPx, 20 + number);
            QCOMPARE(described->sizeBytes, someBytes(number).size());
            QCOMPARE(described->sha256, QCryptographicHash::hash(someBytes(number), QCryptographicHash::Sha256));
        }
        QVERIFY(store->check({}, after, NeverLook).ok());
        QCOMPARE(after.found, 0);
    }

    void aDamagedIndexIsMadeAnew_data()
    {
        QTest::addColumn<qint64>("from");
        QTest::newRow("its head, which the start sees") << qint64(0);
        QTest::newRow("its rows, which the doctor sees") << qint64(4'096);
    }
    void aDamagedIndexIsMadeAnew()
    {
        QFETCH(qint64, from);
        QTemporaryDir dir;
        ImageId id;
        {
            auto store = std::move(*FileOriginalStore::start(dir.path()));
            id = store->put(sourceOf("abc"), {QStringLiteral("png"), 7, 8, 1, false})->id;
        }
        {
            QFile index(dir.filePath(QStringLiteral("index.db")));
            QVERIFY(index.open(QIODevice::ReadWrite) && index.seek(from));
            index.write(QByteArray(2'000, 'x'));
        }
        auto store = std::move(*FileOriginalStore::start(dir.path()));
        QVERIFY(!store->describe(id).ok());
        QCOMPARE(test::bytesOf(**store->open(id)), QByteArray("abc"));
        catalog::CheckOptions repair;
        repair.repair = true;
        catalog::CheckReport repaired, after;
        QVERIFY(store->check(repair, repaired, [](const Source &) { return Result<ImageInfo>(ImageInfo{QStringLiteral("png"), 7, 8, 1, false}); }).ok());
        QVERIFY(repaired.found > 0);
        QCOMPARE(repaired.found, repaired.repaired);
        QCOMPARE(store->describe(id)->info.heightPx, 8);
        QVERIFY(store->check({}, after, NeverLook).ok());
        QCOMPARE(after.found, 0);
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
        store.reset();
        QCOMPARE(filesBelow(dir.path()), 11);
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
            pollfd said{ends[0], POLLIN, 0};
            if (round % 2 == 1) // these die while they write, the others perhaps before
                QVERIFY(poll(&said, 1, 60'000) == 1);
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
        auto last = std::move(*FileOriginalStore::start(dir.path()));
        for (QDirIterator all(dir.path(), QDir::Files, QDirIterator::Subdirectories); all.hasNext();) {
            const QString path = all.next();
            if (QFileInfo(path).fileName().startsWith(QStringLiteral("index.db")))
                continue;
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(
                QString::fromLatin1(
                    QCryptographicHash::hash(file.readAll(), QCryptographicHash::Sha256).toHex().left(32)),
                QFileInfo(path).fileName());
            QVERIFY(last->describe(ImageId(QFileInfo(path).fileName())).ok());
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

    /// The folder becomes read-only under a store: what is there is served, what comes is refused with what to do.
    void aFolderThatMayOnlyBeReadIsServed()
    {
        QTemporaryDir dir;
        QVERIFY(QFile::setPermissions(dir.path(), QFile::Permissions(0x7777)));
        const QString folder = dir.filePath(QStringLiteral("originals"));
        if (geteuid() == 0)
            QVERIFY(seteuid(65'534) == 0); // the superuser may write everywhere
        const auto back = qScopeGuard([] {
            if (getuid() == 0)
                (void)!seteuid(0);
        });
        const auto withRights = [&](QFile::Permissions rights) {
            bool done = true;
            QStringList all{folder};
            for (QDirIterator each(folder, QDir::AllEntries | QDir::NoDotAndDotDot, QDirIterator::Subdirectories); each.hasNext();)
                all.append(each.next());
            for (const QString &path : std::as_const(all))
                done = QFile::setPermissions(path, rights) && done;
            return done;
        };
        auto store = std::move(*FileOriginalStore::start(folder));
        const ImageId id = store->put(sourceOf("abc"), {QStringLiteral("png"), 7, 8, 1, false})->id;
        QVERIFY(withRights(QFile::ReadOwner | QFile::ExeOwner));
        QCOMPARE(test::bytesOf(**store->open(id)), QByteArray("abc"));
        QCOMPARE(store->describe(id)->info.widthPx, 7);
        const auto refused = store->put(sourceOf("def"), {});
        QCOMPARE(refused.error().code, ErrorCode::PermissionDenied);
        QVERIFY(!refused.error().remedy.isEmpty());
        store.reset();
        const auto denied = FileOriginalStore::start(folder);
        QCOMPARE(denied.error().code, ErrorCode::PermissionDenied);
        QVERIFY(denied.error().toString().contains(folder));
        QVERIFY(!denied.error().remedy.isEmpty());
        QVERIFY(withRights(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QVERIFY(FileOriginalStore::start(folder).ok());
    }

private:
    int m_acknowledged = 0;
};

QTEST_GUILESS_MAIN(FileOriginalStoreTest)
#include "tst_file_original_store.moc"
