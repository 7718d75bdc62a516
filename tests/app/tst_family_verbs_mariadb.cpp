#include "app/family_verbs.h"
#include "storage/mysql/support/mariadb_server.h"

#include <QDir>

/// In a MariaDB database.
class FamilyVerbsMariaDbTest : public vitrine::test::FamilyVerbs
{
    Q_OBJECT

    std::unique_ptr<vitrine::test::MariaDbServer> m_server;

private slots:
    void initTestCase()
    {
        m_server = std::make_unique<vitrine::test::MariaDbServer>();
        m_server->execute("CREATE DATABASE own");
        QVERIFY(QDir().mkpath(m_dir.filePath(s("data"))));
        file("data/vitrine.toml", "[catalog]\nurl = \"" + m_server->url(s("own")).replace(s("reader"), s("vitrine")).toUtf8() + "\"\ndescription = \"vitrine\"\n");
    }
};

QTEST_GUILESS_MAIN(FamilyVerbsMariaDbTest)
#include "moc_family_verbs.cpp"
#include "tst_family_verbs_mariadb.moc"
