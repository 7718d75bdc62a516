#include "origin/access_token.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::origin;

/// Tokens: what is kept does not give the token away, and only the very token passes.
class AccessTokenTest : public QObject
{
    Q_OBJECT

    const QDateTime m_now = QDateTime::fromString(QStringLiteral("2026-11-27T12:00:00Z"), Qt::ISODate);
    AccessToken made(QByteArray *shown, const QStringList &scopes = {QStringLiteral("admin")},
                     std::optional<QDateTime> expires = {})
    {
        AccessToken token{{}, scopes, QStringLiteral("test"), m_now, std::move(expires), {}, {}};
        *shown = token.issue();
        return token;
    }

private slots:
    void onlyTheVeryTokenPasses()
    {
        QByteArray shown, other;
        TokenSet set;
        set.add(made(&shown));
        made(&other);
        const auto check = [&](const QByteArray &token) {
            return set.check(token, QStringLiteral("admin"), m_now);
        };
        QCOMPARE(check(shown), TokenVerdict::Good);
        QByteArray wrong = shown;
        wrong[wrong.size() - 1] = wrong.back() == 'A' ? 'B' : 'A';
        for (const QByteArray &token :
             {wrong, other, QByteArray(), QByteArray("vitrine_"), shown.chopped(1), shown + 'A', shown.left(17),
              "vitrine_00000000" + shown.mid(16), shown.toUpper(), QByteArray(5000, 'x'), QByteArray("vitrine_________")})
            QCOMPARE(check(token), TokenVerdict::Unknown);
    }

    void anEmptySetKnowsNobody()
    {
        QCOMPARE(TokenSet().check("", QStringLiteral("admin"), m_now), TokenVerdict::Unknown);
        QCOMPARE(TokenSet().check(QByteArray(32, '\0'), QStringLiteral("admin"), m_now), TokenVerdict::Unknown);
    }

    void scopesAndExpiryHold()
    {
        QByteArray limited, ending;
        TokenSet set;
        set.add(made(&limited, {QStringLiteral("reports")}));
        set.add(made(&ending, {QStringLiteral("admin")}, m_now.addSecs(60)));
        QCOMPARE(set.check(limited, QStringLiteral("admin"), m_now), TokenVerdict::OutOfScope);
        QCOMPARE(set.check(limited, QStringLiteral("reports"), m_now), TokenVerdict::Good);
        QCOMPARE(set.check(ending, QStringLiteral("admin"), m_now.addSecs(59)), TokenVerdict::Good);
        QCOMPARE(set.check(ending, QStringLiteral("admin"), m_now.addSecs(60)), TokenVerdict::Expired);
    }

    void whatIsKeptDoesNotGiveTheTokenAway()
    {
        QByteArray shown, again;
        TokenSet set;
        const AccessToken first = made(&shown);
        set.add(first);
        const QByteArray json = set.toJson();
        const QByteArray secret = shown.mid(17);
        QCOMPARE(secret.size(), 43); // 256 bits
        QVERIFY(!json.contains(secret));
        QVERIFY(!json.contains(QByteArray::fromBase64(secret, QByteArray::Base64UrlEncoding).toHex()));
        QVERIFY(made(&again).salt != first.salt);
        const auto read = TokenSet::fromJson(json, QStringLiteral("tokens.json"));
        QVERIFY(read.ok());
        QCOMPARE(read->check(shown, QStringLiteral("admin"), m_now), TokenVerdict::Good);
        QVERIFY(!read->all().first().expires);
    }

    void revokedIsUnknown()
    {
        QByteArray shown;
        TokenSet set;
        set.add(made(&shown));
        QVERIFY(!set.remove(QStringLiteral("ffffffffff")));
        QVERIFY(set.remove(set.all().first().id));
        QCOMPARE(set.check(shown, QStringLiteral("admin"), m_now), TokenVerdict::Unknown);
    }

    void aDamagedFileIsCorrupt()
    {
        for (const char *json : {"", "{", "[]", R"({"tokens":1})", R"({"tokens":[{}]})",
                                 R"({"tokens":[{"id":"0123456","salt":"00"}]})"}) {
            const auto read = TokenSet::fromJson(json, QStringLiteral("/data/tokens.json"));
            QVERIFY2(!read.ok(), json);
            QCOMPARE(read.error().code, ErrorCode::Corrupt);
            QCOMPARE(read.error().where, QStringLiteral("/data/tokens.json"));
        }
    }

    void comparesWholeLengths()
    {
        QVERIFY(equalInConstantTime("abc", "abc"));
        QVERIFY(!equalInConstantTime("abc", "abd"));
        QVERIFY(!equalInConstantTime("abc", "ab"));
        QVERIFY(equalInConstantTime("", ""));
    }
};

QTEST_GUILESS_MAIN(AccessTokenTest)
#include "tst_access_token.moc"
