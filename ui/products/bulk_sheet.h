#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QStandardItemModel>
#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QProgressBar;
class QPushButton;
class QToolButton;
class QTreeView;
class QVBoxLayout;

namespace vitrine::ui {

class BulkChangeRow;
class ChangeEditor;
class MessageBar;

/// The side sheet in which many products are changed at once: the changes, what they would do, and doing it. Not
/// modal: the rows stay at hand. Owned by ProductsPage.
class BulkSheet : public QWidget
{
    Q_OBJECT
public:
    BulkSheet(ProductsSession &products, ChangeEditor &editor, QWidget *parent = nullptr);
    ~BulkSheet() override;

    bool isApplying() const { return m_applying; }

    /// Which products: the selected rows, or all that match the query ("" for the whole catalog).
    void setProducts(const catalog::ResultSet &set, const QString &query, bool selected);
    void reloadSchema();

signals:
    void closeRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeHead();
    void makeBody(QVBoxLayout *column);
    void addRow();
    void removeRow(BulkChangeRow *row);
    void rowsChanged();
    QVector<catalog::BulkChange> changes();
    void edited();
    void preview();
    void previewByKey();
    void focusApply();
    void show(const catalog::BulkPreview &preview);
    void showSamples(const catalog::BulkPreview &preview);
    void showArmed();
    void apply();
    void setBusy(bool busy, const QString &what);
    void finished(const catalog::ChangeSet &set);
    void turned(const catalog::ChangeSet &set, bool isHere);

    ProductsSession &m_products;
    ChangeEditor &m_editor;
    catalog::BulkEdit m_edit; ///< what the shown preview is of
    catalog::ResultSet m_set;
    QString m_query;
    QString m_outcome; ///< of the last one, until something is edited
    quint64 m_last = 0; ///< the last one, or its undo, or that one's
    bool m_isUndone = false;
    std::optional<catalog::BulkPreview> m_preview;
    QVector<catalog::Attribute> m_attributes;
    QVector<BulkChangeRow *> m_rows;
    CancelToken m_cancel;
    bool m_applying = false;
    QTimer m_poll;
    Latest<QVector<catalog::Attribute>> m_schema;
    Latest<catalog::BulkPreview> m_reply;
    QStandardItemModel m_samples;

    QToolButton *m_close;
    QLabel *m_title, *m_summary, *m_armLabel;
    QVBoxLayout *m_rowColumn;
    QPushButton *m_add, *m_previewButton, *m_apply, *m_stop;
    QLineEdit *m_reason, *m_arm;
    QTreeView *m_view;
    QProgressBar *m_progress;
    MessageBar *m_message;
};

} // namespace vitrine::ui
