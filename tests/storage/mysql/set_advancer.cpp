// A process to be killed: continues a set of changes of a catalog in MariaDB, a few products at a time, and says on stdout
// how far it is.
#include "storage/mysql/own_catalog.h"

#include "catalog/history.h"

#include <QCoreApplication>

#include <cstdio>

using namespace vitrine;

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc != 4)
        return 2;
    const auto address = storage::mysql::parseMysqlUrl(QString::fromLocal8Bit(argv[1]));
    if (!address)
        return 2;
    SystemClock clock;
    storage::mysql::OwnCatalog::Options options;
    options.deadline = std::chrono::seconds(60);
    const auto opened = storage::mysql::OwnCatalog::open(*address, options, clock);
    if (!opened) {
        std::fprintf(stderr, "%s\n", qPrintable(opened.error().toString()));
        return 1;
    }
    const quint64 set = QByteArray(argv[2]).toULongLong();
    while (true) {
        const auto advanced = (*opened)->ports().history->advance(set, QByteArray(argv[3]).toInt());
        if (!advanced) {
            std::fprintf(stderr, "%s\n", qPrintable(advanced.error().toString()));
            return 3;
        }
        std::printf("%lld\n", static_cast<long long>(advanced->done));
        std::fflush(stdout);
        if (advanced->finished)
            return 0;
    }
}
