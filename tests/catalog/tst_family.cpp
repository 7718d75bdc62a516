#include "catalog/family_model.h"

#include <QTest>

using namespace vitrine;
using namespace vitrine::catalog;

/// Families on their own: their file, their rules, and what a product lacks.
class TestFamily : public QObject
{
    Q_OBJECT

    static QByteArray shop()
    {
        return "[[channel]]\n"
               "code = \"SG\"\n"
               "label = \"Singapore\"\n"
               "locales = [\"en\", \"zh\"]\n"
               "[[channel]]\n"
               "code = \"TH\"\n"
               "locales = [\"th\"]\n"
               "[[attribute]]\n"
               "code = \"weight\"\n"
               "type = \"number\"\n"
               "min = -0.5\n"
               "max = 100\n"
               "[[attribute]]\n"
               "code = \"title\"\n"
               "type = \"text\"\n"
               "per = [\"locale\"]\n"
               "max-length = 10\n"
               "[[attribute]]\n"
               "code = \"badge\"\n"
               "per = [\"channel\", \"locale\"]\n"
               "[[attribute]]\n"
               "code = \"halal\"\n"
               "type = \"boolean\"\n"
               "per = [\"channel\"]\n"
               "[[attribute]]\n"
               "code = \"article\"\n"
               "type = \"text\"\n"
               "matches = '[A-Z]{2}\\d+'\n"
               "[[attribute]]\n"
               "code = \"colour\"\n"
               "type = \"option\"\n"
               "options = [\"red\", \"blue\"]\n"
               "[[family]]\n"
               "code = \"shoes\"\n"
               "label = \"Shoes \\\"new\\\"\"\n"
               "attributes = [\"title\", \"colour\", \"weight\", \"badge\", \"halal\", \"article\", \"size\"]\n"
               "required = [\"title\", \"weight\"]\n"
               "[family.required-in]\n"
               "TH = [\"halal\", \"badge\"]\n";
    }
    static FamilyModel model() { return FamilyModel(*readFamilies(shop(), QStringLiteral("shop.toml"))); }
    static AttributeValue value(const char *code, const Value &held, const char *channel = "", const char *locale = "")
    {
        return {QString::fromLatin1(code), held, {QString::fromLatin1(channel), QString::fromLatin1(locale)}};
    }
    static AttributeValue text(const char *code, const char *held, const char *channel = "", const char *locale = "")
    {
        return value(code, Value(QString::fromLatin1(held)), channel, locale);
    }
    static Product shoe(const QVector<AttributeValue> &values)
    {
        Product product;
        product.key = ProductKey(QStringLiteral("S-1"));
        product.attributes = values;
        product.attributes.append({FamilyAttribute, Value(OptionCode(QStringLiteral("shoes"))), {}});
        product.variants.append({QStringLiteral("S-1"), {}, {}, 0});
        return product;
    }

private slots:
    void writesWhatItReads()
    {
        const auto read = readFamilies(shop(), QStringLiteral("shop.toml"));
        QVERIFY2(read.ok(), qPrintable(read.ok() ? QString() : read.error().toString()));
        QCOMPARE(read->families.first().label, QStringLiteral("Shoes \"new\""));
        QCOMPARE(read->channels.at(1).label, QStringLiteral("TH"));
        QCOMPARE(read->attributes.first().min, std::optional(-0.5));
        const auto again = readFamilies(writeFamilies(*read), QStringLiteral("again"));
        QVERIFY2(again.ok(), qPrintable(again.ok() ? QString() : again.error().toString()));
        QVERIFY(*again == *read);
        QVERIFY(readFamilies({}, QStringLiteral("empty"))->isEmpty());
    }

    void namesWhatIsWrongInAFile_data()
    {
        QTest::addColumn<QByteArray>("toml");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *name, const char *toml, const char *what, const char *place) {
            QTest::newRow(name) << QByteArray(toml) << QString::fromLatin1(what) << QString::fromLatin1(place);
        };
        row("not TOML", "[[family]\n", "not TOML", "f.toml:1:");
        row("setting", "[[family]]\ncode = \"a\"\nrequire = []\n", "no setting \"require\"", "f.toml:3:");
        row("table", "family = 1\n", "list of tables", "f.toml:1:");
        row("code", "[[family]]\nlabel = \"a\"\n", "has no code", "f.toml:1:");
        row("twice", "[[family]]\ncode = \"a\"\n[[family]]\ncode = \"a\"\n", "twice", "f.toml:3:");
        row("attribute twice", "[[family]]\ncode = \"a\"\nattributes = [\"b\", \"b\"]\n", "names \"b\" twice", "f.toml:1:");
        row("attribute code", "[[family]]\ncode = \"a\"\nattributes = [\"B c\"]\n", "not an attribute code", "f.toml:1:");
        row("not its own", "[[family]]\ncode = \"a\"\nattributes = [\"b\"]\nrequired = [\"c\"]\n", "none of its attributes", "f.toml:1:");
        row("no channel", "[[family]]\ncode = \"a\"\nattributes = [\"b\"]\n[family.required-in]\nSG = [\"b\"]\n", "no setting \"SG\"", "f.toml:5:");
        row("no place", "[[attribute]]\ncode = \"b\"\nper = [\"locale\"]\n[[family]]\ncode = \"a\"\nattributes = [\"b\"]\nrequired = [\"b\"]\n",
            "there are no channels", "f.toml:4:");
        row("locales", "[[channel]]\ncode = \"SG\"\n", "has no locales", "f.toml:1:");
        row("per", "[[attribute]]\ncode = \"a\"\nper = [\"shop\"]\n", "names \"shop\"", "f.toml:1:");
        row("range", "[[attribute]]\ncode = \"a\"\nmin = 2\nmax = 1\n", "above its max", "f.toml:1:");
        row("length", "[[attribute]]\ncode = \"a\"\nmax-length = 1.5\n", "whole number", "f.toml:1:");
        row("expression", "[[attribute]]\ncode = \"a\"\nmatches = '[a'\n", "no regular expression", "f.toml:1:");
        row("type", "[[attribute]]\ncode = \"a\"\ntype = \"colour\"\n", "type of attribute \"a\" is \"colour\"", "f.toml:3:");
        row("idle", "[[attribute]]\ncode = \"a\"\ntype = \"text\"\nmin = 1\n", "are for numbers", "f.toml:1:");
        row("family's own", "[[attribute]]\ncode = \"family\"\n", "names the family itself", "f.toml:1:");
    }
    void namesWhatIsWrongInAFile()
    {
        QFETCH(QByteArray, toml);
        QFETCH(QString, what);
        QFETCH(QString, place);
        const auto read = readFamilies(toml, QStringLiteral("f.toml"));
        QVERIFY(!read.ok());
        QCOMPARE(read.error().code, ErrorCode::InvalidArgument);
        QVERIFY2(read.error().what.contains(what), qPrintable(read.error().what));
        QVERIFY2(read.error().where.startsWith(place), qPrintable(read.error().where));
        QVERIFY(!read.error().remedy.isEmpty());
    }

    void refusesWhatBreaksARule_data()
    {
        QTest::addColumn<AttributeValue>("given");
        QTest::addColumn<QString>("what"); // empty: it is good
        const auto row = [](const char *name, const AttributeValue &given, const char *what) {
            QTest::newRow(name) << given << QString::fromLatin1(what);
        };
        row("free", text("anything", "goes", "XX"), "");
        row("in range", value("weight", Value(-0.5)), "");
        row("too small", value("weight", Value(-0.6)), "at least -0.5");
        row("too big", value("weight", Value(101.0)), "at most 100");
        row("other type", text("weight", "7"), "declared as a number");
        row("one for all", value("weight", Value(1.0), "SG"), "kept once");
        row("per locale", text("title", "A title", "", "en"), "");
        row("not per locale", text("title", "A title"), "kept per locale");
        row("unknown locale", text("title", "A title", "", "de"), "no channel has the locale \"de\"");
        row("too long", text("title", "12345678901", "", "en"), "11 characters, at most 10");
        row("both", text("badge", "x", "SG", "zh"), "");
        row("another's locale", text("badge", "x", "SG", "th"), "does not have the locale");
        row("unknown channel", value("halal", Value(true), "MY"), "no channel \"MY\"");
        row("matching", text("article", "AB12"), "");
        row("matching a part", text("article", "xAB12"), "does not match");
        row("allowed option", value("colour", Value(OptionCode(QStringLiteral("red")))), "");
        row("other option", value("colour", Value(OptionCode(QStringLiteral("green")))), "cannot be \"green\"");
        row("a family", value("family", Value(OptionCode(QStringLiteral("shoes")))), "");
        row("no family", value("family", Value(OptionCode(QStringLiteral("hats")))), "there is no family \"hats\"");
        row("a text for a family", text("family", "shoes"), "is an option");
        row("a family in one channel", value("family", Value(OptionCode(QStringLiteral("shoes"))), "SG"), "is an option");
    }
    void refusesWhatBreaksARule()
    {
        QFETCH(AttributeValue, given);
        QFETCH(QString, what);
        const auto error = model().brokenRule(given, given.code);
        QCOMPARE(error.has_value(), !what.isEmpty());
        if (!error)
            return;
        QVERIFY2(error->what.contains(what), qPrintable(error->what));
        QCOMPARE(error->code, ErrorCode::InvalidArgument);
        QCOMPARE(error->where, given.code);
        QVERIFY(!error->remedy.isEmpty());
    }

    void anExpressionWithoutEndRefuses()
    {
        FamilyDeclaration declaration;
        declaration.attributes.append({QStringLiteral("a"), {}, false, false, {}, {}, {}, QStringLiteral("(x+x+)+y")});
        const FamilyModel model(declaration);
        QVERIFY(model.brokenRule({QStringLiteral("a"), Value(QString(5'000, u'x')), {}}, {}).has_value());
        QVERIFY(!model.brokenRule({QStringLiteral("a"), Value(QStringLiteral("xxxy")), {}}, {}).has_value());
    }

    void keepsWhatWasThere()
    {
        const Product old = shoe({value("weight", Value(1'000.0))});
        QVERIFY(model().brokenRule(old, nullptr).has_value());
        QVERIFY(!model().brokenRule(old, &old).has_value());
        Product changed = old;
        changed.attributes.append(text("article", "AB1"));
        QVERIFY(!model().brokenRule(changed, &old).has_value());
        changed.attributes[0].value = 1'001.0;
        QVERIFY(model().brokenRule(changed, &old).has_value());
        changed = old;
        changed.variants[0].attributes.append(text("article", "1"));
        const auto error = model().brokenRule(changed, &old);
        QVERIFY(error);
        QCOMPARE(error->where, QStringLiteral("variants[S-1].article"));
        QCOMPARE(model().invalidValues(changed).size(), 2);
        QCOMPARE(model().invalidValues(changed).last().sku, QStringLiteral("S-1"));
    }

    void countsValuesWhereTheyAreKept()
    {
        const FamilyModel families = model();
        const Product product = shoe({value("weight", Value(1'000.0)), text("title", "Shoe", "", "en"), text("title", " ", "", "zh"),
                                      text("title", "Rongthao", "", "th"), text("title", "Shoe", "SG", "zh"), value("halal", Value(false), "TH"),
                                      text("badge", "new", "SG", "en")});
        const Completeness all = families.completeness(product);
        QCOMPARE(all.family, QStringLiteral("shoes"));
        QCOMPARE(all.places.size(), 3);
        QCOMPARE(all.places[0].place, (Scope{QStringLiteral("SG"), QStringLiteral("en")}));
        QCOMPARE(all.places[0].count, (PlaceCount{2, 1}));
        QCOMPARE(all.places[0].invalid, QStringList{QStringLiteral("weight")});
        QCOMPARE(all.places[1].missing, QStringList{QStringLiteral("title")});
        QCOMPARE(all.places[2].count, (PlaceCount{4, 2}));
        QCOMPARE(all.places[2].missing, QStringList{QStringLiteral("badge")});
        QCOMPARE(families.completeness(product, {QStringLiteral("TH"), {}}).places.size(), 1);
        QCOMPARE(families.completeness(product, {{}, QStringLiteral("zh")}).places.size(), 1);

        const std::vector<PlaceCount> counts = families.count(product);
        QCOMPARE(counts.size(), size_t(families.places().size()));
        QCOMPARE(families.places().size(), 6); // everything, SG, en, zh, TH, th
        QCOMPARE(counts[0], (PlaceCount{8, 3}));
        QCOMPARE(counts[1], (PlaceCount{4, 1}));
        QCOMPARE(counts[4], (PlaceCount{4, 2}));

        Product none = product;
        none.attributes.removeLast();
        QVERIFY(families.count(none).empty());
        QVERIFY(families.completeness(none).family.isEmpty());
    }

    void variantsInheritWhatTheyDoNotHave()
    {
        const FamilyModel families = model();
        Product product = shoe({text("title", "Shoe", "", "en")});
        product.variants = {{QStringLiteral("S"), {value("weight", Value(1.0))}, {}, 0}, {QStringLiteral("M"), {}, {}, 0}};
        const Scope english{QStringLiteral("SG"), QStringLiteral("en")};
        QCOMPARE(families.completeness(product, english).places.first().missing, QStringList{QStringLiteral("weight")}); // M lacks it
        QVERIFY(families.completeness(product, english, QStringLiteral("S")).places.first().count.isComplete());
        QCOMPARE(families.completeness(product, english, QStringLiteral("M")).places.first().count, (PlaceCount{2, 1}));
        product.variants[1].attributes.append(value("weight", Value(2.0)));
        QVERIFY(families.completeness(product, english).places.first().count.isComplete());
        product.attributes.append(value("weight", Value(3.0)));
        product.variants[1].attributes[0].value = 1'000.0; // its own, though it is against the rule
        QCOMPARE(families.completeness(product, english).places.first().invalid, QStringList{QStringLiteral("weight")});
    }

    void countsWithoutChannels()
    {
        const auto read = readFamilies("[[family]]\ncode = \"shoes\"\nattributes = [\"weight\"]\nrequired = [\"weight\"]\n", QStringLiteral("f"));
        const FamilyModel families(*read);
        QCOMPARE(families.places().size(), 1);
        QCOMPARE(families.count(shoe({}))[0], (PlaceCount{1, 0}));
        QCOMPARE(families.count(shoe({value("weight", Value(1.0))}))[0], (PlaceCount{1, 1}));
        QCOMPARE(families.completeness(shoe({})).places.size(), 1);
    }

    void holdsFiveHundredAttributesInEightLocales()
    {
        FamilyDeclaration declaration;
        declaration.channels.append({QStringLiteral("SG"), {}, {}});
        for (int locale = 0; locale < 8; ++locale)
            declaration.channels[0].locales.append(QStringLiteral("l%1").arg(locale));
        Family family{QStringLiteral("shoes"), {}, {}, {}, {}};
        Product product = shoe({});
        for (int n = 0; n < 500; ++n) {
            const QString code = QStringLiteral("a%1").arg(n);
            declaration.attributes.append({code, ValueType::Text, false, true});
            family.attributes.append(code);
            for (int locale = 0; locale < (n == 499 ? 7 : 8); ++locale)
                product.attributes.append({code, Value(QStringLiteral("v")), {{}, QStringLiteral("l%1").arg(locale)}});
        }
        family.required = family.attributes;
        declaration.families.append(family);
        const auto read = readFamilies(writeFamilies(declaration), QStringLiteral("big"));
        QVERIFY(read.ok());
        const FamilyModel families(*read);
        QCOMPARE(families.count(product)[0], (PlaceCount{4'000, 3'999}));
        QCOMPARE(families.completeness(product).places.last().missing, QStringList{QStringLiteral("a499")});
        QVERIFY(!families.brokenRule(product, nullptr));
    }
};

QTEST_GUILESS_MAIN(TestFamily)
#include "tst_family.moc"
