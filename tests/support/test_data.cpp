#include "support/test_data.h"

#include <QDir>
#include <QtGlobal>

namespace vitrine::test {

QString testDataDir()
{
    const QString dir = qEnvironmentVariable("VITRINE_TEST_DATA");
    if (dir.isEmpty())
        return {};
    if (!QDir(dir).exists(QStringLiteral("MANIFEST.csv")))
        qFatal("VITRINE_TEST_DATA names %s, which holds no MANIFEST.csv", qPrintable(dir));
    return QDir(dir).absolutePath();
}

} // namespace vitrine::test
