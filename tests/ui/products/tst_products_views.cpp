#include "page_under_test.h"

#include "ui/models/product_page_model.h"
#include "ui/models/saved_views.h"
#include "ui/products/views_popup.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>

using namespace vitrine;
using namespace vitrine::ui;
using test::PageUnderTest;

/// Views that are saved, come back after a restart, and go away, all from the keyboard.
class ProductsViewsTest : public QObject
{
    Q_OBJECT

    static catalog::Query shoes()
    {
        catalog::Query query;
        query.text = QStringLiteral("giày");
        query.categories = {QStringLiteral("Shoes/Running"), QStringLiteral("Men/Tops")};
        query.brands = {QStringLiteral("kedah")};
        query.priceFromMinor = 0;
        query.priceToMinor = 1'234'567'890'123;
        query.withImageOnly = true;
        using Kind = catalog::AttributeFilter::Kind;
        query.attributes = {{QStringLiteral("colour"), Kind::AnyOf, true, {QStringLiteral("red"), QStringLiteral("blue")}},
                            {QStringLiteral("weight"), Kind::Range, false, {}, QStringLiteral("0.5"), QStringLiteral("2")},
                            {QStringLiteral("complete"), Kind::AnyOf, false, {QStringLiteral("SG/en")}},
                            {QStringLiteral("incomplete"), Kind::Present, false},
                            {QStringLiteral("material"), Kind::Present, true}};
        query.sort = catalog::SortBy::Price;
        query.descending = true;
        return query;
    }

private slots:
    void initTestCase()
    {
        QCoreApplication::setOrganizationName(QStringLiteral("VitrineTest"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_products_views"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }
    void init() { QSettings().clear(); }

    void everyPartOfAViewComesBack()
    {
        SavedViews views(QStringLiteral("one"));
        const SavedView full{QStringLiteral("b"), shoes(), {QStringLiteral("name"), QStringLiteral("price")}};
        views.save(full);
        views.save({QStringLiteral("a"), {}, {}});
        const SavedViews again(QStringLiteral("one"));
        QCOMPARE(again.list().size(), 2);
        QCOMPARE(again.list()[0].name, QStringLiteral("a"));
        QVERIFY(again.list()[0] == SavedView({QStringLiteral("a"), {}, {}}));
        QVERIFY(again.list()[1] == full);
        QVERIFY(SavedViews(QStringLiteral("another")).list().isEmpty());
        views.save({QStringLiteral("b"), {}, {}});
        QCOMPARE(views.list().size(), 2);
        QVERIFY(views.find(QStringLiteral("b"))->query == catalog::Query());
        views.remove(QStringLiteral("a"));
        QCOMPARE(SavedViews(QStringLiteral("one")).list().size(), 1);
    }

    void damagedSettingsAreNoViews()
    {
        SavedViews(QStringLiteral("one")).save({QStringLiteral("a"), {}, {}});
        QSettings settings;
        const QString key = QStringLiteral("views/") + (settings.beginGroup(QStringLiteral("views")), settings.childKeys().constFirst());
        settings.endGroup();
        for (const char *text : {"", "{", "[1,null,{\"name\":\"\"}]", "{\"name\":\"x\"}"}) {
            settings.setValue(key, QString::fromLatin1(text));
            QVERIFY(SavedViews(QStringLiteral("one")).list().isEmpty());
        }
        settings.setValue(key, QStringLiteral("[{\"name\":\"new\",\"sort\":\"by-moon\",\"later\":1}]"));
        QCOMPARE(SavedViews(QStringLiteral("one")).list().size(), 1);
    }

    void savedAndShownAgainByKeyboard()
    {
        PageUnderTest test(300);
        test.page.setCatalogName(QStringLiteral("one"));
        test.page.setQuery(shoes());
        auto *header = test.grid->header();
        QTRY_VERIFY(test.grid->rowCount() > 0);
        header->setSectionHidden(ProductPageModel::Brand, true);
        QTest::keyClick(test.grid, Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        auto *popup = test.page.findChild<ViewsPopup *>();
        QVERIFY(popup && popup->isVisible());
        auto *name = popup->findChild<QLineEdit *>(QStringLiteral("views.name"));
        auto *list = popup->findChild<QListWidget *>(QStringLiteral("views.list"));
        auto *save = popup->findChild<QPushButton *>(QStringLiteral("views.save"));
        QVERIFY(!save->isEnabled()); // no view without a name
        QTest::keyClicks(name, QStringLiteral("Running"));
        QTest::keyClick(name, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QVERIFY(test.page.statusText().contains(QStringLiteral("Running")));

        test.page.setQuery({});
        header->setSectionHidden(ProductPageModel::Brand, false);
        header->setSectionHidden(ProductPageModel::Stock, true);
        QTest::keyClick(test.grid, Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(popup->isVisible());
        QCOMPARE(list->count(), 1);
        QVERIFY(name->text().isEmpty()); // what is shown is no view
        QTest::keyClick(list, Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        QVERIFY(test.page.query() == shoes());
        QVERIFY(header->isSectionHidden(ProductPageModel::Brand) && !header->isSectionHidden(ProductPageModel::Stock));
        QVERIFY(test.grid->hasFocus());
        QCOMPARE(test.child<QLineEdit>("searchField")->text(), QStringLiteral("giày"));

        // What is shown is that view now: saving replaces it.
        QTest::mouseClick(test.child<QToolButton>("viewsButton"), Qt::LeftButton);
        QCOMPARE(name->text(), QStringLiteral("Running"));
        QVERIFY(save->text().contains(QStringLiteral("Repla&ce")));
        QTest::keyClick(list, Qt::Key_Delete);
        QCOMPARE(list->count(), 0);
        QVERIFY(SavedViews(QStringLiteral("one")).list().isEmpty());
        popup->hide();
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(ProductsViewsTest)
#include "tst_products_views.moc"
