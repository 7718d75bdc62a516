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

namespace vitrine::ui {

class DeclarationPreview;
class ErrorBanner;
class FamiliesModel;
class FamilyCounts;
class FamilyView;
class StateView;

/// The Families screen: what products of each kind have to have, how many of them do, and the file that says so. The
/// session outlives it. GUI thread.
class FamiliesPage : public QWidget
{
    Q_OBJECT
public:
    explicit FamiliesPage(ProductsSession &session, QWidget *parent = nullptr);
    ~FamiliesPage() override; ///< stops the counting, which goes on when the catalog is opened again

    /// Products have changed elsewhere: counts again, when the page is looked at.
    void reload();
    /// Shows what this file would change.
    void openFile(const QString &path);
    /// Writes what is declared in the form that openFile() reads.
    void saveFile(const QString &path);

signals:
    /// Other families hold now.
    void familiesChanged();
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
    void showSummary();
    void showCurrent();
    void chooseFile();
    void chooseTarget();
    void declare();
    void count();
    void counting(QFuture<Result<catalog::FamilyCount>> reply);
    void counted(const Result<catalog::FamilyCount> &count);
    void showProgress(const catalog::FamilyCount &count);

    ProductsSession &m_session;
    bool m_isStale = true;
    std::shared_ptr<const catalog::FamilyModel> m_shown;
    catalog::FamilyDeclaration m_wanted;
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
    CancelToken m_cancel, m_readCancel;
    Latest<catalog::CatalogCompleteness> m_completeness;
    Latest<QVector<catalog::Attribute>> m_attributes;
    Latest<catalog::FamilyCount> m_reply;
};

} // namespace vitrine::ui
