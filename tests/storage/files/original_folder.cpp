#include "storage/files/file_original_store.h"

#include <QCoreApplication>

#include <unistd.h>

/// Opens the folder of originals that it is given, and is killed.
int main(int count, char **arguments)
{
    QCoreApplication application(count, arguments);
    const auto store = vitrine::storage::FileOriginalStore::start(QString::fromLocal8Bit(arguments[1]));
    if (!store)
        return 1;
    for (;;)
        pause();
}
