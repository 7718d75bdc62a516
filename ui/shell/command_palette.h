#pragma once

#include "ui/shell/action_registry.h"
#include "ui/shell/fuzzy.h"

#include <QAbstractListModel>
#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;

namespace vitrine::ui {

/// The actions that match what is typed, best first; with nothing typed the last used come first. GUI thread.
class PaletteModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { ShortcutRole = Qt::UserRole, PositionsRole };

    explicit PaletteModel(const ActionRegistry &registry, QObject *parent = nullptr);

    void setPattern(const QString &pattern);
    /// Moves it to the front of the last used.
    void used(const QString &id);
    const ActionRegistry::Entry &entry(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        int entry = 0;
        FuzzyMatch match;
    };
    static QString nameOf(const ActionRegistry::Entry &entry);

    const ActionRegistry &m_registry;
    QStringList m_recent;
    QVector<Row> m_rows;
};

/// Finds any action by a few letters and runs it with Enter. With a text that is no action it offers to
/// search the products. GUI thread.
class CommandPalette : public QDialog
{
    Q_OBJECT

public:
    CommandPalette(const ActionRegistry &registry, QWidget *parent);

    void open() override;

signals:
    void searchRequested(const QString &text);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void patternChanged(const QString &pattern);
    void run();
    void step(int rows);

    PaletteModel *m_model;
    QLineEdit *m_field;
    QListView *m_list;
    QLabel *m_searchHint;
};

} // namespace vitrine::ui
