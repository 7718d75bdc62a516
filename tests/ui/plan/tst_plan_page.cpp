#include "ui/plan/fetches_model.h"
#include "ui/plan/join_view.h"
#include "ui/plan/plan_page.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"
#include "ui/support/fake_plans.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;

/// A plan as somebody looks at it: the product typed, the fetches, the join and the database's answer to it.
class PlanPageTest : public QObject
{
    Q_OBJECT

    struct Shown
    {
        Shown()
        {
            page.resize(1200, 760);
            page.show();
            page.activateWindow();
            if (!QTest::qWaitForWindowActive(&page))
                qFatal("the window did not open");
        }
        template <typename T>
        T *child(const char *name)
        {
            return page.findChild<T *>(QString::fromLatin1(name));
        }
        void type(const QString &key)
        {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &page, Qt::Key_F, Qt::ControlModifier);
            QTest::keyClicks(QApplication::focusWidget(), key);
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
        }

        test::FakePlans plans;
        PlanPage page{plans};
    };

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::c());
        applyTheme(ThemeMode::Light);
    }

    void showsTheFetchesAndTheJoinByKeyboard()
    {
        Shown shown;
        shown.type(QStringLiteral("A-1"));
        QTRY_COMPARE(shown.plans.explained, QStringList{QStringLiteral("A-1")});
        auto *table = shown.child<QTableView>("plan.fetches");
        QTRY_VERIFY(table->isVisible());
        QCOMPARE(table->model()->rowCount(), 6);
        const auto cell = [table](int row, int column) { return table->model()->index(row, column).data().toString(); };
        QCOMPARE(cell(0, FetchesModel::What), QStringLiteral("catalog_product_entity"));
        QCOMPARE(cell(1, FetchesModel::Rows), QStringLiteral("8"));
        QCOMPARE(cell(1, FetchesModel::Wave), QStringLiteral("2"));
        QVERIFY(cell(4, FetchesModel::What).endsWith(QStringLiteral("(+1)")));
        QVERIFY(shown.child<QLabel>("plan.sentence")->text().contains(QStringLiteral("MariaDB 10.11.14")));
        QVERIFY(shown.child<QLabel>("plan.joinTitle")->text().contains(QStringLiteral("107 tables")));
        QVERIFY(shown.child<QLabel>("plan.joinTitle")->text().contains(QStringLiteral("61")));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Down);
        QVERIFY(shown.child<QPlainTextEdit>("plan.statement")->toPlainText().contains(QStringLiteral("catalog_product_entity_int\n")));

        QVERIFY(shown.plans.joined.isEmpty()); // only on demand
        QTest::keyClick(table, Qt::Key_J, Qt::ControlModifier | Qt::ShiftModifier);
        auto *join = shown.page.findChild<JoinView *>();
        QTRY_VERIFY(join->answer().contains(QStringLiteral("1116")));
        QCOMPARE(shown.plans.joined, QStringList{QStringLiteral("A-1")});
        shown.plans.joinAnswer = 24;
        QTest::mouseClick(shown.child<QPushButton>("plan.try"), Qt::LeftButton);
        QTRY_VERIFY(join->answer().contains(QStringLiteral("24")));
        // Another plan, another join: nothing of the former answer stays.
        QTest::keyClick(table, Qt::Key_F5);
        QTRY_VERIFY(!join->answer().contains(QStringLiteral("24")));
        QCOMPARE(shown.plans.explained.size(), 2);
    }

    void saysWhatIsWrong()
    {
        Shown shown;
        auto *state = shown.page.findChild<StateView *>();
        shown.type(QStringLiteral("nobody"));
        QTRY_VERIFY(state->title().contains(QStringLiteral("nobody")));
        shown.plans.failure = Error{ErrorCode::Io, QStringLiteral("the database is gone"), {}, {}};
        shown.page.explain(ProductKey(QStringLiteral("A-1")));
        QTRY_VERIFY(state->title().contains(QStringLiteral("could not be run")));
        shown.plans.failure.reset();
        QTest::mouseClick(state->findChild<QPushButton *>(QStringLiteral("stateAction")), Qt::LeftButton);
        QTRY_VERIFY(shown.child<QTableView>("plan.fetches")->isVisible());
    }

    void explainsTheProductAtHandWhenLookedAt()
    {
        Shown shown;
        shown.page.hide();
        shown.page.suggest(ProductKey(QStringLiteral("B-2")));
        QVERIFY(shown.plans.explained.isEmpty());
        shown.page.show();
        QTRY_COMPARE(shown.plans.explained, QStringList{QStringLiteral("B-2")});
        QCOMPARE(shown.child<QLineEdit>("plan.key")->text(), QStringLiteral("B-2"));
        shown.page.hide();
        shown.page.show();
        QCOMPARE(shown.plans.explained.size(), 1); // it is there already
        shown.page.suggest(ProductKey(QStringLiteral("C-3")));
        QCOMPARE(shown.plans.explained.size(), 1); // and stays
        Shown early; // looked at before anything was current
        early.page.suggest(ProductKey(QStringLiteral("C-3")));
        QTRY_COMPARE(early.plans.explained, QStringList{QStringLiteral("C-3")});
    }

    void modelHolds()
    {
        FetchesModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setPlan(readPlan(test::FakePlans::document()));
        QCOMPARE(model.rowCount(), 6);
        double last = 0;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row, FetchesModel::Timeline);
            const double start = index.data(FetchesModel::StartShareRole).toDouble();
            QVERIFY(start >= last && start + index.data(FetchesModel::LengthShareRole).toDouble() <= 1);
            last = start;
        }
        model.setPlan(readPlan({}));
        QCOMPARE(model.rowCount(), 0);
    }

    void clausesBeginLines()
    {
        QCOMPARE(readableSql(QStringLiteral("SELECT a FROM t LEFT JOIN u ON u.x = t.x WHERE t.k IN (1) ORDER BY a")),
                 QStringLiteral("SELECT a\nFROM t\nLEFT JOIN u ON u.x = t.x\nWHERE t.k IN (1)\nORDER BY a"));
    }
};

QTEST_MAIN(PlanPageTest)
#include "tst_plan_page.moc"
