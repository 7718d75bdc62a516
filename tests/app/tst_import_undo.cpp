#include "support/test_data.h"
#include "vitrined_process.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace vitrine::test;

/// An import is taken back as a whole, and made again: the catalog is what it was before, and what it was behind it.
class ImportUndoTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_dir;
    static QString s(const char *text) { return QString::fromLatin1(text); }
    CommandResult run(const char *data, const QStringList &arguments)
    {
        return vitrined(arguments + QStringList{s("--json"), s("--data"), m_dir.filePath(s(data))});
    }
    QString write(const char *name, const QByteArray &bytes)
    {
        QFile out(m_dir.filePath(s(name)));
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            qFatal("cannot write %s", name);
        return out.fileName();
    }
    QByteArray exported(const char *data)
    {
        const QString file = m_dir.filePath(s("export.jsonl"));
        if (run(data, {s("export"), s("--format"), s("jsonl"), s("-o"), file}).exitCode != 0)
            qFatal("cannot export");
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }
    /// What anybody can see of a catalog, but for versions and times.
    QStringList seen(const char *data)
    {
        QStringList all{QString::fromUtf8(exported(data))};
        const auto found = run(data, {s("search"), s("--facet"), s("brand"), s("--facet"), s("category"), s("--facet"), s("family"), s("--limit"), s("50")}).json();
        all += QString::number(found[s("total")].toInt());
        all += QString::fromUtf8(QJsonDocument(found[s("facets")].toObject()).toJson());
        for (const char *text : {"the", "bag", "teapot", "before"})
            all += QString::number(run(data, {s("search"), s(text)}).json()[s("total")].toInt());
        all += QString::fromUtf8(run(data, {s("families"), s("completeness")}).out);
        const auto doctor = run(data, {s("doctor")});
        all += QStringLiteral("%1 %2 products").arg(doctor.exitCode).arg(doctor.json()[s("products")].toInt());
        return all;
    }
    /// Real products where there are some.
    QString source()
    {
        if (!testDataDir().isEmpty())
            return testDataDir() + s("/catalog/magento");
        QByteArray rows = "key,name,categories,brand,stock,price:USD,attr.colour:option,attr.family:option,attr.name/th_TH\n";
        for (int n = 0; n < 700; ++n) {
            const QByteArray i = QByteArray::number(n);
            rows += "K" + i + ",The bag " + i + ",Bags/Of " + QByteArray::number(n % 7) + ",b" + QByteArray::number(n % 3) + ",3," + i + ".90,red,bags,Th " + i + "\nK" +
                    i + ",,,,,,blue,,\n";
        }
        return write("source.csv", rows);
    }

private slots:
    void aWholeImportAndBack()
    {
        const QString shop = source();
        QVERIFY(run("scratch", {s("import"), shop}).json()[s("products")][s("created")].toInt() > 100);
        // One of its products was there before, with another name and less of everything else.
        auto known = QJsonDocument::fromJson(exported("scratch").split('\n').first()).object();
        known = {{s("key"), known[s("key")]}, {s("name"), s("Before it")}};
        known[s("attributes")] = QJsonArray{QJsonObject{{s("code"), s("family")}, {s("type"), s("option")}, {s("value"), s("bags")}}};
        const QByteArray before = QJsonDocument(known).toJson(QJsonDocument::Compact) + "\n{\"key\":\"OWN-1\",\"name\":\"Teapot\",\"categories\":[\"Kitchen\"]}\n";
        QCOMPARE(run("d", {s("families"), s("import"), write("f.toml", "[[attribute]]\ncode = \"colour\"\ntype = \"option\"\n[[family]]\ncode = \"bags\"\n"
                                                                      "attributes = [\"colour\"]\nrequired = [\"colour\"]\n")}).exitCode, 0);
        const auto first = run("d", {s("import"), write("before.jsonl", before)});
        QVERIFY2(first.exitCode == 0, qPrintable(first.err));
        const QStringList without = seen("d");
        QVERIFY2(without.last() == s("0 2 products"), qPrintable(without.last()));

        const auto imported = run("d", {s("import"), shop});
        const QString change = QString::number(imported.json()[s("change")].toInteger());
        QVERIFY2(change != s("0"), qPrintable(imported.err));
        const int created = imported.json()[s("products")][s("created")].toInt();
        const QStringList with = seen("d");
        QVERIFY(with != without);

        const auto undone = run("d", {s("history"), s("--undo"), change});
        QVERIFY2(undone.exitCode == 0, qPrintable(undone.err));
        QCOMPARE(undone.json()[s("refused")].toInt(), 0);
        QCOMPARE(undone.json()[s("changed")].toInt(), created + 1);
        QCOMPARE(seen("d"), without);

        const QString undo = QString::number(undone.json()[s("change")].toInteger());
        const auto redone = run("d", {s("history"), s("--undo"), undo});
        QVERIFY2(redone.exitCode == 0, qPrintable(redone.err));
        QCOMPARE(seen("d"), with);
        QCOMPARE(run("d", {s("import"), shop}).json()[s("change")].toInt(), 0); // nothing is left to import

        // And once more, with two of its products changed by somebody: they stay, and are named.
        const QString one = QString::fromUtf8(QJsonDocument::fromJson(exported("d").split('\n').at(3)).object()[s("key")].toString().toUtf8());
        QCOMPARE(run("d", {s("import"), write("edit.jsonl", "{\"key\":\"" + one.toUtf8() + "\",\"name\":\"Somebody's\"}\n")}).json()[s("products")][s("updated")].toInt(), 1);
        const auto rest = vitrined({s("history"), s("--undo"), change, s("--data"), m_dir.filePath(s("d"))});
        QCOMPARE(rest.exitCode, 3);
        QVERIFY2(rest.err.startsWith(one + s(" [name]: it stays")), qPrintable(rest.err));
        QVERIFY2(rest.out.contains("removes the products that it created") && rest.out.contains("Pictures"), rest.out.constData());
        QCOMPARE(seen("d").last(), s("0 3 products"));
    }
};

QTEST_GUILESS_MAIN(ImportUndoTest)
#include "tst_import_undo.moc"
