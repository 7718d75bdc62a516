#include "storage/mysql/mysql_address.h"

#include <QUrl>
#include <QUrlQuery>

namespace vitrine::storage::mysql {

QString MysqlAddress::toString() const
{
    const QString place = socket.isEmpty() ? QStringLiteral("%1:%2").arg(host).arg(port) : socket;
    return QStringLiteral("mysql://%1@%2/%3").arg(user, place, database);
}

Result<MysqlAddress> parseMysqlUrl(const QString &text)
{
    const auto wrong = [](const QString &what) {
        return Error{ErrorCode::InvalidArgument, what, QStringLiteral("catalog.url"),
                     QStringLiteral("Write mysql://user@host:port/database?password-file=PATH, or "
                                    "?socket=PATH for a local server")};
    };
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != u"mysql")
        return wrong(
            QStringLiteral("this is no address of a MySQL database")); // not shown: it may hold a password
    if (!url.password().isEmpty())
        return wrong(QStringLiteral("the address of the database holds a password, which logs would show"));
    MysqlAddress address;
    address.user = url.userName();
    address.host = url.host().isEmpty() ? QStringLiteral("localhost") : url.host();
    address.port = url.port(3306);
    address.database = url.path().mid(1);
    for (const auto &[name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (name == u"socket")
            address.socket = value;
        else if (name == u"password-file")
            address.passwordFile = value;
        else
            return wrong(
                QStringLiteral("the address of the database has an unknown parameter \"%1\"").arg(name));
    }
    if (address.user.isEmpty())
        return wrong(QStringLiteral("the address of the database names no user"));
    if (address.database.isEmpty() || address.database.contains(u'/'))
        return wrong(QStringLiteral("the address names no database"));
    return address;
}

} // namespace vitrine::storage::mysql
