#include "tests/ui/shell/shown_window.h"
#include "ui/jobs/import_panel.h"
#include "ui/shell/command_palette.h"
#include "ui/shell/shortcut_sheet.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace vitrine;
using namespace vitrine::ui;
using test::Shown;

namespace {

/// Why a widget cannot be used by somebody who does not see it, or an empty string.
QString lintOf(const QWidget *widget)
{
    const auto *button = qobject_cast<const QAbstractButton *>(widget);
    if (button && button->text().isEmpty() && button->accessibleName().isEmpty())
        return QStringLiteral("button without text or accessible name");
    if (button && button->text().isEmpty() && button->toolTip().isEmpty())
        return QStringLiteral("icon-only button without tooltip");
    const bool input =
        qobject_cast<const QLineEdit *>(widget) || qobject_cast<const QAbstractSpinBox *>(widget) ||
        qobject_cast<const QComboBox *>(widget) || qobject_cast<const QAbstractSlider *>(widget) ||
        qobject_cast<const QAbstractItemView *>(widget);
    if (input && widget->accessibleName().isEmpty())
        return QStringLiteral("input without accessible name");
    if ((button || input) && !(widget->focusPolicy() & Qt::TabFocus) && !widget->focusProxy())
        return QStringLiteral("not reached by Tab");
    return {};
}

bool isPartOfAnother(const QWidget *widget)
{
    // Qt's own parts of spin boxes, combo boxes, scroll areas, menus and headers speak through their owner.
    return widget->objectName().startsWith(QLatin1String("qt_")) || widget->inherits("QScrollBar") ||
           widget->inherits("QHeaderView") || widget->inherits("QTableCornerButton") ||
           widget->inherits("QComboBoxPrivateContainer") || widget->inherits("QComboBoxListView") ||
           widget->inherits("QMenu") ||
           (widget->inherits("QListView") && widget->parentWidget()->inherits("vitrine::ui::CommandPalette")) ||
           widget->inherits("QLineEditIconButton") ||
           qobject_cast<const QComboBox *>(widget->parentWidget()) ||
           qobject_cast<const QAbstractSpinBox *>(widget->parentWidget());
}

} // namespace

/// The whole window for who sees little, or has no mouse: names, shortcuts, letters after Alt.
class UsableWindowTest : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("VitrineTest"));
        QCoreApplication::setApplicationName(QStringLiteral("tst_usable_window"));
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_settings.path());
    }
    void init() { QSettings().clear(); }

    void everyActionIsNamedAndNoShortcutIsTakenTwice()
    {
        Shown shown;
        QHash<QString, QString> takenBy;
        for (const ActionRegistry::Entry &entry : shown.window.actionRegistry().entries()) {
            QVERIFY2(!plainText(entry.action).isEmpty(), qPrintable(entry.id));
            QVERIFY2(!entry.action->toolTip().isEmpty(), qPrintable(entry.id));
            if (entry.action->shortcutContext() != Qt::WindowShortcut)
                continue; // a page's own: below
            for (const QKeySequence &keys : entry.action->shortcuts()) {
                const QString text = keys.toString();
                QVERIFY2(!takenBy.contains(text), qPrintable(text + entry.id + takenBy.value(text)));
                takenBy.insert(text, entry.id);
            }
        }
        for (const ActionRegistry::Entry &entry : shown.window.actionRegistry().entries()) {
            if (entry.action->shortcutContext() == Qt::WindowShortcut)
                continue;
            for (const QKeySequence &keys : entry.action->shortcuts()) {
                // One that holds on its page only, where the window's own hold as well.
                const QString text = keys.toString(), onPage = entry.group + text;
                QVERIFY2(!takenBy.contains(text), qPrintable(text + entry.id + takenBy.value(text)));
                QVERIFY2(!takenBy.contains(onPage), qPrintable(text + entry.id + takenBy.value(onPage)));
                takenBy.insert(onPage, entry.id);
            }
        }
    }

    /// Alt and a letter does one thing on a page: nothing there has the letter of a menu, or of its neighbour.
    void noMnemonicIsTakenTwice()
    {
        Shown shown;
        catalog::BulkEdit edit;
        edit.products = shown.session.fakeProducts.find({}, {}).result().value();
        edit.changes = {{.kind = catalog::FieldPlace::Kind::Stock, .code = {}, .amount = 7}};
        shown.session.fakeProducts.fakeHistory.apply(edit, {}, {});
        QSet<QString> complaints;
        const auto check = [&](const QString &where) {
            QHash<QString, QStringList> takenBy;
            const auto take = [&takenBy](const QString &text) {
                if (const QKeySequence keys = QKeySequence::mnemonic(text); !keys.isEmpty())
                    takenBy[keys.toString()] << text;
            };
            for (const QAction *menu : shown.window.menuBar()->actions())
                take(menu->text());
            for (const QWidget *widget : shown.window.findChildren<QWidget *>()) {
                const auto *button = qobject_cast<const QAbstractButton *>(widget);
                const auto *label = qobject_cast<const QLabel *>(widget);
                if (!widget->isVisible() || widget->window() != &shown.window)
                    continue;
                if (button)
                    take(button->text());
                else if (label && label->buddy())
                    take(label->text());
            }
            for (auto keys = takenBy.cbegin(); keys != takenBy.cend(); ++keys) {
                if (keys->size() > 1)
                    complaints << QStringLiteral("%1: %2: %3").arg(where, keys.key(), keys->join(QStringLiteral(", ")));
            }
        };
        for (const char *page : {"images", "pool", "origin", "history", "plan", "families", "products"}) {
            shown.window.showPage(QLatin1String(page));
            QCoreApplication::processEvents();
            check(QLatin1String(page));
            shown.action("file.import")->trigger(); // the panel below
            check(QLatin1String(page) + QStringLiteral(" with the import form"));
            shown.window.importPanel().hide();
        }
        QTest::keyClick(shown.child<QAbstractItemView>("productGrid"), Qt::Key_B, Qt::ControlModifier);
        check(QStringLiteral("bulk edit"));
        shown.window.openFiles({QStringLiteral("/data/products.csv")});
        check(QStringLiteral("a running import"));
        shown.session.fakeImports.finish(test::FakeImports::report(3));
        QTRY_VERIFY(shown.child<QWidget>("rejectionsTable")->isVisible());
        check(QStringLiteral("an import that is over"));
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.values().join(QLatin1Char('\n'))));
    }

    void everyWidgetHasAName()
    {
        Shown shown;
        shown.window.openFiles({QStringLiteral("/data/products.csv")});
        shown.session.fakeImports.finish(test::FakeImports::report(3));
        shown.action("help.shortcuts")->trigger();
        shown.action("view.palette")->trigger();
        QSet<QString> complaints;
        catalog::BulkEdit edit;
        edit.products = shown.session.fakeProducts.find({}, {}).result().value();
        edit.changes = {{.kind = catalog::FieldPlace::Kind::Stock, .code = {}, .amount = 7}};
        shown.session.fakeProducts.fakeHistory.apply(edit, {}, {});
        for (const char *page : {"products", "images", "pool", "origin", "history", "plan", "families"}) {
            shown.window.showPage(QLatin1String(page));
            QCoreApplication::processEvents();
            for (const QWidget *widget : shown.window.findChildren<QWidget *>()) {
                const QString complaint =
                    isPartOfAnother(widget) || !widget->isVisible() ? QString() : lintOf(widget);
                if (!complaint.isEmpty())
                    complaints << QStringLiteral("%1: %2 (%3): %4")
                                      .arg(QLatin1String(page),
                                           QLatin1String(widget->metaObject()->className()),
                                           widget->objectName(), complaint);
            }
        }
        QVERIFY2(complaints.isEmpty(), qPrintable(complaints.values().join(QLatin1Char('\n'))));
        QPushButton nameless;
        QVERIFY(!lintOf(&nameless).isEmpty()); // the lint can fail
    }

private:
    QTemporaryDir m_settings;
};

QTEST_MAIN(UsableWindowTest)
#include "tst_usable_window.moc"
