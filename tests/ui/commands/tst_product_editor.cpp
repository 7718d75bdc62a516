#include "ui/commands/product_editor.h"
#include "ui/support/fake_products.h"

#include <QtTest>

using namespace vitrine;
using namespace vitrine::ui;
using catalog::Edit;
using catalog::Value;
using test::FakeProducts;

class ProductEditorTest : public QObject
{
    Q_OBJECT
    const ProductKey m_key = FakeProducts::keyOf(7);
    const FieldRef m_name{m_key, Edit::Field::Name, {}, {}};
    const FieldRef m_material{m_key, Edit::Field::Attribute, QStringLiteral("material"), {}};

private slots:
    void editsUndoesAndRedoes()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        QSignalSpy saved(&editor, &ProductEditor::saved);
        const Value before = *readField(products.truth(m_key), m_name);
        editor.change(m_name, before, Value(QStringLiteral("New name")));
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(products.truth(m_key).name, QStringLiteral("New name"));
        QCOMPARE(products.edits.last().expectedVersion, std::optional<quint32>(1));
        editor.undoStack()->undo();
        QTRY_COMPARE(saved.count(), 2);
        QCOMPARE(Value(products.truth(m_key).name), before);
        editor.undoStack()->redo();
        QTRY_COMPARE(saved.count(), 3);
        QCOMPARE(products.truth(m_key).name, QStringLiteral("New name"));
        QCOMPARE(products.truth(m_key).version, 4u);
    }

    void anEqualValueIsNoStep()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        editor.change(m_name, Value(QStringLiteral("a")), Value(QStringLiteral("a")));
        QCOMPARE(editor.undoStack()->count(), 0);
        QVERIFY(!editor.busy());
    }

    void removesAndBringsBackAnAttribute()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        QSignalSpy saved(&editor, &ProductEditor::saved);
        editor.change(m_material, readField(products.truth(m_key), m_material), std::nullopt);
        QTRY_COMPARE(saved.count(), 1);
        QVERIFY(!readField(products.truth(m_key), m_material));
        editor.undoStack()->undo();
        QTRY_COMPARE(saved.count(), 2);
        QCOMPARE(*readField(products.truth(m_key), m_material), Value(QStringLiteral("Organic cotton")));
    }

    void anEditOfAnOldValueIsRefused()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        QSignalSpy failed(&editor, &ProductEditor::failed);
        editor.change(m_material, Value(QStringLiteral("Wool")), Value(QStringLiteral("Silk")));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed[0][1].value<Error>().code, ErrorCode::Conflict);
        QVERIFY(products.edits.isEmpty());
        QCOMPARE(editor.undoStack()->count(), 0);
    }

    void anUndoOverSomebodyElsesChangeIsRefused()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        QSignalSpy saved(&editor, &ProductEditor::saved), failed(&editor, &ProductEditor::failed);
        editor.change(m_material, readField(products.truth(m_key), m_material),
                      Value(QStringLiteral("Silk")));
        QTRY_COMPARE(saved.count(), 1);
        auto changed = products.truth(m_key);
        for (auto &value : changed.attributes) {
            if (value.code == u"material")
                value.value = QStringLiteral("Hemp");
        }
        ++changed.version;
        products.change(changed);

        editor.undoStack()->undo();
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(*readField(products.truth(m_key), m_material), Value(QStringLiteral("Hemp")));
        QCOMPARE(editor.undoStack()->count(), 0);
    }

    void somebodyElsesChangeOfAnotherFieldIsNoConflict()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        QSignalSpy saved(&editor, &ProductEditor::saved);
        auto changed = products.truth(m_key);
        changed.name = QStringLiteral("Renamed elsewhere");
        changed.version = 9;
        products.change(changed);
        editor.change(m_material, readField(changed, m_material), Value(QStringLiteral("Silk")));
        QTRY_COMPARE(saved.count(), 1);
        QCOMPARE(products.truth(m_key).name, QStringLiteral("Renamed elsewhere"));
        QCOMPARE(products.edits.last().expectedVersion, std::optional<quint32>(9));
    }

    void aFailedWriteLeavesTheStack()
    {
        FakeProducts products(10);
        ProductEditor editor(products);
        QSignalSpy failed(&editor, &ProductEditor::failed);
        products.failEdit = Error{ErrorCode::Overloaded, QStringLiteral("The write queue is full"), {}, {}};
        editor.change(m_material, readField(products.truth(m_key), m_material),
                      Value(QStringLiteral("Silk")));
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(editor.undoStack()->count(), 0);
        QVERIFY(!editor.busy());
    }

    void stepsRunOneAfterTheOther()
    {
        FakeProducts products(10);
        products.delay = std::chrono::milliseconds(2);
        ProductEditor editor(products);
        QSignalSpy saved(&editor, &ProductEditor::saved), failed(&editor, &ProductEditor::failed);
        const QStringList names{QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")};
        Value seen = *readField(products.truth(m_key), m_name);
        for (const QString &name : names) {
            editor.change(m_name, seen, Value(name));
            seen = name;
        }
        editor.undoStack()->undo();
        QTRY_COMPARE(saved.count(), 4);
        QCOMPARE(failed.count(), 0);
        QCOMPARE(products.truth(m_key).name, QStringLiteral("b"));
    }
};

QTEST_GUILESS_MAIN(ProductEditorTest)
#include "tst_product_editor.moc"
