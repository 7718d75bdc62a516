#include "images/matrix_report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace vitrine::images;

namespace {

MatrixRow row(const QString &preset, Format format, qint64 bytes, double ssim)
{
    return {preset, format, preset + u'.' + formatExtension(format), 240,
            180,    bytes,  std::chrono::microseconds(1500),         ssim,
            {}};
}

MatrixRow failed(const QString &preset, Format format, const QString &why)
{
    MatrixRow bad;
    bad.preset = preset;
    bad.format = format;
    bad.error = why;
    return bad;
}

MatrixReport sample()
{
    return MatrixReport(
        QStringLiteral("shoe <b>&\"x\".png"),
        {row(QStringLiteral("card"), Format::Jpeg, 1000, 0.97),
         row(QStringLiteral("card"), Format::Webp, 700, 0.93),
         row(QStringLiteral("list@2x"), Format::Jpeg, 400, 0.98),
         row(QStringLiteral("list@2x"), Format::Webp, 500, 0.96),
         row(QStringLiteral("zoom"), Format::Webp, 9000, 0.96),
         row(QStringLiteral("card"), Format::Png, 20000, 1),
         failed(QStringLiteral("zoom"), Format::Avif, QStringLiteral("worker died <SIGKILL>"))});
}

} // namespace

class TestMatrixReport : public QObject
{
    Q_OBJECT

private slots:
    void totalsByFormat()
    {
        const auto totals = sample().totals();
        QCOMPARE(totals.size(), 4);
        QCOMPARE(totals[0].format, Format::Jpeg);
        QCOMPARE(totals[0].bytes, 1400);
        QVERIFY(!totals[0].saving);
        QCOMPARE(totals[1].rendered, 3);
        QCOMPARE(totals[1].bytes, 10'200);
        // Only presets that have both: 1200 of 1400 bytes.
        QVERIFY(qAbs(*totals[1].saving - 2.0 / 14) < 1e-9);
        QCOMPARE(*totals[1].worstSsim, 0.93);
        QCOMPARE(totals[2].failed, 1);
        QVERIFY(!totals[2].worstSsim);
    }

    void oddities()
    {
        const MatrixReport report = sample();
        QVERIFY(report.oddities(row(QStringLiteral("card"), Format::Webp, 700, 0.97)).isEmpty());
        QCOMPARE(report.oddities(row(QStringLiteral("card"), Format::Webp, 700, 0.93)).size(), 1);
        const QStringList larger = report.oddities(row(QStringLiteral("list@2x"), Format::Webp, 500, 0.96));
        QCOMPARE(larger, QStringList{QStringLiteral("25 % larger than the JPEG")});
        QVERIFY(report.oddities(row(QStringLiteral("card"), Format::Png, 20000, 1)).isEmpty());
        QCOMPARE(report.oddities(failed(QStringLiteral("x"), Format::Jpeg, QStringLiteral("why"))),
                 QStringList{QStringLiteral("why")});
    }

    void json()
    {
        QJsonParseError error;
        const QJsonObject document = QJsonDocument::fromJson(sample().toJson(), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(document[QStringLiteral("picture")].toString(), QStringLiteral("shoe <b>&\"x\".png"));
        const QJsonArray variants = document[QStringLiteral("variants")].toArray();
        QCOMPARE(variants.size(), 7);
        const QJsonObject first = variants[0].toObject();
        QCOMPARE(first[QStringLiteral("format")].toString(), QStringLiteral("jpeg"));
        QCOMPARE(first[QStringLiteral("bytes")].toInt(), 1000);
        QCOMPARE(first[QStringLiteral("renderMicros")].toInt(), 1500);
        QCOMPARE(first[QStringLiteral("ssim")].toDouble(), 0.97);
        const QJsonObject last = variants[6].toObject();
        QCOMPARE(last[QStringLiteral("error")].toString(), QStringLiteral("worker died <SIGKILL>"));
        QVERIFY(!last.contains(QStringLiteral("bytes")));
        QCOMPARE(document[QStringLiteral("totals")].toArray().size(), 4);
    }

    void htmlIsEscapedAndSelfContained()
    {
        const QString html = QString::fromUtf8(sample().toHtml());
        QVERIFY(html.startsWith(QStringLiteral("<!DOCTYPE html>")));
        QVERIFY(html.contains(QStringLiteral("shoe &lt;b&gt;&amp;&quot;x&quot;.png")));
        QVERIFY(!html.contains(QStringLiteral("<b>")));
        QVERIFY(html.contains(QStringLiteral("worker died &lt;SIGKILL&gt;")));
        QVERIFY(!html.contains(QStringLiteral("http")));
        QVERIFY(html.contains(QStringLiteral("src=\"./list%402x.webp\"")));
        QVERIFY(html.contains(QStringLiteral("7 variants, 3 to look at")));
        QCOMPARE(html.count(QStringLiteral("<img ")), 6);
        QCOMPARE(html.count(QStringLiteral("<tr>")), 1 + 4 + 1 + 7);
        QCOMPARE(html.count(QStringLiteral("<td")), html.count(QStringLiteral("</td>")));
    }

    void emptyMatrix()
    {
        const MatrixReport report(QStringLiteral("nothing"), {});
        QVERIFY(report.totals().isEmpty());
        QVERIFY(report.toHtml().contains("0 variants"));
    }
};

QTEST_GUILESS_MAIN(TestMatrixReport)
#include "tst_matrix_report.moc"
