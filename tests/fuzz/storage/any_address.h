#pragma once

#include "storage/mysql/mysql_address.h"
#include "storage/s3/s3_address.h"

namespace vitrine::test {

/// Reads any text as the address of a store and of a database; which rule of the readers it breaks, or
/// nullptr.
inline const char *brokenAddressRule(const QByteArray &bytes)
{
    const QString text = QString::fromUtf8(bytes);
    if (const auto address = storage::s3::Address::parse(text)) {
        if (address->bucket.isEmpty() || address->endpoint.host().isEmpty())
            return "an S3 address of nowhere";
        if (!address->urlOf(address->keyOf(QStringLiteral("a"))).isValid())
            return "an S3 address without addresses for its objects";
    }
    if (const auto address = storage::mysql::parseMysqlUrl(text)) {
        if (address->database.isEmpty() || (address->host.isEmpty() && address->socket.isEmpty()))
            return "a database's address of nowhere";
        if (address->port < 1 || address->port > 65'535)
            return "a port that there is not";
        for (int node = 0; node < address->nodes(); ++node) {
            if (address->at(node).nodes() != 1)
                return "a node of several nodes";
        }
    }
    return nullptr;
}

} // namespace vitrine::test
