#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"
#include "ui/commands/field_access.h"

#include <QWidget>

class QAction;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QStackedLayout;
class QStackedWidget;
class QTabBar;

namespace vitrine::ui {

class ChangeEditor;
class CompletenessPanel;
class HistoryPanel;
class MergePanel;
class MessageBar;
class PictureViewer;
class ProductEditor;
class ProductSheetModel;
class StateView;
class ValuesPanel;

/// Everything about one product, and where its values are edited: pictures, name, key, prices, stock,
/// attributes, how complete it is, its history, and how it was at a time. Writes through ProductEditor and ChangeEditor only. Owned by ProductsPage.
class Inspector : public QWidget
{
    Q_OBJECT
public:
    Inspector(ProductsSession &products, PicturesSession &pictures, ProductEditor &editor,
              ChangeEditor &changes, QWidget *parent = nullptr);

    /// Empty: nothing is selected. The former product stays until the new one is here.
    void setProduct(const ProductKey &key, const QString &brand);
    const ProductKey &key() const { return m_key; }
    /// Reads the product, the attributes' names and the families again.
    void reload();
    void reloadSchema();
    /// To what is to be decided between two editors; nothing when nothing is.
    void focusMerge();
    /// A button for it at the foot, with its text.
    void addFootAction(QAction *action);
    ProductSheetModel *sheet() const { return m_sheet; }

signals:
    void pictureActivated(const vitrine::ui::Picture &picture);
    /// There are none: to where they are declared.
    void familiesRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeContent(PicturesSession &pictures);
    void show(const catalog::Product &product);
    void saved(const catalog::Product &product);
    void failed(const FieldRef &field, const Error &error);
    void renameEdited();
    void askCompleteness();
    void editField(const catalog::Scope &place, const QString &code);
    void showAsOf(std::optional<qint64> atMs);
    void showSaveState(const QString &iconName, const QString &text);
    void applyColors();

    ProductsSession &m_products;
    ProductEditor &m_editor;
    ChangeEditor &m_changes;
    ProductKey m_key;
    QString m_brand;
    std::optional<qint64> m_asOf; ///< the time whose state is shown; nothing: now
    Latest<catalog::Product> m_product;
    Latest<QVector<catalog::Attribute>> m_schema;
    ProductSheetModel *m_sheet;

    QStackedLayout *m_stack = nullptr;
    StateView *m_state = nullptr;
    QWidget *m_content = nullptr;
    PictureViewer *m_pictures = nullptr;
    QLineEdit *m_name = nullptr;
    QLabel *m_facts = nullptr;
    MessageBar *m_message = nullptr, *m_asOfBar = nullptr;
    ValuesPanel *m_values = nullptr;
    CompletenessPanel *m_completeness = nullptr;
    QTabBar *m_tabs = nullptr; ///< values, completeness, history
    QStackedWidget *m_pages = nullptr;
    HistoryPanel *m_history = nullptr;
    MergePanel *m_merge = nullptr;
    QHBoxLayout *m_foot = nullptr;
    QLabel *m_saveIcon = nullptr, *m_saveText = nullptr;
    QString m_saveIconName;
};

} // namespace vitrine::ui
