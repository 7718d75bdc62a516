#include "storage/s3/s3_signature.h"

#include <QTemporaryDir>
#include <QTimeZone>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::storage::s3;

/// Signatures against what AWS publishes: the examples of the S3 documentation and of the Signature Version 4 test suite.
class S3SignatureTest : public QObject
{
    Q_OBJECT

    static QByteArray sha256(const QByteArray &bytes) { return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex(); }
    static QByteArray signatureOf(const QByteArray &header) { return header.mid(header.indexOf("Signature=") + 10); }

private slots:
    void examplesOfTheS3Documentation_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("payload");
        QTest::addColumn<QVector<QPair<QByteArray, QByteArray>>>("headers");
        QTest::addColumn<QByteArray>("signature");
        using Headers = QVector<QPair<QByteArray, QByteArray>>;
        QTest::newRow("GET object") << QByteArray("GET") << QByteArray("/test.txt") << QByteArray() << QByteArray()
                                    << Headers{{"range", "bytes=0-9"}} << QByteArray("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        QTest::newRow("PUT object") << QByteArray("PUT") << QByteArray("/test%24file.text") << QByteArray() << QByteArray("Welcome to Amazon S3.")
                                    << Headers{{"x-amz-storage-class", "REDUCED_REDUNDANCY"}, {"date", "Fri, 24 May 2013 00:00:00 GMT"}}
                                    << QByteArray("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
        QTest::newRow("GET lifecycle") << QByteArray("GET") << QByteArray("/") << QByteArray("lifecycle") << QByteArray() << Headers{}
                                       << QByteArray("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
        QTest::newRow("list objects") << QByteArray("GET") << QByteArray("/") << QByteArray("prefix=J&max-keys=2") << QByteArray() << Headers{}
                                      << QByteArray("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }
    void examplesOfTheS3Documentation()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, payload);
        using Headers = QVector<QPair<QByteArray, QByteArray>>;
        QFETCH(Headers, headers);
        QFETCH(QByteArray, signature);
        const QDateTime at(QDate(2013, 5, 24), QTime(0, 0), QTimeZone::utc());
        headers += {{"host", "examplebucket.s3.amazonaws.com"}, {"x-amz-content-sha256", sha256(payload)}, {"x-amz-date", amzDate(at)}};
        const QByteArray header = authorization({method, path, query, headers, sha256(payload)},
                                                {"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", {}}, {"us-east-1", "s3", at});
        QVERIFY(header.startsWith("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;"
                                  ) || header.contains("SignedHeaders=date;host;"));
        QCOMPARE(signatureOf(header), signature);
    }

    void theSignatureTestSuite_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QByteArray>("signature");
        QTest::newRow("get-vanilla") << QByteArray("GET") << QByteArray("/") << QByteArray() << QByteArray("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
        QTest::newRow("post-vanilla") << QByteArray("POST") << QByteArray("/") << QByteArray() << QByteArray("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
        QTest::newRow("get-utf8") << QByteArray("GET") << QByteArray("/%E1%88%B4") << QByteArray() << QByteArray("8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
        QTest::newRow("get-vanilla-query-order-key-case") << QByteArray("GET") << QByteArray("/") << QByteArray("Param2=value2&Param1=value1") << QByteArray("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }
    void theSignatureTestSuite()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, query);
        QFETCH(QByteArray, signature);
        const QDateTime at(QDate(2015, 8, 30), QTime(12, 36), QTimeZone::utc());
        const QByteArray header = authorization({method, path, query, {{"host", "example.amazonaws.com"}, {"x-amz-date", amzDate(at)}}, sha256({})},
                                                {"AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", {}}, {"us-east-1", "service", at});
        QCOMPARE(signatureOf(header), signature);
    }

    void addresses()
    {
        const auto plain = Address::parse(QStringLiteral("s3://shop-pictures/a/b/?region=ap-southeast-1"));
        QVERIFY(plain.ok());
        QCOMPARE(plain->urlOf(plain->keyOf(QStringLiteral("x y"))), QUrl::fromEncoded("https://shop-pictures.s3.ap-southeast-1.amazonaws.com/a/b/x%20y"));
        const auto own = Address::parse(QStringLiteral("s3://bucket?endpoint=http://[::1]:9000&path-style=1"));
        QVERIFY(own.ok());
        QCOMPARE(own->urlOf(own->keyOf(QStringLiteral("k")), "uploads=").toEncoded(), QByteArray("http://[::1]:9000/bucket/k?uploads="));
        QCOMPARE(own->urlOf({}).toEncoded(), QByteArray("http://[::1]:9000/bucket"));
        for (const char *url : {"", "s3://", "http://bucket", "s3://B_ucket", "s3://key:secret@bucket", "s3://bucket?endpoint=ftp://x", "s3://bucket?endpoint=http://u:p@x",
                                "s3://bucket?end-point=http://x", "s3://bucket?path-style=yes", "s3://bucket?endpoint=http://x/path", "s3://bucket:80"}) {
            const auto parsed = Address::parse(QString::fromLatin1(url));
            QVERIFY2(!parsed.ok(), url);
            QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
            QVERIFY(!parsed.error().toString().contains(u"secret"));
        }
    }

    void keysComeFromTheEnvironmentOrAFile()
    {
        QTemporaryDir dir;
        QFile file(dir.filePath(QStringLiteral("credentials")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[default]\naws_access_key_id = AK1\naws_secret_access_key=SK1\n# aws_session_token = no\n[shop]\naws_access_key_id=AK2\naws_secret_access_key = SK2=\naws_session_token=T\n[half]\naws_access_key_id=AK3\n");
        file.close();
        QMap<QString, QString> environment{{QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"), file.fileName()}};
        QCOMPARE(Credentials::load(environment, {})->accessKey, QByteArray("AK1"));
        QCOMPARE(Credentials::load(environment, {})->sessionToken, QByteArray());
        QCOMPARE(Credentials::load(environment, QStringLiteral("shop"))->secretKey, QByteArray("SK2="));
        const auto half = Credentials::load(environment, QStringLiteral("half"));
        QVERIFY(!half.ok() && half.error().toString().contains(u"[half]") && !half.error().toString().contains(u"AK3"));
        environment[QStringLiteral("AWS_ACCESS_KEY_ID")] = QStringLiteral("AK0");
        environment[QStringLiteral("AWS_SECRET_ACCESS_KEY")] = QStringLiteral("SK0");
        QCOMPARE(Credentials::load(environment, {})->accessKey, QByteArray("AK0"));
        QCOMPARE(Credentials::load(environment, QStringLiteral("shop"))->accessKey, QByteArray("AK2"));
        QCOMPARE(Credentials::load({{QStringLiteral("AWS_SHARED_CREDENTIALS_FILE"), QStringLiteral("/nowhere")}}, {}).error().code, ErrorCode::InvalidArgument);
    }
};

QTEST_GUILESS_MAIN(S3SignatureTest)
#include "tst_s3_signature.moc"
