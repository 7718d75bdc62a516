#include "storage/mysql/support/own_database.h"

namespace vitrine::test {

using namespace std::chrono_literals;
using storage::mysql::MysqlConnection;
using storage::mysql::OwnCatalog;

void OwnDatabase::empty() const
{
    server.execute("DROP DATABASE IF EXISTS own; CREATE DATABASE own");
}

Result<std::unique_ptr<OwnCatalog>> OwnDatabase::tryToOpen(const Clock &clock, const OwnCatalog::Options &options) const
{
    return OwnCatalog::open(owner(), options, clock);
}

std::unique_ptr<OwnCatalog> OwnDatabase::open(const Clock &clock, const OwnCatalog::Options &options) const
{
    auto opened = tryToOpen(clock, options);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().toString()));
    return *std::move(opened);
}

OwnCatalog::Options OwnDatabase::patient()
{
    OwnCatalog::Options options;
    options.deadline = 60s;
    return options;
}

std::unique_ptr<MysqlConnection> OwnDatabase::session() const
{
    auto opened = MysqlConnection::open(owner(), 0, 60s, storage::mysql::Access::Write);
    return opened ? *std::move(opened) : nullptr;
}

qint64 OwnDatabase::ask(const QByteArray &sql) const
{
    const auto rows = session()->ask(sql);
    return rows && rows->rows() > 0 ? plan::wholeOf(rows->at(0, 0)) : -1;
}

} // namespace vitrine::test
