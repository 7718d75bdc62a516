#include "origin/support/origin_fixture.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::origin;
using test::OriginFixture;
using test::Picture;

namespace {

const QByteArray Image = QByteArray("/i/tile-340/") + Picture;
const QByteArray ForEver = Image + "/abcdef01.webp";
constexpr int HotUses = 3;

images::ImageServiceLimits limits()
{
    images::ImageServiceLimits limits;
    limits.hotUses = HotUses;
    return limits;
}

} // namespace

/// What addresses answer once a variant was made again with care.
class CarefulVariantsTest : public QObject
{
    Q_OBJECT

private slots:
    void whatIsHotGetsOtherBytesAndAnotherEtag()
    {
        OriginFixture fixture({}, {}, limits());
        const Response quick = fixture.ask(Image + ".webp");
        heat(fixture, Image + ".webp");
        QTRY_COMPARE(fixture.images.counters().careful.made, 1u);
        const Response careful = fixture.ask(Image + ".webp");
        QCOMPARE(careful.status, 200);
        QCOMPARE(careful.body, QByteArray("tile-340 with care"));
        QVERIFY(etagOf(careful) != etagOf(quick));
        QCOMPARE(OriginFixture::header(careful, "Cache-Status"), QByteArray("Vitrine; hit"));
        // Who has the old one gets the new one, who has the new one gets nothing.
        QCOMPARE(fixture.ask(Image + ".webp", {{"if-none-match", etagOf(quick)}}).status, 200);
        const Response current = fixture.ask(Image + ".webp", {{"if-none-match", etagOf(careful)}});
        QCOMPARE(current.status, 304);
        QCOMPARE(etagOf(current), etagOf(careful));
        // Halves of the two do not make a whole.
        QCOMPARE(fixture.ask(Image + ".webp", {{"range", "bytes=0-1"}, {"if-range", etagOf(careful)}}).status, 206);
        QCOMPARE(fixture.ask(Image + ".webp", {{"range", "bytes=0-1"}, {"if-range", etagOf(quick)}}).status, 200);
        QCOMPARE(fixture.ask(Image + ".webp", {{"if-match", etagOf(quick)}}).status, 412);
    }

    void anAddressForEverKeepsItsBytes()
    {
        OriginFixture fixture({}, {}, limits());
        const Response before = fixture.ask(ForEver);
        heat(fixture, Image + ".webp");
        QTRY_COMPARE(fixture.images.counters().careful.made, 1u);
        const Response after = fixture.ask(ForEver);
        QCOMPARE(after.body, before.body);
        QCOMPARE(etagOf(after), etagOf(before));
        QVERIFY(etagOf(fixture.ask(Image + ".webp")) != etagOf(after));
        QCOMPARE(fixture.ask(ForEver, {{"if-none-match", etagOf(before)}}).status, 304);
    }

    void anAddressForEverMakesNothingHot()
    {
        OriginFixture fixture({}, {}, limits());
        (void)fixture.ask(ForEver);
        heat(fixture, ForEver);
        heat(fixture, ForEver);
        QCOMPARE(fixture.images.counters().careful.waiting, 0);
        QCOMPARE(fixture.images.counters().careful.made, 0u);
    }

    void theQuickOneComesBackAfterAPurge()
    {
        OriginFixture fixture({}, {}, limits());
        const Response quick = fixture.ask(Image + ".webp");
        heat(fixture, Image + ".webp");
        QTRY_COMPARE(fixture.images.counters().careful.made, 1u);
        QVERIFY(fixture.images.purge({{QByteArray("image/") + Picture}, {}}).ok());
        const Response again = fixture.ask(Image + ".webp");
        QCOMPARE(again.body, quick.body);
        QCOMPARE(etagOf(again), etagOf(quick));
    }

private:
    static QByteArray etagOf(const Response &response) { return OriginFixture::header(response, "ETag"); }
    static void heat(OriginFixture &fixture, const QByteArray &target)
    {
        for (int i = 0; i < HotUses; ++i)
            QCOMPARE(fixture.ask(target).status, 200);
    }
};

QTEST_GUILESS_MAIN(CarefulVariantsTest)
#include "tst_careful_variants.moc"
