#include "tests/ui/support/fake_products.h"
#include "ui/commands/family_editor.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using catalog::FamilyDeclaration;

/// What is declared is a step of an undo stack: taken back, made again, and never over somebody else's declaration.
class FamilyEditorTest : public QObject
{
    Q_OBJECT

    static FamilyDeclaration with(const char *attribute)
    {
        return {.families = {{QStringLiteral("shoes"), QStringLiteral("Shoes"), {QLatin1String(attribute)}, {}}}};
    }
    struct Parts
    {
        test::FakeProducts products{10};
        test::FakeFamilies &families = products.fakeFamilies;
        QUndoStack stack;
        FamilyEditor editor{families, stack};
        QSignalSpy begun{&editor, &FamilyEditor::begun};
        QVector<std::optional<Error>> settled;

        Parts()
        {
            QObject::connect(&editor, &FamilyEditor::settled, [this](const Result<catalog::FamilyCount> &count) {
                settled.append(count ? std::nullopt : std::optional(count.error()));
            });
        }
        FamilyDeclaration declared() const { return families.declared->declaration(); }
    };

private slots:
    void declaresTakesBackAndDeclaresAgain()
    {
        Parts parts;
        parts.families.declare(with("weight"));
        parts.editor.declare(with("sole"), 1);
        QCOMPARE(parts.stack.undoText(), QStringLiteral("Declare a change of the families"));
        QTRY_COMPARE(parts.settled.size(), 1);
        QCOMPARE(parts.declared(), with("sole"));
        parts.stack.undo();
        QTRY_COMPARE(parts.settled.size(), 2);
        QCOMPARE(parts.declared(), with("weight"));
        parts.stack.redo();
        QTRY_COMPARE(parts.settled.size(), 3);
        QCOMPARE(parts.declared(), with("sole"));
        QCOMPARE(parts.begun.count(), 3);
        QVERIFY(!parts.editor.busy());
        parts.editor.declare(with("lining"), 3);
        QCOMPARE(parts.stack.undoText(), QStringLiteral("Declare 3 changes of the families"));
    }

    void theFirstDeclarationIsTakenBackToNothing()
    {
        Parts parts;
        parts.editor.declare(with("weight"), 1);
        QTRY_COMPARE(parts.settled.size(), 1);
        parts.stack.undo();
        QTRY_COMPARE(parts.settled.size(), 2);
        QVERIFY(parts.declared().isEmpty());
    }

    void takingBackDoesNotWaitForTheCounting()
    {
        Parts parts;
        parts.families.isHolding = true;
        parts.editor.declare(with("weight"), 1);
        QVERIFY(parts.editor.busy());
        parts.stack.undo();
        QVERIFY(parts.families.running.requested());
        parts.families.isHolding = false;
        parts.families.finish(Error{ErrorCode::Cancelled, QStringLiteral("the counting was stopped"), {}, {}});
        QTRY_VERIFY(!parts.editor.busy());
        QVERIFY(parts.declared().isEmpty());
        QCOMPARE(parts.begun.count(), 2);
        QCOMPARE(parts.stack.index(), 0);
        QCOMPARE(parts.stack.count(), 1); // the stopped one was declared, and can be again
    }

    void whatIsRefusedIsNoStep()
    {
        Parts parts;
        parts.families.failDeclare = Error{ErrorCode::Conflict, QStringLiteral("\"weight\" has texts"), {}, {}};
        parts.editor.declare(with("weight"), 1);
        QTRY_COMPARE(parts.settled.size(), 1);
        QCOMPARE(parts.settled[0]->what, QStringLiteral("\"weight\" has texts"));
        QCOMPARE(parts.stack.count(), 0);
    }

    void aCountingThatFailsLeavesTheStep()
    {
        Parts parts;
        parts.families.isHolding = true;
        parts.editor.declare(with("weight"), 1);
        parts.families.finish(Error{ErrorCode::Io, QStringLiteral("the disk is full"), {}, {}});
        QTRY_COMPARE(parts.settled.size(), 1);
        QCOMPARE(parts.settled[0]->code, ErrorCode::Io);
        QCOMPARE(parts.stack.count(), 1);
        QCOMPARE(parts.declared(), with("weight"));
    }

    void anUndoNeverReplacesSomebodyElsesDeclaration()
    {
        Parts parts;
        parts.editor.declare(with("weight"), 1);
        QTRY_COMPARE(parts.settled.size(), 1);
        parts.families.declare(with("theirs"));
        parts.stack.undo();
        QTRY_COMPARE(parts.settled.size(), 2);
        QCOMPARE(parts.settled[1]->code, ErrorCode::Conflict);
        QCOMPARE(parts.declared(), with("theirs"));
        parts.stack.undo(); // nothing that it knows of can be taken back any more
        QCOMPARE(parts.stack.count(), 0);
        QVERIFY(!parts.editor.busy());
    }

    void countingAloneIsNoStep()
    {
        Parts parts;
        parts.families.isHolding = true;
        parts.editor.count();
        parts.editor.stop();
        QVERIFY(parts.families.running.requested());
        parts.families.finish(Error{ErrorCode::Cancelled, QStringLiteral("the counting was stopped"), {}, {}});
        QTRY_COMPARE(parts.settled.size(), 1);
        QCOMPARE(parts.stack.count(), 0);
    }
};

QTEST_MAIN(FamilyEditorTest)
#include "tst_family_editor.moc"
