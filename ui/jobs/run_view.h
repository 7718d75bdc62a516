#pragma once

#include "ui/jobs/import_queue.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace vitrine::ui {

class ErrorBanner;
class RejectionsModel;

/// One import in full: progress while it runs, then the summary and what was refused. GUI thread.
class RunView : public QWidget
{
    Q_OBJECT

public:
    explicit RunView(QWidget *parent = nullptr);

    void showRun(const ImportRun &run);
    const RejectionsModel &rejections() const { return *m_rejections; }
    /// The figures in one line each, as they are shown.
    QString figures() const;

public slots:
    void copyRejections() const;
    void saveRejections();

signals:
    void cancelRequested();
    /// What was only checked is to go in.
    void importRequested();
    /// The change that the import made is to be shown.
    void historyRequested(quint64 set);

private:
    QWidget *makeRejections();
    QString progressLine(const ImportRun &run) const;
    QString reportLines(const ImportRun &run) const;

    QLabel *m_title;
    QLabel *m_stage;
    QProgressBar *m_bar;
    QPushButton *m_cancel, *m_import, *m_history;
    quint64 m_change = 0; ///< of the shown run
    QLabel *m_figures;
    ErrorBanner *m_error;
    QWidget *m_rejectionsBox;
    QLabel *m_rejectionsTitle;
    QTableView *m_table;
    RejectionsModel *m_rejections;
};

} // namespace vitrine::ui
