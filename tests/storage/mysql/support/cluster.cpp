#include "storage/mysql/support/cluster.h"

#include <QFileInfo>

namespace vitrine::test {

namespace {

QString providerFile()
{
    for (const char *path : {"/usr/lib/galera/libgalera_smm.so", "/usr/lib64/galera-4/libgalera_smm.so", "/usr/lib/galera-4/libgalera_smm.so"}) {
        if (QFileInfo::exists(QLatin1String(path)))
            return QLatin1String(path);
    }
    qFatal("Galera is not installed: run packaging/dependencies.sh test");
}

} // namespace

Cluster::Cluster()
{
    std::unique_ptr<MariaDbServer> founded;
    const int first = MariaDbServer::freePort();
    const QString founder = QStringLiteral("127.0.0.1:%1").arg(first);
    for (size_t i = 0; i < nodes.size(); ++i) {
        const int port = i == 0 ? first : MariaDbServer::freePort();
        QStringList options{QStringLiteral("--wsrep-on=ON"),
                            QStringLiteral("--wsrep-provider=%1").arg(providerFile()),
                            QStringLiteral("--wsrep-cluster-name=vitrine"),
                            QStringLiteral("--wsrep-cluster-address=gcomm://%1").arg(i == 0 ? QString() : founder),
                            QStringLiteral("--wsrep-provider-options=base_host=127.0.0.1;base_port=%1;gmcast.listen_addr=tcp://127.0.0.1:%1;ist.recv_addr=127.0.0.1:%2;"
                                           "gcache.size=16M;evs.suspect_timeout=PT2S;evs.inactive_timeout=PT10S;evs.keepalive_period=PT0.3S;evs.inactive_check_period=PT0.3S;repl.causal_read_timeout=PT3S")
                                .arg(port).arg(MariaDbServer::freePort()),
                            QStringLiteral("--wsrep-node-address=127.0.0.1:%1").arg(port),
                            QStringLiteral("--wsrep-sst-method=rsync"),
                            QStringLiteral("--wsrep-sst-receive-address=127.0.0.1:%1").arg(MariaDbServer::freePort()),
                            QStringLiteral("--default-storage-engine=InnoDB"),
                            QStringLiteral("--innodb-autoinc-lock-mode=2"),
                            QStringLiteral("--innodb-flush-method=O_DIRECT_NO_FSYNC")};
        if (i > 0) { // from the same state as the founder: there is nothing to transfer
            nodes[i] = std::make_unique<MariaDbServer>(*founded, options);
            continue;
        }
        founded = std::make_unique<MariaDbServer>(options);
        founded->stop();
        nodes[0] = std::make_unique<MariaDbServer>(*founded, options);
    }
}

void Cluster::waitForAll() const
{
    for (const auto &node : nodes)
        node->execute("SET SESSION wsrep_sync_wait = 1; SELECT 1");
}

storage::mysql::MysqlAddress Cluster::withOthers(storage::mysql::MysqlAddress address) const
{
    for (size_t i = 1; i < nodes.size(); ++i)
        address.otherNodes.append({address.host, nodes[i]->port()});
    return address;
}

} // namespace vitrine::test
