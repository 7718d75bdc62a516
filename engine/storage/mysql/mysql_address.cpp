#include "storage/mysql/mysql_address.h"

#include <QUrl>
#include <QUrlQuery>

namespace vitrine::storage::mysql {

bool MysqlAddress::isLocal() const
{
    return !socket.isEmpty() || host == u"localhost" || host == u"::1" || host.startsWith(u"127.");
}

QString MysqlAddress::toString() const
{
    const QString place = socket.isEmpty() ? QStringLiteral("%1:%2").arg(host).arg(port) : socket;
    return QStringLiteral("mysql://%1@%2/%3").arg(user, place, database);
}

MysqlAddress MysqlAddress::at(int node) const
{
    MysqlAddress one = *this;
    one.otherNodes.clear();
    if (node > 0) {
        one.host = otherNodes[node - 1].host;
        one.port = otherNodes[node - 1].port;
    }
    return one;
}

Result<MysqlAddress> parseMysqlUrl(const QString &text)
{
    const auto wrong = [](const QString &what) {
        return Error{ErrorCode::InvalidArgument, what, QStringLiteral("catalog.url"),
                     QStringLiteral("Write mysql://user@host:port/database?password-file=PATH, or "
                                    "?socket=PATH for a local server; &node=host:port for another node of a cluster")};
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
    if (address.port == 0)
        return wrong(QStringLiteral("nobody listens on port 0"));
    address.database = url.path().mid(1);
    for (const auto &[name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (name == u"socket") {
            address.socket = value;
        } else if (name == u"password-file") {
            address.passwordFile = value;
        } else if (name == u"node") {
            const QUrl node(QStringLiteral("mysql://") + value, QUrl::StrictMode);
            if (!node.isValid() || node.host().isEmpty() || !node.userInfo().isEmpty() ||
                node.authority() != value || node.port() == 0)
                return wrong(QStringLiteral("\"%1\" is no host:port of a node").arg(value));
            address.otherNodes.append({node.host(), node.port(3306)});
        } else {
            return wrong(
                QStringLiteral("the address of the database has an unknown parameter \"%1\"").arg(name));
        }
    }
    if (!address.socket.isEmpty() && !address.otherNodes.isEmpty())
        return wrong(QStringLiteral("the address names a socket and nodes of a cluster"));
    if (address.user.isEmpty())
        return wrong(QStringLiteral("the address of the database names no user"));
    if (address.database.isEmpty() || address.database.contains(u'/'))
        return wrong(QStringLiteral("the address names no database"));
    return address;
}

} // namespace vitrine::storage::mysql
