#include "ui/origin/origin_control.h"

namespace vitrine::ui {

OriginControl::OriginControl(OriginSession &origin, QObject *parent) : QObject(parent), m_origin(origin)
{
    refresh();
}

void OriginControl::setListen(const QString &listen)
{
    if (listen == m_listen)
        return;
    m_listen = listen;
    emit changed();
}

void OriginControl::enter(Phase phase)
{
    m_phase = phase;
    emit changed();
}

void OriginControl::start()
{
    if (m_phase != Phase::Stopped)
        return;
    m_failure = {};
    enter(Phase::Starting);
    m_starting.ask(m_origin.start(m_listen), [this](const Result<QString> &result) {
        if (result)
            m_address = result.value();
        else
            m_failure = result.error();
        enter(result ? Phase::Running : Phase::Stopped);
    });
}

void OriginControl::stop()
{
    if (m_phase != Phase::Running)
        return;
    m_failure = {};
    enter(Phase::Stopping);
    m_stopping.ask(m_origin.stop(), [this](const Result<Done> &result) {
        if (result)
            m_address.clear();
        else
            m_failure = result.error();
        enter(result ? Phase::Stopped : Phase::Running);
    });
}

void OriginControl::toggle()
{
    if (m_phase == Phase::Running)
        stop();
    else
        start();
}

void OriginControl::startOnFreePort()
{
    const qsizetype colon = m_listen.lastIndexOf(QLatin1Char(':'));
    setListen((colon < 0 ? QStringLiteral("127.0.0.1") : m_listen.left(colon)) + QLatin1String(":0"));
    start();
}

void OriginControl::refresh()
{
    if (m_phase == Phase::Starting || m_phase == Phase::Stopping)
        return;
    const OriginState state = m_origin.state();
    const Phase phase = state.running ? Phase::Running : Phase::Stopped;
    if (phase == m_phase && (phase == Phase::Stopped || state.address == m_address))
        return;
    m_address = state.running ? state.address : QString();
    enter(phase);
}

QString phaseName(OriginControl::Phase phase)
{
    switch (phase) {
    case OriginControl::Phase::Stopped:
        return OriginControl::tr("Stopped");
    case OriginControl::Phase::Starting:
        return OriginControl::tr("Starting…");
    case OriginControl::Phase::Running:
        return OriginControl::tr("Running");
    case OriginControl::Phase::Stopping:
        return OriginControl::tr("Draining…");
    }
    return {};
}

} // namespace vitrine::ui
