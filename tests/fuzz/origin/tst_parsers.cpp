#include "fuzz/origin/parsers.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vitrine;

/// The fuzzer's rules over mutated seeds, for every run of the tests and every compiler. Same seed, same
/// inputs.
class TestParsers : public QObject
{
    Q_OBJECT

private slots:
    void holdForMutatedSeeds()
    {
        const QVector<QByteArray> seeds{
            "/v1/products/b%2F2%20%C3%BC?channel=SG&locale=th_TH&parts=name,prices",
            "/v1/search?q=red+shirt&filter=brand:xerox,hp;category:Men/"
            "Tops;price:100..5000&limit=20&sort=-price",
            "brand:xerox\\,x,hp;category:Men/Tops;price:100..5000;image:yes",
            "image/avif,image/webp;q=0.9,image/*;q=0.8,*/*;q=0.5",
            "W/\"0123456789abcdef\", \"a,b\", *",
            "bytes=0-499",
            "bytes=-500",
            "Tue, 14 Nov 2023 22:13:20 GMT",
            R"({"key":"A","name":"x\u00fc","attributes":{"w":1.5e3},"prices":[null,true]})",
            "GET /a?b=c HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nX: y\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            "square/^!360,360/!22.5/default.webp",
            "pct:41.6,7.5,66.6,100/pct:50/345/gray.jpg",
            "125,15,120,140/^max/90/bitonal.png",
            "full/,150/0/color.avif",
            "/rs:fill-down:300:200:1:1:no:0:5/g:fp:0.2:0.3/q:70/fq:avif:40/pd:1:2:3:4/plain/abcdef0123456789abcdef0123456789@webp",
            "/c:0.5:300:nowe:3:0.1/rt:force/w:10/h:0/el:t/ex:1:so/dpr:2.5/bg:ff8000/bl:1.5/sh:2/mb:900/YWJjZGVmMDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODk.png",
            "/pr:tile-340/exp:99/raw:0/cb:x/ar:1/rs:auto:9:9/plain/%61bcdef0123456789abcdef0123456789",
            origin::cursorText({}, {}).toLatin1(),
            "/a/b?expires=2000000000&signature=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        };
        QRandomGenerator random(2026);
        for (const QByteArray &seed : seeds)
            QCOMPARE(test::brokenRule(seed), nullptr);
        for (int round = 0; round < 60'000; ++round) {
            QByteArray input = seeds[random.bounded(int(seeds.size()))];
            for (int change = random.bounded(1, 6); change > 0; --change)
                mutate(&input, seeds, random);
            const char *rule = test::brokenRule(input);
            QVERIFY2(!rule, (QByteArray(rule) + ": " + input.toPercentEncoding()).constData());
        }
    }

private:
    static void mutate(QByteArray *input, const QVector<QByteArray> &seeds, QRandomGenerator &random)
    {
        static constexpr char telling[] = "%:;,.=&\\\"-*/ \t\r\n\0\x7f\xff\xc3"
                                          "0019aFz{}[]";
        const int at = random.bounded(int(input->size()) + 1);
        switch (random.bounded(6)) {
        case 0:
            input->insert(at, telling[random.bounded(int(sizeof telling) - 1)]);
            break;
        case 1:
            input->remove(at, random.bounded(1, 8));
            break;
        case 2:
            if (at < input->size())
                (*input)[at] = char(random.bounded(256));
            break;
        case 3:
            input->insert(at, input->mid(random.bounded(int(input->size()) + 1), random.bounded(1, 32)));
            break;
        case 4:
            input->truncate(at);
            break;
        case 5: {
            const QByteArray &other = seeds[random.bounded(int(seeds.size()))];
            input->replace(at, 4, other.mid(random.bounded(int(other.size())), random.bounded(1, 24)));
            break;
        }
        }
    }
};

QTEST_GUILESS_MAIN(TestParsers)
#include "tst_parsers.moc"
