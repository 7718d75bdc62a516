#pragma once

#include "ui/jobs/import_queue.h"

#include <QWidget>

class QListView;
class QStackedWidget;

namespace vitrine::ui {

class ImportForm;
class RunsModel;
class RunView;

/// Everything about imports, beside the work: the form for a new one, those of this session, and the chosen
/// one in full. Never in the way. GUI thread.
class ImportPanel : public QWidget
{
    Q_OBJECT

public:
    explicit ImportPanel(ImportQueue &queue, QWidget *parent = nullptr);

    ImportForm &form() { return *m_form; }

public slots:
    /// Shows the form, empty or with what was being filled in.
    void showForm();
    /// Imports without asking: what was dropped on the window.
    void import(const QStringList &paths);

signals:
    void closeRequested();
    void historyRequested(quint64 set);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void select(int run);
    void showSelected();

    ImportQueue &m_queue;
    RunsModel *m_runs;
    QListView *m_list;
    QStackedWidget *m_pages;
    ImportForm *m_form;
    RunView *m_view;
};

} // namespace vitrine::ui
