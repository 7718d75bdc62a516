#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QStackedLayout;
class QTableView;
class QToolButton;
class QUndoStack;

namespace vitrine::ui {

class DeclarationPreview;
class ErrorBanner;
class FamiliesModel;
class FamilyCounts;
class FamilyEditor;
class FamilyView;
class StateView;

/// The Families screen: what products of each kind have to have, how many of them do, and the file that says so. What is
/// declared here is a step of the stack. Session and stack outlive it. GUI thread.
class FamiliesPage : public QWidget
{
    Q_OBJECT
public:
    FamiliesPage(ProductsSession &session, QUndoStack &stack, QWidget *parent = nullptr);
    ~FamiliesPage() override;

    /// Products have changed elsewhere: counts again, when the page is looked at.
    void reload();
    /// Shows what this file would change.
    void openFile(const QString &path);
    /// Writes what is declared in the form that openFile() reads.
    void saveFile(const QString &path);

signals:
    /// Other families hold now.
    void familiesChanged();
    /// Something is declared or counted, or taken back: it is to be seen here.
    void begun();
    void productsRequested(const vitrine::catalog::Query &query);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeProgress();
    void makeTable();
    void addActions();
    void read();
    void showModel();
    void showPreview();
    void showSummary();
    void showCurrent();
    void chooseFile();
    void chooseTarget();
    void declare();
    void counting();
    void follow();
    void settled(const Result<catalog::FamilyCount> &count);
    void showProgress(const catalog::FamilyCount &count);

    ProductsSession &m_session;
    bool m_isStale = true;
    std::shared_ptr<const catalog::FamilyModel> m_shown;
    catalog::FamilyDeclaration m_wanted; ///< of the file that was looked at last
    QString m_file;
    FamilyEditor *m_editor;
    FamilyCounts *m_counts;
    FamiliesModel *m_model;
    QTableView *m_table;
    FamilyView *m_view;
    DeclarationPreview *m_preview;
    StateView *m_state;
    ErrorBanner *m_error;
    QLabel *m_summary;
    QToolButton *m_export = nullptr, *m_import = nullptr;
    QWidget *m_progress = nullptr;
    QLabel *m_progressText = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_stop = nullptr;
    QStackedLayout *m_stack = nullptr;
    QTimer m_poll;
    CancelToken m_readCancel;
    Latest<catalog::CatalogCompleteness> m_completeness;
    Latest<QVector<catalog::Attribute>> m_attributes;
};

} // namespace vitrine::ui
