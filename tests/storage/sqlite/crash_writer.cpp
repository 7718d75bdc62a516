// A process to be killed: changes a catalog without end and says on stdout what was acknowledged. As
// `nobody`, when it is asked to, since a directory is never read-only to root.
#include "catalog/support/sample_products.h"
#include "storage/sqlite/sqlite_catalog.h"

#include <QCoreApplication>

#include <cstdio>

#include <unistd.h>

using namespace vitrine;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc < 2)
        return 2;
    if (argc > 2 && qstrcmp(argv[2], "nobody") == 0 && ::geteuid() == 0 && ::setuid(65'534) != 0)
        return 4;
    const auto opened = storage::sqlite::SqliteCatalog::open(QString::fromLocal8Bit(argv[1]));
    if (!opened) {
        std::printf("%s %s\n", errorCodeName(opened.error().code).data(),
                    qPrintable(opened.error().toString()));
        return 1;
    }
    std::printf("open\n");
    std::fflush(stdout);
    auto &writer = (*opened)->ports().writer;
    constexpr int Batch = 20;
    for (int round = 0;; ++round) {
        QVector<catalog::Product> batch;
        for (int n = 0; n < Batch; ++n) {
            catalog::Product product = test::sampleProduct(round % 3 == 2 ? n : round * Batch + n);
            product.name += QStringLiteral(" round %1").arg(round);
            batch.append(product);
        }
        const auto outcomes = writer.upsert(batch);
        if (!outcomes)
            return 3;
        for (int n = 0; n < Batch; ++n)
            std::printf("%s %u %d\n", qPrintable(batch[n].key.toString()), (*outcomes)[n].version, round);
        std::fflush(stdout);
    }
}
