#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <optional>

namespace vitrine::ui {

/// One import: what was asked, how far it is, how it ended.
struct ImportRun
{
    enum class State { Waiting, Running, Cancelling, Done, Cancelled, Failed };

    exchange::ImportOptions options;
    State state = State::Waiting;
    exchange::ImportProgress progress;
    std::optional<exchange::ImportReport> report; ///< Done and Cancelled
    std::optional<Error> error;                   ///< Failed
    QDateTime queuedAt;

    bool isOver() const
    {
        return state == State::Done || state == State::Cancelled || state == State::Failed;
    }
    /// "icecat.csv.gz" or "icecat.csv.gz and 2 more".
    QString title() const;
    QString stateName() const;
    /// 0..1; nothing while the size is unknown.
    std::optional<double> share() const;
};

/// Runs imports one after another and keeps those of this session. GUI thread.
class ImportQueue : public QObject
{
    Q_OBJECT

public:
    explicit ImportQueue(ImportSession &session, QObject *parent = nullptr);

    /// Runs it now, or when those before it are over. Returns its place.
    int add(const exchange::ImportOptions &options);
    /// A waiting one is dropped; a running one stops at the next batch and keeps what went in.
    void cancel(int run);

    const QVector<ImportRun> &runs() const { return m_runs; }
    /// The one that runs; -1 when none does.
    int running() const { return m_running; }

signals:
    void added(int run);
    void changed(int run);
    /// Something went into the catalog.
    void catalogChanged();

private:
    void startNext();
    void poll();
    void finish(const Result<exchange::ImportReport> &result);

    ImportSession &m_session;
    QVector<ImportRun> m_runs;
    int m_running = -1;
    CancelToken m_cancel;
    QTimer m_timer;
    Latest<exchange::ImportReport> m_reply;
};

} // namespace vitrine::ui
