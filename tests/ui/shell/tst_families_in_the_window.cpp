#include "tests/ui/shell/shown_window.h"
#include "ui/products/products_page.h"

#include <QAbstractItemView>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::Shown;

/// Families beside the other pages: their file, their products, their place on the undo stack.
class FamiliesInTheWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("Vitrine"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_folder.path());
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.write("[[family]]\ncode = \"shoes\"\nlabel = \"Shoes\"\nattributes = [\"weight\"]\nrequired = [\"weight\"]\n") > 0);
    }
    void init() { QSettings().clear(); }

    void familiesAreOpenedAndLeadToTheirProducts()
    {
        Shown shown;
        shown.window.openFiles({m_file});
        QCOMPARE(shown.window.currentPage(), QStringLiteral("families"));
        auto *apply = shown.child<QPushButton>("preview.apply");
        QVERIFY(apply->isVisible());
        apply->click();
        auto *list = shown.child<QTableView>("families.list");
        QTRY_VERIFY(list->isVisible() && list->model()->rowCount() == 1);
        // The filters of the products know the families now.
        shown.child<QPushButton>("family.products")->click();
        QCOMPARE(shown.window.currentPage(), QStringLiteral("products"));
        QCOMPARE(shown.window.findChild<ProductsPage *>()->query().attributes.first().values, QStringList{QStringLiteral("shoes")});
        QTRY_VERIFY(shown.child<QWidget>("completenessFilter")->isVisible());
    }

    void declaredFamiliesAreTakenBackFromEitherPage()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.window));
        shown.window.openFiles({m_file});
        shown.child<QPushButton>("preview.apply")->click();
        auto *list = shown.child<QTableView>("families.list");
        QTRY_VERIFY(list->hasFocus());
        QTest::keyClick(list, Qt::Key_Z, Qt::ControlModifier);
        const test::FakeFamilies &families = shown.session.fakeProducts.fakeFamilies;
        QTRY_VERIFY(families.declared->declaration().isEmpty());
        // From elsewhere it is taken back, or made again, in sight.
        shown.window.showPage(QStringLiteral("products"));
        auto *grid = shown.child<QAbstractItemView>("productGrid");
        grid->setFocus();
        QTRY_VERIFY(shown.action("edit.redo")->isEnabled());
        QTest::keyClick(grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(families.declared->declaration().families.size(), 1);
        QTRY_COMPARE(shown.window.currentPage(), QStringLiteral("families"));
        // Its actions are where all are.
        QVERIFY(shown.action("families.1"));
    }

private:
    QTemporaryDir m_folder;
    const QString m_file = m_folder.filePath(QStringLiteral("families.toml"));
};

QTEST_MAIN(FamiliesInTheWindowTest)
#include "tst_families_in_the_window.moc"
