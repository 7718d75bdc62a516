#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/session.h"

#include <QObject>

namespace vitrine::ui {

/// Starts and stops the origin and says which of its four states it is in. Shared by the page, the status bar
/// and the menu. GUI thread.
class OriginControl : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Stopped, Starting, Running, Stopping };

    explicit OriginControl(OriginSession &origin, QObject *parent = nullptr);

    Phase phase() const { return m_phase; }
    /// "http://127.0.0.1:8480" while running.
    QString address() const { return m_address; }
    /// Why the last start or stop failed; empty `what` when it did not.
    const Error &failure() const { return m_failure; }
    QString listen() const { return m_listen; }
    void setListen(const QString &listen);

public slots:
    void start();
    /// Lets the answers in flight finish.
    void stop();
    void toggle();
    /// Starts on a port that the system chooses, on the same address.
    void startOnFreePort();
    /// Looks whether somebody else started or stopped it.
    void refresh();

signals:
    void changed();

private:
    void enter(Phase phase);

    OriginSession &m_origin;
    Phase m_phase = Phase::Stopped;
    QString m_listen = QStringLiteral("127.0.0.1:8480");
    QString m_address;
    Error m_failure;
    Latest<QString> m_starting;
    Latest<Done> m_stopping;
};

/// The phase as a word for people.
QString phaseName(OriginControl::Phase phase);

} // namespace vitrine::ui
