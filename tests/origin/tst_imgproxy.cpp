#include "origin/support/origin_fixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine;
using namespace vitrine::test;

namespace {

const QByteArray Source = QByteArray("plain/") + Picture;

origin::UrlSettings withKeys(const QByteArray &key, const QByteArray &salt)
{
    origin::UrlSettings urls;
    urls.imgproxy.signer = origin::ImgproxySigner({{QByteArray::fromHex(key), QByteArray::fromHex(salt)}});
    return urls;
}

origin::UrlSettings openToAll()
{
    origin::UrlSettings urls;
    urls.imgproxy.unsafe = true;
    return urls;
}

QJsonObject json(const origin::Response &response)
{
    return QJsonDocument::fromJson(response.body).object();
}

QVector<double> numbers(const QJsonValue &array)
{
    QVector<double> list;
    for (const auto &value : array.toArray())
        list += value.toDouble();
    return list;
}

} // namespace

/// imgproxy's addresses, from the URL to what is rendered. The picture has 800 x 600 pixels.
class TestImgproxy : public QObject
{
    Q_OBJECT

    static QByteArray header(const origin::Response &response, const char *name)
    {
        return OriginFixture::header(response, name);
    }

private slots:
    /// What imgproxy's own URL builder makes (tests/origin/npm/imgproxy_vectors.mjs), signatures included.
    void understandsItsBuilder_data()
    {
        QTest::addColumn<QByteArray>("url");
        QTest::addColumn<QJsonObject>("expected");
        QFile file(QStringLiteral(IMGPROXY_VECTORS));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QJsonArray vectors = QJsonDocument::fromJson(file.readAll()).object()["vectors"].toArray();
        QVERIFY(vectors.size() >= 70);
        for (const auto &vector : vectors)
            QTest::newRow(qPrintable(vector[QLatin1String("url")].toString().mid(54)))
                << vector[QLatin1String("url")].toString().toLatin1()
                << vector[QLatin1String("expected")].toObject();
    }

    void understandsItsBuilder()
    {
        QFETCH(QByteArray, url);
        const QFETCH(QJsonObject, expected); // const: reading a member must not make it
        OriginFixture fixture({}, withKeys("736563726574736563726574736563726574", "68656C6C6F"));
        const auto answer = fixture.ask(url, {{"accept", "image/*"}});
        QVERIFY2(answer.status == 200, answer.body.constData());
        const images::Preset preset = fixture.renderer.lastPreset;
        QCOMPARE(QVector<double>({double(preset.widthPx), double(preset.heightPx)}),
                 numbers(expected["size"]));
        QCOMPARE(QString(images::fitName(preset.fit)), expected["fit"].toString(QStringLiteral("exact")));
        QCOMPARE(QString(images::cropName(preset.crop)), expected["crop"].toString(QStringLiteral("centre")));
        QCOMPARE(preset.enlarge, expected["enlarge"].toBool());
        if (preset.crop == images::Crop::Focus) {
            QVERIFY(qFuzzyCompare(preset.focusX, expected["focus"][0].toDouble()));
            QVERIFY(qFuzzyCompare(preset.focusY, expected["focus"][1].toDouble()));
        }
        const auto &region = preset.region;
        QCOMPARE(QVector<double>(
                     {double(region.left), double(region.top), double(region.width), double(region.height)}),
                 expected.contains("region") ? numbers(expected["region"]) : QVector<double>({0, 0, 0, 0}));
        const auto &padding = preset.padding;
        QCOMPARE(QVector<double>({double(padding.top), double(padding.right), double(padding.bottom),
                                  double(padding.left)}),
                 expected.contains("padding") ? numbers(expected["padding"]) : QVector<double>({0, 0, 0, 0}));
        QCOMPARE(preset.opaque, expected.contains("background"));
        QCOMPARE(preset.backgroundRgb,
                 expected["background"].toString(QStringLiteral("ffffff")).toUInt(nullptr, 16));
        QCOMPARE(preset.blurSigma, expected["blur"].toDouble());
        QCOMPARE(preset.sharpen, expected["sharpen"].toDouble());
        QCOMPARE(preset.maxBytes, expected["maxBytes"].toInt());
        for (const images::Format format : images::AllFormats) {
            const QJsonValue wanted = expected["quality"].isObject()
                                          ? expected["quality"][images::formatName(format)]
                                          : images::Preset{}.quality[size_t(format)];
            if (wanted.isDouble())
                QCOMPARE(preset.quality[size_t(format)], wanted.toInt());
        }
        QCOMPARE(header(answer, "Content-Type"),
                 expected["type"].toString(QStringLiteral("image/jpeg")).toLatin1());
        QCOMPARE(header(answer, "Vary"), expected.contains("type") ? QByteArray() : QByteArray("Accept"));
    }

    void wantsItsSignature()
    {
        const origin::UrlSettings urls = withKeys("736563726574736563726574736563726574", "68656C6C6F");
        OriginFixture fixture({}, urls);
        const QByteArray path = "/w:100/" + Source + "@webp";
        const QByteArray signature = urls.imgproxy.signer.sign(path);
        QCOMPARE(fixture.ask("/imgproxy/" + signature + path).status, 200);
        for (const QByteArray &wrong : {signature.chopped(1), signature + "=", signature + "A",
                                        QByteArray("unsafe"), QByteArray("insecure")})
            QCOMPARE(fixture.ask("/imgproxy/" + wrong + path).status, 403);
        QCOMPARE(fixture.ask("/imgproxy/" + signature + "/w:101/" + Source + "@webp").status, 403);
        QCOMPARE(fixture.ask("/imgproxy/" + path.sliced(1)).status,
                 403); // an option in the signature's place
        QCOMPARE(header(fixture.ask("/imgproxy/unsafe" + path), "Cache-Control"), QByteArray("no-store"));
        OriginFixture keyless;
        const auto refused = keyless.ask("/imgproxy/unsafe" + path);
        QCOMPARE(refused.status, 403);
        QVERIFY(json(refused)["detail"].toString().contains(QLatin1String("no keys")));
        QCOMPARE(keyless.ask("/imgproxy//w:100/" + Source).status, 404); // an empty signature is no segment
    }

    void sharesVariantsByWhatTheyAre()
    {
        OriginFixture fixture({}, openToAll());
        const auto first = fixture.ask("/imgproxy/unsafe/rs:fit:400:400/" + Source + "@png");
        const auto second = fixture.ask("/imgproxy/unsafe/size:400/f:webp/" + Source + "@png?whatever");
        QCOMPARE(header(second, "ETag"), header(first, "ETag"));
        QCOMPARE(header(second, "Cache-Status"), QByteArray("Vitrine; hit"));
        QCOMPARE(fixture.renderer.renders.load(), 1);
        QCOMPARE(header(second, "Content-Type"), QByteArray("image/png")); // an extension wins over an option
        QCOMPARE(fixture
                     .ask("/imgproxy/unsafe/size:400/" + Source + "@png",
                          {{"if-none-match", header(first, "ETag")}})
                     .status,
                 304);
    }

    void negotiatesWithoutAFormat()
    {
        OriginFixture fixture({}, openToAll());
        const QByteArray url = "/imgproxy/unsafe/w:50/" + Source;
        const auto answer = fixture.ask(url, {{"accept", "image/avif,*/*"}});
        QCOMPARE(header(answer, "Content-Type"), QByteArray("image/avif"));
        QCOMPARE(header(answer, "Vary"), QByteArray("Accept"));
        QCOMPARE(fixture.ask(url, {{"accept", "text/html"}}).status, 406);
        QCOMPARE(fixture.ask(url + "@webp", {{"accept", "image/png"}}).status, 406);
    }

    void acceptsEveryName()
    {
        OriginFixture fixture({}, openToAll());
        const QByteArray longNames = "/resizing_type:fill/width:100/height:50/enlarge:0/extend:f/gravity:no/"
                                     "crop:400:400/padding:1:2:3:4/background:255:0:7/"
                                     "blur:2/sharpen:1/quality:50/format_quality:webp:40/max_bytes:900/"
                                     "format:webp/dpr:1/cachebuster:a:b/";
        const QByteArray shortNames = "/rt:fill/w:100/h:50/el:false/ex:0/g:no/c:400:400/pd:1:2:3:4/bg:ff0007/"
                                      "bl:2/sh:1/q:50/fq:webp:40/mb:900/ext:webp/dpr:1.0/cb:c/";
        const auto a = fixture.ask("/imgproxy/unsafe" + longNames + Source),
                   b = fixture.ask("/imgproxy/unsafe" + shortNames + Source);
        QCOMPARE(a.status, 200);
        QCOMPARE(b.status, 200);
        QCOMPARE(header(a, "ETag"), header(b, "ETag"));
        QCOMPARE(fixture.ask("/imgproxy/unsafe/resize:fill-down:10:20:t:t:ce:1:2/" + Source).status, 200);
        QCOMPARE(fixture.ask("/imgproxy/unsafe/rs::10/" + Source).status, 200);
        QCOMPARE(fixture.ask("/imgproxy/unsafe/bg:abc/" + Source).status, 200);
        QCOMPARE(
            fixture.ask("/imgproxy/unsafe/" + QByteArray(Picture).toBase64().insert(8, '/') + ".png").status,
            200);
        QCOMPARE(fixture.ask("/imgproxy/unsafe/plain/%61" + QByteArray(Picture).sliced(1) + "@").status, 200);
    }

    void namesWhatIsWrong_data()
    {
        QTest::addColumn<QByteArray>("options");
        QTest::addColumn<QString>("parameter");
        const auto rows = [](const char *parameter, std::initializer_list<const char *> options) {
            for (const char *option : options)
                QTest::newRow(option) << QByteArray(option) << QString::fromLatin1(parameter);
        };
        rows("resize",
             {"rs:cover:1:1", "rs:fit:-1", "rs:fit:1.5", "rs:fit:16385", "rs:fit:1:1:2", "rs:fit:1:1:1:1:xx",
              "rs:fit:1:1:1:1:sm", "rs:fit:1:1:1:1:ce:1:2:3", "rs:fit:9000:9000:1", "rs:force:8000:8000:1"});
        rows("size", {"s:x", "s:1:1:1:1:ce:1:2:3"});
        rows("resizing_type", {"rt:", "rt:Fit", "rt:fit:1"});
        rows("width", {"w:", "w:-5", "w:1e3", "w:99999", "w: 1", "w:+1", "w:1:2"});
        rows("height", {"h:x"});
        rows("dpr", {"dpr:0", "dpr:9", "dpr:", "dpr:nan"});
        rows("enlarge", {"el:2", "el:", "el:yes"});
        rows("gravity",
             {"g:", "g:xx", "g:fp", "g:fp:1", "g:fp:2:0", "g:fp:-0.1:0", "g:sm:1", "g:obj", "g:ce:x"});
        rows("crop", {"c:1", "c:-1:1", "c:1:1:zz", "c:10:10:sm", "c:x:1"});
        rows("padding", {"pd:-1", "pd:1:2:3:4:5", "pd:x", "pd:9000"});
        rows("background", {"bg:ff", "bg:gggggg", "bg:256:0:0", "bg:1:2", "bg:ff000080"});
        rows("blur", {"bl:-1", "bl:101", "bl:x"});
        rows("sharpen", {"sh:-1", "sh:101"});
        rows("quality", {"q:101", "q:-1", "q:high"});
        rows("format_quality", {"fq:webp", "fq:bmp:1", "fq:webp:101"});
        rows("max_bytes", {"mb:-1", "mb:x", "mb:9999999999"});
        rows("format", {"f:bmp", "f:", "ext:svg"});
        rows("preset", {"pr:none", "pr:tile-340:none", "pr:%zz"});
        rows("expires", {"exp:", "exp:x", "exp:-1"});
        rows("raw", {"raw:x"});
        rows("strip_metadata", {"sm:0"});
        rows("watermark", {"watermark:1"});
        rows("", {":", ":1"});
    }

    void namesWhatIsWrong()
    {
        QFETCH(QByteArray, options);
        QFETCH(QString, parameter);
        OriginFixture fixture({}, openToAll());
        const auto answer = fixture.ask("/imgproxy/unsafe/" + options + '/' + Source + "@jpg");
        QVERIFY2(answer.status == 400, answer.body.constData());
        QCOMPARE(json(answer)["parameter"].toString(), parameter);
        QCOMPARE(fixture.renderer.renders.load(), 0);
    }

    void knowsOnlyItsOwnPictures()
    {
        OriginFixture fixture({}, openToAll());
        const auto status = [&](const QByteArray &source) {
            return fixture.ask("/imgproxy/unsafe/w:9/" + source).status;
        };
        for (const QByteArray &foreign :
             {QByteArray("plain/http://example.com/a.jpg"), QByteArray("plain/local:///etc/passwd"),
              QByteArray("plain/..%2F..%2Fa@png"), QByteArray("plain/00000000000000000000000000000000@png"),
              QByteArray("http://example.com/a").toBase64(QByteArray::Base64UrlEncoding)})
            QCOMPARE(status(foreign), 404);
        for (const QByteArray &malformed :
             {QByteArray("plain/a@png@png"), Source + "@bmp", QByteArray("plain/%zz"), QByteArray("%%%"),
              QByteArray("YWJj.png.png")})
            QCOMPARE(status(malformed), 400);
        QCOMPARE(fixture.ask("/imgproxy/unsafe/w:9").status, 400);
        QCOMPARE(fixture.ask("/imgproxy/unsafe/" + QByteArray("w:9/").repeated(65) + Source).status, 400);
        QCOMPARE(fixture.ask("/imgproxy/unsafe/" + QByteArray("w:9/").repeated(64) + Source).status, 200);
    }

    void expires()
    {
        OriginFixture fixture({}, openToAll());
        const qint64 now =
            std::chrono::duration_cast<std::chrono::seconds>(fixture.clock.wallTime().time_since_epoch())
                .count();
        const auto ask = [&](qint64 time) {
            return fixture.ask("/imgproxy/unsafe/exp:" + QByteArray::number(time) + '/' + Source + "@png");
        };
        QCOMPARE(ask(now).status, 404);
        QCOMPARE(ask(now + 300).status, 200);
        QCOMPARE(header(ask(now + 300), "Cache-Control"), QByteArray("public, max-age=300"));
        QVERIFY(header(ask(now + 1'000'000), "Cache-Control").startsWith("public, max-age=86400"));
    }

    void handsOriginalsOut()
    {
        OriginFixture fixture({}, openToAll());
        const QByteArray url = "/imgproxy/unsafe/raw:1/" + Source;
        const auto answer = fixture.ask(url);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.body, QByteArray("pixels"));
        QCOMPARE(header(answer, "Content-Type"), QByteArray("image/jpeg"));
        QCOMPARE(header(answer, "X-Content-Type-Options"), QByteArray("nosniff"));
        QCOMPARE(fixture.renderer.renders.load(), 0);
        QCOMPARE(fixture.ask(url, {{"if-none-match", header(answer, "ETag")}}).status, 304);
        QCOMPARE(fixture.ask(url, {{"range", "bytes=1-2"}}).body, QByteArray("ix"));
        QCOMPARE(fixture.ask("/imgproxy/unsafe/raw:1/plain/00000000000000000000000000000000").status, 404);
        origin::UrlSettings small = openToAll();
        small.imgproxy.rawBytes = 5;
        OriginFixture bounded({}, small);
        QCOMPARE(bounded.ask(url).status, 413);
    }
};

QTEST_GUILESS_MAIN(TestImgproxy)
#include "tst_imgproxy.moc"
