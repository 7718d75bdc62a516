#pragma once

#include "ui/bridge/session.h"

#include <QPromise>

#include <optional>

namespace vitrine::test {

/// An origin that starts and stops as the test says.
class FakeOrigin : public ui::OriginSession
{
public:
    ui::OriginState state() const override;
    ui::Reply<QString> start(const QString &listen) override;
    ui::Reply<Done> stop() override;
    QVector<ui::OriginRequest> recent(int count) const override;

    /// Answers what waits while `hold` is set.
    void release();
    /// Newest first, as in the port.
    void addRequest(const QString &target, int status, std::chrono::microseconds duration);
    /// A second of traffic, for pictures.
    void advance();

    ui::OriginState next;
    QVector<ui::OriginRequest> requests;
    std::optional<Error> startError;
    bool hold = false;
    QString listenAsked;
    int stopsAsked = 0;
    mutable int statesAsked = 0;

private:
    void finishStart();
    void finishStop();

    std::optional<QPromise<Result<QString>>> m_starting;
    std::optional<QPromise<Result<Done>>> m_stopping;
};

} // namespace vitrine::test
