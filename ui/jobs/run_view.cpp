#include "ui/jobs/run_view.h"

#include "ui/jobs/import_models.h"
#include "ui/style/error_banner.h"
#include "ui/style/list_table.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QTableView>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int BarSteps = 1000;

QString number(qint64 value)
{
    return QLocale().toString(value);
}

} // namespace

RunView::RunView(QWidget *parent)
    : QWidget(parent),
      m_title(new QLabel),
      m_stage(new QLabel),
      m_bar(new QProgressBar),
      m_cancel(new QPushButton(icon(QStringLiteral("x")), tr("&Cancel"))),
      m_import(new QPushButton(icon(QStringLiteral("download")), tr("Import it no&w"))),
      m_history(new QPushButton(icon(QStringLiteral("history")), tr("&Show in the History"))),
      m_figures(new QLabel),
      m_error(new ErrorBanner),
      m_rejectionsTitle(new QLabel),
      m_table(new QTableView),
      m_rejections(new RejectionsModel(this))
{
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_title->setTextFormat(Qt::PlainText);
    m_stage->setObjectName(QStringLiteral("importStage"));
    m_stage->setTextFormat(Qt::PlainText);
    m_figures->setObjectName(QStringLiteral("importFigures"));
    m_figures->setTextFormat(Qt::PlainText);
    m_figures->setWordWrap(true);
    m_bar->setRange(0, BarSteps);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(8);
    m_bar->setAccessibleName(tr("Progress of the import"));
    m_cancel->setObjectName(QStringLiteral("importCancel"));
    m_cancel->setToolTip(tr("Stop at the next batch; what went in stays"));
    m_import->setObjectName(QStringLiteral("importNow"));
    m_import->setToolTip(tr("Write what was checked"));
    m_history->setObjectName(QStringLiteral("importHistory"));
    m_history->setToolTip(tr("What it changed, product by product; there it can be undone as one"));
    m_rejectionsBox = makeRejections();

    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_title);
    head->addWidget(m_stage, 1);
    for (QPushButton *button : {m_cancel, m_import, m_history})
        head->addWidget(button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_bar);
    layout->addWidget(m_figures);
    layout->addWidget(m_error);
    layout->addWidget(m_rejectionsBox, 1);
    layout->addStretch(0);
    connect(m_cancel, &QPushButton::clicked, this, &RunView::cancelRequested);
    connect(m_import, &QPushButton::clicked, this, &RunView::importRequested);
    connect(m_history, &QPushButton::clicked, this, [this] { emit historyRequested(m_change); });
}

QWidget *RunView::makeRejections()
{
    m_table->setObjectName(QStringLiteral("rejectionsTable"));
    m_table->setModel(m_rejections);
    m_table->setAccessibleName(tr("What the import refused"));
    makeListTable(m_table, 24);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->resizeSection(RejectionsModel::File, 170);
    m_table->horizontalHeader()->resizeSection(RejectionsModel::Line, 70);
    m_table->horizontalHeader()->resizeSection(RejectionsModel::Field, 130);
    auto *copy = new QPushButton(icon(QStringLiteral("copy")), tr("Copy a&ll"));
    copy->setToolTip(tr("Copy the whole list as tab-separated text"));
    auto *save = new QPushButton(icon(QStringLiteral("save")), tr("Save as &CSV…"));
    save->setToolTip(tr("Save the whole list to a file"));
    connect(copy, &QPushButton::clicked, this, &RunView::copyRejections);
    connect(save, &QPushButton::clicked, this, &RunView::saveRejections);

    auto *box = new QWidget;
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_rejectionsTitle, 1);
    bar->addWidget(copy);
    bar->addWidget(save);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(bar);
    layout->addWidget(m_table);
    return box;
}

void RunView::showRun(const ImportRun &run)
{
    m_title->setText(run.title());
    m_title->setToolTip(run.options.sources.join(QLatin1Char('\n')));
    const bool running = run.state == ImportRun::State::Running || run.state == ImportRun::State::Cancelling;
    m_stage->setText(running && !run.progress.stage.isEmpty() && run.state == ImportRun::State::Running
                         ? run.progress.stage
                         : run.stateName());
    const std::optional<double> share = run.share();
    m_bar->setVisible(!run.isOver());
    m_bar->setRange(0, running && !share ? 0 : BarSteps);
    if (share)
        m_bar->setValue(int(*share * BarSteps));
    m_cancel->setVisible(!run.isOver());
    m_cancel->setEnabled(run.state != ImportRun::State::Cancelling);
    const bool changes = run.report && run.report->created + run.report->updated > 0;
    m_import->setVisible(changes && run.report->dryRun && run.state == ImportRun::State::Done);
    m_change = run.report ? run.report->change : 0;
    m_history->setVisible(changes && m_change != 0);
    const bool nothing = run.state == ImportRun::State::Failed && run.progress.products == 0;
    m_figures->setText(run.report ? reportLines(run) : nothing ? QString() : progressLine(run));
    m_figures->setVisible(!m_figures->text().isEmpty());
    if (run.error && run.state == ImportRun::State::Failed)
        m_error->showError(*run.error);
    else
        m_error->hide();

    const QVector<exchange::Rejection> errors =
        run.report ? run.report->errors : QVector<exchange::Rejection>();
    if (errors.size() != m_rejections->rowCount() || run.isOver())
        m_rejections->setRejections(errors);
    m_rejectionsBox->setVisible(!errors.isEmpty());
    if (run.report && run.report->errorCount > errors.size())
        m_rejectionsTitle->setText(
            tr("Refused: the first %1 of %2").arg(number(errors.size()), number(run.report->errorCount)));
    else
        m_rejectionsTitle->setText(tr("Refused: %1").arg(number(errors.size())));
}

QString RunView::progressLine(const ImportRun &run) const
{
    const exchange::ImportProgress &p = run.progress;
    if (run.state == ImportRun::State::Waiting)
        return tr("Starts when the imports before it are over.");
    QStringList parts;
    if (p.bytesTotal > 0)
        parts << tr("%1 of %2").arg(formatBytes(p.bytesRead), formatBytes(p.bytesTotal));
    parts << tr("%1 products").arg(number(p.products)) << tr("%1 values").arg(number(p.values));
    if (p.valuesPerSecond > 0)
        parts << tr("%1 values/s").arg(number(qRound64(p.valuesPerSecond)));
    if (p.rejected > 0)
        parts << tr("%1 refused").arg(number(p.rejected));
    if (p.remaining && !run.isOver())
        parts << tr("%1 left").arg(formatMicros(std::chrono::microseconds(*p.remaining).count()));
    return parts.join(QStringLiteral(" · "));
}

QString RunView::reportLines(const ImportRun &run) const
{
    const exchange::ImportReport &r = *run.report;
    QStringList products{tr("%1 created").arg(number(r.created)), tr("%1 updated").arg(number(r.updated)),
                         tr("%1 unchanged").arg(number(r.unchanged)),
                         tr("%1 refused").arg(number(r.rejected))};
    QString text = tr("Products: %1").arg(products.join(QStringLiteral(" · ")));
    if (r.imagesStored + r.imagesUnchanged + r.imagesMissing + r.imagesRejected > 0) {
        text += QLatin1Char('\n') + tr("Images: %1 stored · %2 unchanged · %3 missing · %4 refused")
                                        .arg(number(r.imagesStored), number(r.imagesUnchanged),
                                             number(r.imagesMissing), number(r.imagesRejected));
    }
    text +=
        QLatin1Char('\n') +
        tr("%1 values in %2").arg(number(r.values), formatMicros(std::chrono::microseconds(r.took).count()));
    if (r.dryRun)
        text += QLatin1Char('\n') + tr("This was a check: nothing was written.");
    else if (r.cancelled)
        text += QLatin1Char('\n') +
                tr("Cancelled: what is counted here went in, the rest did not. Import again to continue.");
    for (const QString &warning : r.warnings)
        text += QLatin1Char('\n') + warning;
    if (r.change != 0)
        text += QLatin1Char('\n') + tr("All of it can be taken back as one, by change %1 of the History.").arg(r.change);
    return text;
}

QString RunView::figures() const
{
    return m_figures->text();
}

void RunView::copyRejections() const
{
    QApplication::clipboard()->setText(m_rejections->toTsv());
}

void RunView::saveRejections()
{
    const QString path = QFileDialog::getSaveFileName(
        this, tr("Save the list"), m_title->text() + QStringLiteral(".errors.csv"), tr("CSV files (*.csv)"));
    if (path.isEmpty())
        return;
    QSaveFile file(path);
    const bool saved =
        file.open(QIODevice::WriteOnly) && file.write(m_rejections->toCsv().toUtf8()) >= 0 && file.commit();
    if (!saved)
        m_error->showMessage(tr("The list could not be saved to %1: %2.").arg(path, file.errorString()),
                             tr("Choose another folder."));
}

} // namespace vitrine::ui
