#include "origin/url_signature.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::origin;

class TestUrlSignature : public QObject
{
    Q_OBJECT
    using Verdict = UrlSigner::Verdict;
    const QByteArray m_old = QByteArray(32, 'o');
    const QByteArray m_new = QByteArray(32, 'n');
    const QByteArray m_path = "/iiif/3/abcdef0123456789abcdef0123456789/full/%5E317,/0/default.jpg";

    static Verdict judge(const UrlSigner &signer, const QByteArray &url, qint64 now = 1000)
    {
        const qsizetype mark = url.indexOf('?');
        return mark < 0 ? signer.judge(url, {}, now).verdict
                        : signer.judge(url.first(mark), url.sliced(mark + 1), now).verdict;
    }

private slots:
    void signsWhatItAccepts()
    {
        const UrlSigner signer({m_new});
        const QByteArray url = *signer.sign(m_path, std::nullopt);
        QVERIFY(url.startsWith(m_path + "?signature="));
        QCOMPARE(url.size(), m_path.size() + 11 + 43); // 32 bytes in base64 without padding
        QCOMPARE(judge(signer, url), Verdict::Good);
        QCOMPARE(judge(signer, m_path), Verdict::Unsigned);
        QCOMPARE(judge(signer, m_path + "?colour=red"), Verdict::Unsigned);
        QVERIFY(!signer.sign("iiif", std::nullopt).ok());
        QVERIFY(!signer.sign("/a?b=c", std::nullopt).ok());
        QVERIFY(!UrlSigner().sign(m_path, std::nullopt).ok());
    }

    /// The figures of `printf %s TEXT | openssl dgst -sha256 -hmac KEY -binary | basenc --base64url`.
    void agreesWithOpenSsl()
    {
        const UrlSigner signer({QByteArray("0123456789abcdef0123456789abcdef")});
        QCOMPARE(*signer.sign("/iiif/3/a/full/max/0/default.jpg", 2'000'000'000),
                 QByteArray(
                     "/iiif/3/a/full/max/0/"
                     "default.jpg?expires=2000000000&signature=LWWhfKP3L1zNpxl22EeO5D6OPUJ3aiLaCUgfrQnz4No"));
    }

    void refusesWhateverWasTouched()
    {
        const UrlSigner signer({m_new});
        const QByteArray url = *signer.sign(m_path, 2000);
        QCOMPARE(judge(signer, url), Verdict::Good);
        for (qsizetype i = 0; i < url.size(); ++i) {
            QByteArray touched = url;
            touched[i] = touched[i] == 'A' ? 'B' : 'A';
            const Verdict verdict = judge(signer, touched);
            QVERIFY2(verdict == Verdict::Wrong || verdict == Verdict::Unsigned, touched.constData());
        }
        const QByteArray signature = url.sliced(url.indexOf("signature=") + 10);
        for (const QByteArray &query :
             {"signature=" + signature, "expires=3000&signature=" + signature,
              "expires=2000&x=1&signature=" + signature, "expires=2000&signature=" + signature + "&x=1",
              "signature=" + signature + "&expires=2000", "&signature=" + signature,
              QByteArray("expires=2000&signature="), QByteArray("signature="),
              "expires=2000&signature=" + signature + "=", "expires=2000&signature=" + signature.chopped(1),
              "expires=2000&expires=2000&signature=" + signature, "expires=-1&signature=" + signature})
            QCOMPARE(judge(signer, m_path + '?' + query), Verdict::Wrong);
    }

    void expires()
    {
        const UrlSigner signer({m_new});
        const QByteArray url = *signer.sign(m_path, 2000);
        QCOMPARE(judge(signer, url, 1999), Verdict::Good);
        QCOMPARE(judge(signer, url, 2000), Verdict::Expired);
        const qsizetype mark = url.indexOf('?');
        QCOMPARE(signer.judge(url.first(mark), url.sliced(mark + 1), 1500).expires.value_or(0), 2000);
        // An expired time with a signature that is not its own tells nothing about the time.
        QCOMPARE(judge(signer, m_path + "?expires=1&signature=" + QByteArray(43, 'A'), 1500), Verdict::Wrong);
    }

    void rotatesKeys()
    {
        const QByteArray before = *UrlSigner({m_old}).sign(m_path, std::nullopt);
        const UrlSigner both({m_new, m_old});
        QCOMPARE(judge(both, before), Verdict::Good);
        QCOMPARE(judge(both, *both.sign(m_path, std::nullopt)), Verdict::Good);
        QCOMPARE(*both.sign(m_path, std::nullopt), *UrlSigner({m_new}).sign(m_path, std::nullopt));
        QCOMPARE(judge(UrlSigner({m_new}), before), Verdict::Wrong);
        QCOMPARE(judge(UrlSigner(), before), Verdict::Wrong);
    }

    void readsKeys()
    {
        const auto keys =
            parseKeys("# the new one\n" + QByteArray(32, 'a') + "\n\n  " + QByteArray(64, 'B') + "  # old\n",
                      QStringLiteral("k"), 1);
        QVERIFY(keys.ok());
        QCOMPARE(keys->size(), 2);
        QCOMPARE((*keys)[0][0], QByteArray(16, '\xaa'));
        const auto pair = parseKeys(QByteArray(32, 'a') + " 0102\n", QStringLiteral("k"), 2);
        QVERIFY(pair.ok());
        QCOMPARE((*pair)[0][1], QByteArray("\x01\x02"));
        for (const QByteArray &bad :
             {QByteArray(30, 'a'), QByteArray(33, 'a'), QByteArray(32, 'g'), QByteArray(32, 'a') + " 01"}) {
            const auto refused = parseKeys("\n" + bad, QStringLiteral("signing.keys"), 1);
            QVERIFY2(!refused.ok(), bad.constData());
            QCOMPARE(refused.error().where, QStringLiteral("signing.keys:2"));
            QVERIFY(!refused.error().toString().contains(
                QString::fromLatin1(bad.first(8)))); // no secret in a message
        }
    }

    /// The example of imgproxy's documentation ("Signing the URL").
    void signsAsImgproxyDoes()
    {
        const ImgproxySigner signer(
            {{QByteArray::fromHex("736563726574"), QByteArray::fromHex("68656C6C6F")}});
        const QByteArray path =
            "/rs:fill:300:400:0/g:sm/aHR0cDovL2V4YW1w/bGUuY29tL2ltYWdl/cy9jdXJpb3NpdHku/anBn.png";
        QCOMPARE(signer.sign(path), QByteArray("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8"));
        QVERIFY(signer.accepts("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8", path));
        QVERIFY(!signer.accepts("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH9", path));
        QVERIFY(!signer.accepts("", path));
        QVERIFY(!ImgproxySigner().accepts("", path));
        const ImgproxySigner cut({{QByteArray::fromHex("736563726574"), QByteArray::fromHex("68656C6C6F")}},
                                 8);
        QCOMPARE(cut.sign(path), QByteArray("oKfUtW34Dvo"));
        QVERIFY(cut.accepts("oKfUtW34Dvo", path));
        QVERIFY(!cut.accepts("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8", path));
        const ImgproxySigner rotated(
            {{m_new, m_new}, {QByteArray::fromHex("736563726574"), QByteArray::fromHex("68656C6C6F")}});
        QVERIFY(rotated.accepts("oKfUtW34Dvo2BGQehJFR4Nr0_rIjOtdtzJ3QFsUcXH8", path));
    }
};

QTEST_GUILESS_MAIN(TestUrlSignature)
#include "tst_url_signature.moc"
