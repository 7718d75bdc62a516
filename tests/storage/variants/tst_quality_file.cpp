#include "storage/variants/quality_file.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>
#include <sys/resource.h>

using namespace vitrine;
using storage::QualityFile;

class QualityFileTest : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void outlivesTheProcess()
    {
        {
            QualityFile qualities(path());
            QVERIFY(!qualities.find("\"a\""));
            qualities.remember("\"a\"", 61);
            qualities.remember("\"b\"", 95);
            qualities.remember("\"a\"", 62);
            qualities.remember("\"a\"", 62);
        }
        QCOMPARE(QFile(path()).size(), 16 * 4);
        QualityFile again(path());
        QCOMPARE(again.find("\"a\""), std::optional(62));
        QCOMPARE(again.find("\"b\""), std::optional(95));
        QVERIFY(!again.find("\"c\""));
    }

    void everyDamagedByteCostsOneAtMost()
    {
        {
            QualityFile qualities(path());
            for (int i = 0; i < 10; ++i)
                qualities.remember(QByteArray::number(i), 40 + i);
        }
        const QByteArray whole = read();
        for (qsizetype at = 16; at < whole.size(); ++at) {
            QByteArray damaged = whole;
            damaged[at] = char(damaged[at] ^ 0x55);
            write(damaged);
            QualityFile qualities(path());
            int right = 0;
            for (int i = 0; i < 10; ++i) {
                const auto found = qualities.find(QByteArray::number(i));
                QVERIFY(!found || *found == 40 + i);
                right += found.has_value();
            }
            QCOMPARE(right, 9);
        }
    }

    void aTornEndIsWrittenOver()
    {
        {
            QualityFile qualities(path());
            qualities.remember("\"a\"", 50);
            qualities.remember("\"b\"", 51);
        }
        write(read().chopped(5));
        {
            QualityFile qualities(path());
            QVERIFY(!qualities.find("\"b\""));
            qualities.remember("\"c\"", 52);
        }
        QualityFile qualities(path());
        QCOMPARE(qualities.find("\"a\""), std::optional(50));
        QCOMPARE(qualities.find("\"c\""), std::optional(52));
    }

    void keepsTheLatestAndIsBounded()
    {
        for (int round = 0; round < 5; ++round) {
            QualityFile qualities(path(), 10);
            for (int i = 0; i < 10; ++i)
                qualities.remember(QByteArray::number(10 * round + i), 30 + i);
            QVERIFY(!qualities.find(QByteArray::number(10 * round - 1)));
            QVERIFY(QFile(path()).size() <= 16 * (1 + 30));
        }
        QualityFile qualities(path(), 10);
        QCOMPARE(qualities.find("45"), std::optional(35));
        QVERIFY(!qualities.find("35"));
    }

    void anotherFileIsBegunAnew()
    {
        write("something else that is a good deal longer than the head of such a file");
        {
            QualityFile qualities(path());
            qualities.remember("\"a\"", 50);
        }
        QCOMPARE(QualityFile(path()).find("\"a\""), std::optional(50));
        QCOMPARE(read().size(), 32);
    }

    void withoutAFileItRemembersInMemory()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("are not kept in /none")));
        QualityFile nowhere(QStringLiteral("/none/such/qualities"));
        nowhere.remember("\"a\"", 50);
        QCOMPARE(nowhere.find("\"a\""), std::optional(50));
    }

    void aFullDiskIsSaidOnce()
    {
        QualityFile qualities(path());
        qualities.remember("\"a\"", 50);
        signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        QCOMPARE(getrlimit(RLIMIT_FSIZE, &before), 0);
        rlimit full = before;
        full.rlim_cur = 40;
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &full), 0);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("are not kept in")));
        qualities.remember("\"b\"", 51); // eight bytes of it
        qualities.remember("\"c\"", 52);
        QCOMPARE(setrlimit(RLIMIT_FSIZE, &before), 0);
        QCOMPARE(qualities.find("\"c\""), std::optional(52));
        qualities.remember("\"d\"", 53);
        QualityFile again(path());
        QCOMPARE(again.find("\"a\""), std::optional(50));
        QVERIFY(!again.find("\"b\""));
        QCOMPARE(again.find("\"d\""), std::optional(53));
    }

private:
    QString path() const { return m_folder->filePath(QStringLiteral("qualities")); }
    QByteArray read() const
    {
        QFile file(path());
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QByteArray &bytes) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(QualityFileTest)
#include "tst_quality_file.moc"
