#include "ui/jobs/import_form.h"
#include "ui/jobs/import_models.h"
#include "ui/jobs/import_panel.h"
#include "ui/jobs/run_view.h"

#include "tests/ui/support/fake_imports.h"
#include "ui/style/error_banner.h"
#include "ui/style/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QListView>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::FakeImports;

namespace {

struct Shown
{
    Shown()
    {
        panel.resize(900, 320);
        panel.show();
    }
    QString text(const char *name) const { return panel.findChild<QLabel *>(QLatin1String(name))->text(); }
    QPushButton *cancel() const { return panel.findChild<QPushButton *>(QStringLiteral("importCancel")); }
    QTableView *rejections() const
    {
        return panel.findChild<QTableView *>(QStringLiteral("rejectionsTable"));
    }
    QListView *runs() const { return panel.findChild<QListView *>(QStringLiteral("importRuns")); }

    FakeImports imports;
    ImportQueue queue{imports};
    ImportPanel panel{queue};
};

} // namespace

class ImportPanelTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates));
        applyTheme(ThemeMode::Light);
    }

    void progressIsShownWhileItRuns()
    {
        Shown shown;
        shown.imports.nextProgress.stage = QStringLiteral("Reading products.csv.gz");
        shown.imports.nextProgress.bytesRead = 300'000;
        shown.imports.nextProgress.bytesTotal = 1'200'000;
        shown.imports.nextProgress.products = 4'851;
        shown.imports.nextProgress.values = 92'000;
        shown.imports.nextProgress.valuesPerSecond = 31'415.9;
        shown.imports.nextProgress.remaining = std::chrono::seconds(75);
        shown.panel.import({QStringLiteral("/data/products.csv.gz")});
        QVERIFY(shown.imports.isRunning());
        QTRY_COMPARE(shown.text("importStage"), QStringLiteral("Reading products.csv.gz"));
        QCOMPARE(
            shown.text("importFigures"),
            QStringLiteral(
                "300 kB of 1.2 MB · 4,851 products · 92,000 values · 31,416 values/s · 1 min 15 s left"));
        QCOMPARE(shown.panel.findChild<QProgressBar *>()->value(), 250);
        QVERIFY(shown.cancel()->isVisible());
        QCOMPARE(shown.runs()->model()->index(0, 0).data().toString(),
                 QStringLiteral("products.csv.gz · 25 %"));
    }

    void summaryAndRefusals()
    {
        Shown shown;
        QSignalSpy changed(&shown.queue, &ImportQueue::catalogChanged);
        shown.panel.import({QStringLiteral("/data/a.csv"), QStringLiteral("/data/b.csv")});
        shown.imports.finish(FakeImports::report(12));
        QTRY_COMPARE(shown.text("importStage"), QStringLiteral("Done, 12 refused"));
        QCOMPARE(changed.count(), 1);
        QVERIFY(shown.text("importFigures")
                    .contains(QStringLiteral("18,731 created · 212 updated · 463 unchanged · 12 refused")));
        QVERIFY(shown.text("importFigures").contains(QStringLiteral("124 stored · 0 unchanged · 3 missing")));
        QVERIFY(!shown.cancel()->isVisible());
        QVERIFY(shown.rejections()->isVisible());
        QCOMPARE(shown.rejections()->model()->rowCount(), 12);
        QCOMPARE(shown.rejections()->model()->index(0, RejectionsModel::Line).data().toString(),
                 QStringLiteral("1,204"));
        shown.panel.findChild<RunView *>()->copyRejections();
        QCOMPARE(QApplication::clipboard()->text().count(QLatin1Char('\n')), 13);
    }

    void cancelIsAskedOnceAndKeepsWhatWentIn()
    {
        Shown shown;
        QSignalSpy changed(&shown.queue, &ImportQueue::catalogChanged);
        shown.panel.import({QStringLiteral("/data/a.csv")});
        QTest::mouseClick(shown.cancel(), Qt::LeftButton);
        QVERIFY(shown.imports.cancelToken.requested());
        QVERIFY(!shown.cancel()->isEnabled());
        QCOMPARE(shown.text("importStage"), QStringLiteral("Cancelling"));
        shown.imports.finishCancelled();
        QTRY_COMPARE(shown.text("importStage"), QStringLiteral("Cancelled"));
        QVERIFY(shown.text("importFigures").contains(QStringLiteral("Import again to continue")));
        QCOMPARE(changed.count(), 1);
    }

    void failureSaysWhatToDo()
    {
        Shown shown;
        QSignalSpy changed(&shown.queue, &ImportQueue::catalogChanged);
        shown.panel.import({QStringLiteral("/data/a.csv")});
        shown.imports.finish(Error{ErrorCode::StorageFull, QStringLiteral("No space is left"),
                                   QStringLiteral("/srv/vitrine"),
                                   QStringLiteral("Free some space and import again.")});
        auto *banner = shown.panel.findChild<ErrorBanner *>();
        QTRY_VERIFY(banner->isVisible());
        QCOMPARE(banner->text(),
                 QStringLiteral("No space is left (/srv/vitrine) Free some space and import again."));
        QCOMPARE(changed.count(), 0); // nothing had gone in
    }

    void importsWaitForEachOther()
    {
        Shown shown;
        shown.panel.import({QStringLiteral("/data/first.csv")});
        shown.panel.import({QStringLiteral("/data/second.csv")});
        shown.panel.import({QStringLiteral("/data/third.csv")});
        QCOMPARE(shown.imports.asked.size(), 1);
        shown.queue.cancel(1); // a waiting one never starts
        shown.imports.finish(FakeImports::report(0));
        QTRY_COMPARE(shown.imports.asked.size(), 2);
        QCOMPARE(shown.imports.asked.at(1).sources, QStringList{QStringLiteral("/data/third.csv")});
        QCOMPARE(shown.runs()->model()->rowCount(), 3);
        QCOMPARE(shown.runs()->model()->index(1, 0).data().toString(),
                 QStringLiteral("second.csv · Cancelled"));
    }

    void checkDoesNotChangeTheCatalog()
    {
        Shown shown;
        QSignalSpy changed(&shown.queue, &ImportQueue::catalogChanged);
        exchange::ImportOptions options;
        options.sources = QStringList{QStringLiteral("/data/a.csv")};
        options.dryRun = true;
        shown.queue.add(options);
        exchange::ImportReport report = FakeImports::report(0);
        report.dryRun = true;
        shown.imports.finish(report);
        QTRY_VERIFY(shown.queue.runs().constFirst().isOver());
        QCOMPARE(changed.count(), 0);
    }

    void whatWasCheckedGoesInAndIsShownInTheHistory()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.panel));
        ImportForm &form = shown.panel.form();
        shown.panel.showForm();
        form.addSources({QStringLiteral("/data/a.csv")});
        form.findChild<QCheckBox *>()->setChecked(true);
        auto *start = form.findChild<QPushButton *>(QStringLiteral("importStart"));
        start->setFocus();
        QTest::keyClick(start, Qt::Key_Space);
        QVERIFY(shown.runs()->hasFocus()); // not the button that closes the panel
        exchange::ImportReport report = FakeImports::report(2);
        report.dryRun = true;
        report.change = 0;
        shown.imports.finish(report);
        QTRY_COMPARE(shown.text("importStage"), QStringLiteral("Checked, 2 refused"));
        auto *now = shown.panel.findChild<QPushButton *>(QStringLiteral("importNow"));
        auto *history = shown.panel.findChild<QPushButton *>(QStringLiteral("importHistory"));
        QVERIFY(now->isVisible() && !history->isVisible());
        QTest::mouseClick(now, Qt::LeftButton);
        QCOMPARE(shown.imports.asked.size(), 2);
        QVERIFY(!shown.imports.asked.last().dryRun);
        QCOMPARE(shown.imports.asked.last().sources, QStringList{QStringLiteral("/data/a.csv")});
        report.dryRun = false;
        report.change = 7;
        shown.imports.finish(report);
        QTRY_VERIFY(history->isVisible());
        QVERIFY(!now->isVisible());
        QSignalSpy wanted(&shown.panel, &ImportPanel::historyRequested), closed(&shown.panel, &ImportPanel::closeRequested);
        QTest::mouseClick(history, Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted[0][0].toULongLong(), 7u);
        QTest::keyClick(shown.runs(), Qt::Key_Escape);
        QCOMPARE(closed.size(), 1);
    }

    void formMakesTheOptions()
    {
        QTemporaryDir folder;
        ImportForm form;
        auto *start = form.findChild<QPushButton *>(QStringLiteral("importStart"));
        QVERIFY(!start->isEnabled());
        form.addSources({folder.path(), folder.path(), QStringLiteral("/data/a.csv")});
        QVERIFY(start->isEnabled());
        auto *format = form.findChild<QComboBox *>();
        format->setCurrentIndex(format->findText(QStringLiteral("Spree")));
        const exchange::ImportOptions options = form.options();
        QCOMPARE(options.sources.size(), 2); // named twice, imported once
        QCOMPARE(options.format, exchange::SourceFormat::Spree);
        QCOMPARE(options.imagesDir, folder.path());
        QSignalSpy requested(&form, &ImportForm::startRequested);
        QTest::mouseClick(start, Qt::LeftButton);
        QCOMPARE(requested.count(), 1);
        QVERIFY(!start->isEnabled()); // empty again
    }

    void picturesAreLookedForBesideAFile()
    {
        QCOMPARE(imagesBeside({QStringLiteral("/data/spring/a.csv")}), QStringLiteral("/data/spring"));
        QCOMPARE(imagesBeside({}), QString());
    }

    void csvIsSafeForASpreadsheet()
    {
        RejectionsModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRejections(
            {{QStringLiteral("/data/a.csv"), 3, QStringLiteral("na\"me"), QStringLiteral("=HYPERLINK(1)")},
             {QStringLiteral("/data/b.csv"), 0, {}, QStringLiteral("not readable")}});
        QCOMPARE(
            model.toCsv(),
            QStringLiteral("file,line,field,reason\r\n\"/data/a.csv\",3,\"na\"\"me\",\"'=HYPERLINK(1)\"\r\n"
                           "\"/data/b.csv\",,\"\",\"not readable\"\r\n"));
        QCOMPARE(model.index(1, RejectionsModel::Line).data().toString(), QString());
    }

    void runsModelIsAModel()
    {
        FakeImports imports;
        ImportQueue queue(imports);
        RunsModel model(queue);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (const char *path : {"/a.csv", "/b.csv"}) {
            exchange::ImportOptions options;
            options.sources = QStringList{QLatin1String(path)};
            queue.add(options);
        }
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.runOf(model.index(0)), 1); // newest first
        QCOMPARE(model.indexOf(0).row(), 1);
    }
};

QTEST_MAIN(ImportPanelTest)
#include "tst_import_panel.moc"
