#include "fuzz/mutate.h"
#include "fuzz/storage/any_address.h"

#include <QTest>

using namespace vitrine;

/// The fuzzer's rules over mutated addresses. Same seed, same inputs.
class TestAddresses : public QObject
{
    Q_OBJECT

private slots:
    void keepTheRules()
    {
        const QVector<QByteArray> seeds{
            "s3://pictures/a/b?endpoint=https://"
            "s3.example.com:8333&region=eu-west-1&path-style=1&profile=shop",
            "s3://pictures?endpoint=http://127.0.0.1:9000",
            "s3://pic.tures/\xc3\xbc%20x?endpoint=http://[::1]:9000",
            "mysql://reader@db.example.com:3307/shop?node=b:3306&node=c&password-file=/etc/p",
            "mysql://reader@localhost/shop?socket=/run/mysqld/mysqld.sock",
            "mysql://r%40x@[::1]:1/sh%2Fop",
        };
        QRandomGenerator random(2026);
        for (const QByteArray &seed : seeds)
            QVERIFY2(!test::brokenAddressRule(seed),
                     (QByteArray(test::brokenAddressRule(seed)) + ": " + seed).constData());
        for (int round = 0; round < 100'000; ++round) {
            const QByteArray input = test::mutated(seeds, random);
            const char *rule = test::brokenAddressRule(input);
            QVERIFY2(!rule, (QByteArray(rule) + ": " + input).constData());
        }
    }
};

QTEST_GUILESS_MAIN(TestAddresses)
#include "tst_addresses.moc"
