#pragma once

#include "ui/models/saved_views.h"

#include <QFrame>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;

namespace vitrine::ui {

/// The saved views, to choose one (Enter), to remove one (Delete), and to save what is shown under a name. Opens below
/// its button and closes when something else is looked at. Owned by ProductsPage.
class ViewsPopup : public QFrame
{
    Q_OBJECT
public:
    explicit ViewsPopup(QWidget *parent = nullptr);

    /// `current`: the view that is shown, which is what saving would replace; may be empty.
    void open(const QVector<SavedView> &views, const QString &current, const QPoint &below, bool naming);

signals:
    void chosen(const QString &name);
    void removeRequested(const QString &name);
    void saveRequested(const QString &name);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showViews(const QVector<SavedView> &views, const QString &current);
    void choose();
    void removeCurrent();
    void save();
    void showSave();

    QListWidget *m_list;
    QLabel *m_empty;
    QLineEdit *m_name;
    QPushButton *m_save, *m_remove;
};

} // namespace vitrine::ui
