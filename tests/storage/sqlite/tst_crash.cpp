#include "storage/sqlite/sqlite_catalog.h"

#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;
using storage::sqlite::SqliteCatalog;

/// A process that dies in the middle of its writes: whoever opens the directory next finds everything that
/// was acknowledged, and every card as its product is.
class TestCrash : public QObject
{
    Q_OBJECT

private slots:
    void killedWhileWriting();
    void lostCardsAreMadeAgain_data();
    void lostCardsAreMadeAgain();

private:
    static void killAfter(const QString &dir, int acknowledgedLines, QHash<QString, quint32> *acknowledged);
    static void checkCards(SqliteCatalog &store, const QHash<QString, quint32> &acknowledged);
};

void TestCrash::killAfter(const QString &dir, int acknowledgedLines, QHash<QString, quint32> *acknowledged)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(qEnvironmentVariable("VITRINE_CRASH_WRITER"), {dir});
    QVERIFY2(process.waitForStarted(), "set VITRINE_CRASH_WRITER to the program crash_writer");
    int lines = 0;
    while (lines < acknowledgedLines) {
        QVERIFY(process.canReadLine() || process.waitForReadyRead(20'000));
        while (process.canReadLine()) {
            const QList<QByteArray> words = process.readLine().trimmed().split(' ');
            if (words.size() == 3)
                (*acknowledged)[QString::fromUtf8(words[0])] = words[1].toUInt();
            ++lines;
        }
    }
    process.kill();
    QVERIFY(process.waitForFinished());
    while (process.canReadLine()) {
        const QList<QByteArray> words = process.readLine().trimmed().split(' ');
        if (words.size() == 3)
            (*acknowledged)[QString::fromUtf8(words[0])] = words[1].toUInt();
    }
}

void TestCrash::checkCards(SqliteCatalog &store, const QHash<QString, quint32> &acknowledged)
{
    auto ports = store.ports();
    for (auto it = acknowledged.cbegin(); it != acknowledged.cend(); ++it) {
        const auto product = ports.products.product(ProductKey(it.key()));
        QVERIFY2(product.ok(), qPrintable(it.key()));
        QVERIFY(product->version >= it.value());
    }
    int checked = 0;
    QVERIFY(ports.products.forEach([&](const Product &product) {
        const auto card = ports.cards.card(product.key);
        if (!card || card->json != assembleCard(product) || card->version != product.version)
            qWarning("%s has another card", qPrintable(product.key.toString()));
        else
            ++checked;
        return true;
    }));
    QCOMPARE(checked, ports.search.productCount());
    Query word;
    word.text = QStringLiteral("jacket");
    QCOMPARE(ports.search.find(word, {})->size(), ports.search.productCount());
}

void TestCrash::killedWhileWriting()
{
    QTemporaryDir dir;
    QHash<QString, quint32> acknowledged;
    for (int round = 0; round < 6; ++round) {
        killAfter(dir.path(), 1 + int(QRandomGenerator::global()->bounded(600)), &acknowledged);
        if (QTest::currentTestFailed())
            return;
        if (round % 2 == 1) { // sometimes one crash follows the other
            auto opened = SqliteCatalog::open(dir.path());
            QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
            checkCards(**opened, acknowledged);
        }
    }
    QVERIFY(!acknowledged.isEmpty());
}

void TestCrash::lostCardsAreMadeAgain_data()
{
    QTest::addColumn<bool>("damage");
    QTest::newRow("missing") << false;
    QTest::newRow("damaged") << true;
}

void TestCrash::lostCardsAreMadeAgain()
{
    QFETCH(bool, damage);
    QTemporaryDir dir;
    QHash<QString, quint32> acknowledged;
    killAfter(dir.path(), 400, &acknowledged);
    SqliteCatalog::open(dir.path()).value().reset(); // a clean end: the change log is empty
    QFile file(dir.filePath(QStringLiteral("card-3.db")));
    if (damage) {
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(QByteArray(50'000, 'x'));
        file.close();
    } else {
        QVERIFY(file.remove());
    }
    auto opened = SqliteCatalog::open(dir.path());
    QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
    checkCards(**opened, acknowledged);
}

QTEST_GUILESS_MAIN(TestCrash)
#include "tst_crash.moc"
