#include "app/session/local_products.h"
#include "ui/models/product_page_model.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine;

/// Each cases/*.case holds a product as one line of JSON ([product]), the members of its card that it is about ([card])
/// and its line in a list ([row], column = text). The engine, HTTP and the desktop's model must all agree with it.
class GoldenCards : public QObject
{
    Q_OBJECT

    struct Case
    {
        QByteArray product;
        QJsonObject card;
        QMap<QString, QString> row;
    };

    static Case read(const QString &path)
    {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            qFatal("cannot read %s", qPrintable(path));
        QMap<QByteArray, QByteArray> sections;
        QByteArray section;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith('[') && line.endsWith(']') && !line.contains('"'))
                section = line;
            else if (!line.startsWith('#'))
                sections[section] += line + '\n';
        }
        Case c;
        QJsonParseError fault;
        c.card = QJsonDocument::fromJson(sections["[card]"], &fault).object();
        if (fault.error != QJsonParseError::NoError)
            qFatal("%s: [card]: %s", qPrintable(path), qPrintable(fault.errorString()));
        c.product = QJsonDocument::fromJson(sections["[product]"]).toJson(QJsonDocument::Compact) + '\n';
        for (const QByteArray &line : sections["[row]"].split('\n')) {
            const qsizetype equals = line.indexOf('=');
            if (equals > 0)
                c.row.insert(QString::fromUtf8(line.left(equals).trimmed()), QString::fromUtf8(line.mid(equals + 1).trimmed()));
        }
        return c;
    }

    static QByteArray get(const QString &url)
    {
        QNetworkAccessManager network;
        std::unique_ptr<QNetworkReply> reply(network.get(QNetworkRequest(QUrl(url))));
        QSignalSpy finished(reply.get(), &QNetworkReply::finished);
        finished.wait(10'000);
        return reply->readAll();
    }

private slots:
    void engineHttpAndModelAgree_data()
    {
        QTest::addColumn<QString>("path");
        const QDir dir(qEnvironmentVariable("VITRINE_GOLDEN_CASES"));
        for (const QString &name : dir.entryList({QStringLiteral("*.case")}))
            QTest::newRow(qPrintable(name)) << dir.filePath(name);
    }

    void engineHttpAndModelAgree()
    {
        QFETCH(QString, path);
        const Case c = read(path);
        QTemporaryDir dir;
        QFile lines(dir.filePath(QStringLiteral("case.jsonl")));
        QVERIFY(lines.open(QIODevice::WriteOnly) && lines.write(c.product) == c.product.size());
        lines.close();
        auto runtime = app::Runtime::open(dir.filePath(QStringLiteral("data")));
        QVERIFY2(runtime, qPrintable(runtime ? QString() : runtime.error().toString()));
        exchange::ImportOptions options;
        options.sources = QStringList{lines.fileName()};
        const auto report = (*runtime)->import(options, [](const auto &) {}, {});
        QVERIFY2(report, qPrintable(report ? QString() : report.error().toString()));
        QVERIFY2(report->errors.isEmpty(), qPrintable(report->errors.value(0).reason));
        QCOMPARE(report->created, 1);

        const QString key = c.card[QStringLiteral("key")].toString();
        const auto card = (*runtime)->catalog().cards.card(ProductKey(key));
        QVERIFY(card);
        const QJsonObject engine = QJsonDocument::fromJson(card->json).object();
        for (auto member = c.card.begin(); member != c.card.end(); ++member)
            QCOMPARE(engine.value(member.key()), QJsonValue(*member));

        const auto url = (*runtime)->origin().start(QStringLiteral("127.0.0.1:0"));
        QVERIFY(url);
        QCOMPARE(get(*url + QStringLiteral("/v1/products/") + QString::fromLatin1(QUrl::toPercentEncoding(key))), card->json);

        app::LocalProducts session(**runtime);
        ui::ProductPageModel model(session);
        model.setQuery({});
        QTRY_COMPARE(model.rowCount(), 1);
        QTRY_VERIFY(model.loadedRow(0));
        QCOMPARE(model.loadedRow(0)->key.toString(), key);
        for (auto column = c.row.begin(); column != c.row.end(); ++column) {
            int at = -1;
            for (int i = 0; i < model.columnCount(); ++i)
                if (model.headerData(i, Qt::Horizontal, Qt::DisplayRole).toString() == column.key())
                    at = i;
            QVERIFY2(at >= 0, qPrintable(column.key()));
            QCOMPARE(model.index(0, at).data().toString(), *column);
        }
    }
};

QTEST_GUILESS_MAIN(GoldenCards)
#include "tst_golden_cards.moc"
