#include "app/server/difference_report.h"

#include "app/server/invocation.h"

#include <QJsonDocument>

namespace vitrine::app {
namespace {

constexpr qsizetype ShownValue = 60;

QString shortened(const QString &text)
{
    const QString line = text.simplified();
    return line.size() > ShownValue ? line.left(ShownValue) + u'…' : line;
}

void print(const exchange::Difference &difference)
{
    const QString key = QStringLiteral("%1").arg(difference.key.toString(), -16);
    if (difference.created)
        return printLine(QStringLiteral("%1  new").arg(key));
    for (qsizetype i = 0; i < difference.changes.size(); ++i) {
        const catalog::FieldChange &change = difference.changes[i];
        const QString currency = difference.currencies.value(i);
        printLine(QStringLiteral("%1  %2: %3 → %4").arg(key, catalog::placeName(change.place),
                                                        shortened(catalog::readable(change.before, currency)),
                                                        shortened(catalog::readable(change.after, currency))));
    }
}

} // namespace

DifferenceReport::DifferenceReport(const QString &path, int show) : m_file(path), m_writes(!path.isEmpty()), m_show(show) {}

Error DifferenceReport::cannotWrite() const
{
    return {m_file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io,
            QStringLiteral("the differences cannot be written: %1").arg(m_file.errorString()), m_file.fileName(),
            QStringLiteral("Check that the folder exists, may be written to and has room")};
}

Status DifferenceReport::open()
{
    if (m_writes && !m_file.open(QIODevice::WriteOnly))
        return cannotWrite();
    return Done{};
}

Status DifferenceReport::add(const exchange::Difference &difference)
{
    if (m_show > 0) {
        --m_show;
        print(difference);
    }
    if (!m_writes)
        return Done{};
    const QByteArray line = QJsonDocument(difference.toJson()).toJson(QJsonDocument::Compact) + '\n';
    if (m_file.write(line) != line.size())
        return cannotWrite();
    return Done{};
}

Status DifferenceReport::close()
{
    if (m_writes && !m_file.commit())
        return cannotWrite();
    return Done{};
}

} // namespace vitrine::app
