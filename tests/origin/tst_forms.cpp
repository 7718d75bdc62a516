#include "origin/multipart.h"
#include "origin/prometheus.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::origin;

/// What browsers and curl send as a form, and what nobody honest sends; and the text that Prometheus reads.
class FormsTest : public QObject
{
    Q_OBJECT

private slots:
    void boundaries()
    {
        QCOMPARE(*formBoundary("multipart/form-data; boundary=abc"), QByteArray("abc"));
        QCOMPARE(*formBoundary("Multipart/Form-Data;charset=utf-8; Boundary=\"a b\""), QByteArray("a b"));
        for (const char *type : {"", "image/jpeg", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a"})
            QVERIFY2(!formBoundary(type), type);
        QVERIFY(!formBoundary("multipart/form-data; boundary=" + QByteArray(71, 'x')));
    }

    void aFormAsCurlSendsIt()
    {
        const QByteArray bytes("\xff\xd8\r\n--x\r\n--no\0\r\n", 16);
        const QByteArray body = "--xYz\r\nContent-Disposition: form-data; name=\"product\"\r\n\r\nA-1\r\n"
                                "--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a \\\"b\\\".jpg\"\r\n"
                                "Content-Type: image/jpeg\r\n\r\n" +
                                bytes + "\r\n--xYz--\r\n";
        const auto parts = parseForm(body, "xYz");
        QVERIFY2(parts.ok(), qPrintable(parts.ok() ? QString() : parts.error().toString()));
        QCOMPARE(parts->size(), 2);
        QCOMPARE(parts->at(0).name, QByteArray("product"));
        QCOMPARE(parts->at(0).content.toByteArray(), QByteArray("A-1"));
        QVERIFY(!parts->at(0).fileName);
        QCOMPARE(*parts->at(1).fileName, QByteArray("a \"b\".jpg"));
        QCOMPARE(parts->at(1).content.toByteArray(), bytes);
    }

    void preambleEmptyPartsAndPadding()
    {
        const auto parts = parseForm("preamble\r\n--b \t\r\nContent-Disposition: form-data; name=a; filename=\"\"\r\n\r\n\r\n--b--epilogue", "b");
        QVERIFY(parts.ok());
        QCOMPARE(parts->size(), 1);
        QVERIFY(parts->at(0).fileName && parts->at(0).fileName->isEmpty());
        QVERIFY(parts->at(0).content.isEmpty());
        const auto empty = parseForm("--b\r\nContent-Disposition: form-data; name=a\r\n\r\n--b--", "b");
        QVERIFY(empty.ok() && empty->at(0).content.isEmpty());
        QVERIFY(parseForm("--b--", "b")->isEmpty());
    }

    void brokenFormsAreRefused()
    {
        const QByteArray part = "--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n";
        for (const QByteArray &body :
             {QByteArray(), QByteArray("--"), QByteArray("--b"), QByteArray("--bx\r\n"), QByteArray("--b\r\n"), part, part + "--b",
              QByteArray("--b\r\n\r\nx\r\n--b--"), QByteArray("--b\r\nContent-Type: image/jpeg\r\n\r\nx\r\n--b--"),
              "--b\r\nContent-Disposition: form-data; name=a" + QByteArray(10'000, ' ') + "\r\n\r\nx\r\n--b--", part.repeated(17) + "--b--"}) {
            const auto parts = parseForm(body, "b");
            QVERIFY2(!parts.ok(), body.left(80).constData());
            QCOMPARE(parts.error().code, ErrorCode::InvalidArgument);
        }
    }

    /// Every prefix and every single changed byte of a form is parsed or refused, and what is parsed lies inside.
    void mutatedFormsStayInside()
    {
        const QByteArray body = "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\r\n\r\nbytes\r\n--b--\r\n";
        const auto inside = [](const QByteArray &bytes) {
            const auto parts = parseForm(bytes, "b");
            if (!parts)
                return true;
            return std::all_of(parts->begin(), parts->end(), [&](const FormPart &part) {
                return part.content.isEmpty() || (part.content.begin() >= bytes.begin() && part.content.end() <= bytes.end());
            });
        };
        for (qsizetype i = 0; i < body.size(); ++i) {
            QVERIFY(inside(body.first(i)));
            for (char c : {'\r', '\n', '-', '"', ';', '\0', '\\', 'b'}) {
                QByteArray mutated = body;
                mutated[i] = c;
                QVERIFY(inside(mutated));
            }
        }
    }

    void prometheusText()
    {
        const QByteArray text = toPrometheusText(
            {{"a_total", "What \\ it\nis.", Metric::Kind::Counter, {{3, {{"class", "2xx"}, {"odd", "q\"\\\n"}}}, {0.25, {}}}},
             {"b_seconds", "Time.", Metric::Kind::Summary, {{0.001, {{"quantile", "0.5"}}}, {12, {}, "_sum"}, {4, {}, "_count"}}}});
        QCOMPARE(text, QByteArray("# HELP a_total What \\\\ it\\nis.\n# TYPE a_total counter\na_total{class=\"2xx\",odd=\"q\\\"\\\\\\n\"} 3\n"
                                  "a_total 0.25\n# HELP b_seconds Time.\n# TYPE b_seconds summary\nb_seconds{quantile=\"0.5\"} 0.001\n"
                                  "b_seconds_sum 12\nb_seconds_count 4\n"));
    }
};

QTEST_GUILESS_MAIN(FormsTest)
#include "tst_forms.moc"
