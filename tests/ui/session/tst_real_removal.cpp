#include "app/session/local_session.h"
#include "ui/grid/virtual_grid.h"
#include "ui/models/product_page_model.h"
#include "ui/products/products_page.h"
#include "ui/products/remove_dialog.h"
#include "ui/style/theme.h"

#include <QPushButton>
#include <QTemporaryDir>
#include <QUndoStack>
#include <QtTest>

using namespace vitrine;

/// The Products screen over a real engine: what was removed with Del comes back with Ctrl+Z, field by field.
class RealRemovalTest : public QObject
{
    Q_OBJECT

    template <typename T>
    static Result<T> answer(QFuture<Result<T>> reply)
    {
        reply.waitForFinished();
        return reply.result();
    }

private slots:
    void comesBackFieldByField()
    {
        ui::applyTheme(ui::ThemeMode::Light);
        QTemporaryDir dir;
        auto opened = app::Runtime::open(dir.path());
        QVERIFY2(opened.ok(), opened.ok() ? "" : qPrintable(opened.error().toString()));
        const auto runtime = *std::move(opened);
        exchange::GenerateOptions options;
        options.products = 300;
        options.pictures = 6;
        QVERIFY(runtime->generate(options, [](const auto &) {}, {}).ok());
        app::LocalSession session(*runtime);
        ui::ProductsPage page(session.products(), session.pictures());
        page.resize(1400, 860);
        page.show();
        page.activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        auto *grid = page.findChild<ui::VirtualGrid *>(QStringLiteral("productGrid"));
        QTRY_COMPARE(grid->rowCount(), 300);
        const auto rowsOf = [&] {
            const auto all = answer(session.products().find(page.query(), {}));
            return *answer(session.products().rows(*all, 0, 300));
        };
        const QVector<catalog::Row> before = rowsOf();
        QVector<catalog::Product> were;
        for (const catalog::Row &row : before)
            were.append(*answer(session.products().product(row.key)));

        grid->setFocus();
        grid->goToRow(10);
        for (int n = 0; n < 4; ++n)
            QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(grid, Qt::Key_Delete);
        auto *dialog = page.findChild<ui::RemoveDialog *>();
        QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
        auto *button = dialog->findChild<QPushButton *>(QStringLiteral("remove.remove"));
        QTRY_VERIFY(button->isEnabled());
        QTest::keyClick(button, Qt::Key_Return);
        QTRY_COMPARE(grid->rowCount(), 295);
        QCOMPARE(session.products().productCount(), 295);
        QTRY_COMPARE(page.currentKey(), before[15].key);
        for (int n = 10; n < 15; ++n)
            QCOMPARE(answer(session.products().product(before[n].key)).error().code, ErrorCode::NotFound);

        QTRY_VERIFY(grid->hasFocus());
        QTest::keyClick(grid, Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(grid->rowCount(), 300);
        const QVector<catalog::Row> after = rowsOf();
        for (int n = 0; n < 300; ++n) {
            QCOMPARE(after[n].key, before[n].key); // each in its old place
            auto product = *answer(session.products().product(before[n].key));
            QVERIFY(product.version == were[n].version || (n >= 10 && n < 15));
            product.version = were[n].version;
            QVERIFY2(product == were[n], qPrintable(product.key.toString()));
        }
        QTRY_COMPARE(page.currentKey(), before[14].key);

        QTest::keyClick(grid, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(grid->rowCount(), 295);
        // Somebody else removes one while it is looked at; it was chosen with another.
        QTest::keyClick(grid, Qt::Key_Down, Qt::ShiftModifier);
        QTest::keyClick(grid, Qt::Key_Delete);
        dialog = page.findChild<ui::RemoveDialog *>();
        QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
        button = dialog->findChild<QPushButton *>(QStringLiteral("remove.remove"));
        QTRY_VERIFY(button->isEnabled());
        QVERIFY(runtime->catalog().writer.remove(before[15].key, {}, {}).ok());
        QTest::keyClick(button, Qt::Key_Return);
        auto *message = page.findChild<QWidget *>(QStringLiteral("pageMessage"));
        QTRY_VERIFY(message->isVisible());
        QTRY_COMPARE(grid->rowCount(), 293);
        QCOMPARE(answer(session.products().product(before[16].key)).error().code, ErrorCode::NotFound);
    }
};

QTEST_MAIN(RealRemovalTest)
#include "tst_real_removal.moc"
