#include "exchange/import.h"
#include "exchange/support/source_folder.h"

#include <unistd.h>

using namespace vitrine;
using namespace vitrine::exchange;
using test::SourceFolder;

namespace {

qint64 residentBytes()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

} // namespace

class MemoryTest : public QObject
{
    Q_OBJECT
private slots:
    void aBigFileIsNotLoaded()
    {
#ifdef VITRINE_SANITIZED
        QSKIP("a sanitizer keeps freed memory");
#endif
        constexpr int Rows = 400'000;
        SourceFolder folder;
        const QString path = folder.path(QStringLiteral("big.csv"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("key,name,stock,price:USD,attr.note\n");
        const QByteArray note(450, 'n');
        for (int i = 0; i < Rows; ++i)
            file.write("K" + QByteArray::number(i) + ",Name of it,3,9.90," + note + '\n');
        file.close();
        QVERIFY(file.size() > 180'000'000);

        folder.catalog.keepProducts = false;
        qint64 early = 0, peak = 0;
        folder.progress = [&](const ImportProgress &progress) {
            peak = std::max(peak, residentBytes());
            if (early == 0 && progress.products > 10'000)
                early = residentBytes();
        };
        ImportOptions options;
        options.sources = {path};
        const auto report = folder.import(options);
        QCOMPARE(report.created, Rows);
        const double rate = double(report.values) * 1'000 / double(std::max<qint64>(1, report.took.count()));
        qInfo("%.0f values/s, resident %lld KiB early, %lld KiB at most", rate, early / 1'024, peak / 1'024);
        QVERIFY(early > 0);
        QVERIFY2(peak - early < 40'000'000,
                 qPrintable(QString::number(peak - early))); // the seen keys: 16 MB
    }
};

QTEST_APPLESS_MAIN(MemoryTest)
#include "tst_memory.moc"
