#pragma once

#include <QStyledItemDelegate>

#include <utility>

namespace vitrine::ui {

/// Paints the rows of a ProductSheetModel, where a value is missing, comes from elsewhere or breaks a rule so that one
/// sees it, and makes the editor that fits a value's type: text (several lines when it is long), number, money, date, a
/// list of what is allowed; a boolean is its check box. While a rule is broken Enter does not leave the editor.
class SheetDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                          const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                              const QModelIndex &index) const override;
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

    /// Whether the click that is being told of was on the arrow that resets, and no wish to edit.
    bool takeReset() { return std::exchange(m_wasReset, false); }

private:
    void paintGroup(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintProblem(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    QRect paintOrigin(QPainter *painter, const QRect &room, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    /// Where a click takes an own value away, so that what is inherited holds again.
    static QRect resetRect(const QRect &cell);
    void paintNow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const;
    void paintLabel(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;
    void paintValue(QPainter *painter, const QRect &rect, const QStyleOptionViewItem &option,
                    const QModelIndex &index) const;

    bool m_wasReset = false;
};

} // namespace vitrine::ui
