#include "ui/jobs/import_queue.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

namespace vitrine::ui {

namespace {

constexpr int PollEveryMs = 250;

QString tr(const char *text, const char *comment = nullptr, int n = -1)
{
    return QCoreApplication::translate("vitrine::ui::ImportRun", text, comment, n);
}

} // namespace

QString ImportRun::title() const
{
    if (options.sources.isEmpty())
        return {};
    const QString first = QFileInfo(options.sources.constFirst()).fileName();
    const int others = int(options.sources.size()) - 1;
    return others == 0 ? first : tr("%1 and %n more", nullptr, others).arg(first);
}

QString ImportRun::stateName() const
{
    switch (state) {
    case State::Waiting:
        return tr("Waiting");
    case State::Running:
        return options.dryRun ? tr("Checking") : tr("Importing");
    case State::Cancelling:
        return tr("Cancelling");
    case State::Done:
        return report && report->rejected > 0 ? tr("%1, %2 refused").arg(options.dryRun ? tr("Checked") : tr("Done"), QLocale().toString(report->rejected))
               : options.dryRun               ? tr("Checked")
                                              : tr("Done");
    case State::Cancelled:
        return tr("Cancelled");
    case State::Failed:
        return tr("Failed");
    }
    return {};
}

std::optional<double> ImportRun::share() const
{
    if (state == State::Done)
        return 1.0;
    if (progress.bytesTotal <= 0)
        return std::nullopt;
    return std::min(1.0, double(progress.bytesRead) / double(progress.bytesTotal));
}

ImportQueue::ImportQueue(ImportSession &session, QObject *parent) : QObject(parent), m_session(session)
{
    m_timer.setInterval(PollEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &ImportQueue::poll);
}

int ImportQueue::add(const exchange::ImportOptions &options)
{
    ImportRun run;
    run.options = options;
    run.queuedAt = QDateTime::currentDateTime();
    m_runs.append(run);
    const int place = int(m_runs.size()) - 1;
    emit added(place);
    startNext();
    return place;
}

void ImportQueue::startNext()
{
    if (m_running >= 0)
        return;
    for (int i = 0; i < m_runs.size(); ++i) {
        if (m_runs.at(i).state != ImportRun::State::Waiting)
            continue;
        m_running = i;
        m_runs[i].state = ImportRun::State::Running;
        m_cancel = CancelToken();
        m_timer.start();
        emit changed(i);
        m_reply.ask(m_session.import(m_runs.at(i).options, m_cancel),
                    [this](const Result<exchange::ImportReport> &result) { finish(result); });
        return;
    }
}

void ImportQueue::cancel(int run)
{
    if (run < 0 || run >= m_runs.size())
        return;
    if (m_runs.at(run).state == ImportRun::State::Waiting) {
        m_runs[run].state = ImportRun::State::Cancelled;
        emit changed(run);
    } else if (m_runs.at(run).state == ImportRun::State::Running) {
        m_runs[run].state = ImportRun::State::Cancelling;
        m_cancel.request();
        emit changed(run);
    }
}

void ImportQueue::poll()
{
    if (m_running < 0)
        return;
    m_runs[m_running].progress = m_session.progress();
    emit changed(m_running);
}

void ImportQueue::finish(const Result<exchange::ImportReport> &result)
{
    m_timer.stop();
    const int place = std::exchange(m_running, -1);
    ImportRun &run = m_runs[place];
    run.progress = m_session.progress();
    bool wrote = false;
    if (result) {
        run.report = result.value();
        run.state = result->cancelled ? ImportRun::State::Cancelled : ImportRun::State::Done;
        wrote = !result->dryRun && result->created + result->updated + result->imagesStored > 0;
    } else {
        run.error = result.error();
        run.state = result.error().code == ErrorCode::Cancelled ? ImportRun::State::Cancelled
                                                                : ImportRun::State::Failed;
        wrote = run.progress.products > 0 && !run.options.dryRun; // the batches before the failure stay
    }
    emit changed(place);
    if (wrote)
        emit catalogChanged();
    startNext();
}

} // namespace vitrine::ui
