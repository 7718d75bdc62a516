#pragma once

#include "ui/bridge/session.h"

#include <QPromise>

#include <optional>

namespace vitrine::test {

/// An import that goes on until the test ends it.
class FakeImports : public ui::ImportSession
{
public:
    ui::Reply<exchange::ImportReport> import(const exchange::ImportOptions &options,
                                             const CancelToken &cancel) override;
    exchange::ImportProgress progress() const override { return nextProgress; }

    bool isRunning() const { return m_running.has_value(); }
    void finish(Result<exchange::ImportReport> result);
    /// As the engine answers a cancelled import.
    void finishCancelled();
    /// A report with this many refused rows.
    static exchange::ImportReport report(int rejected);

    exchange::ImportProgress nextProgress;
    QVector<exchange::ImportOptions> asked;
    CancelToken cancelToken; ///< of the last import

private:
    std::optional<QPromise<Result<exchange::ImportReport>>> m_running;
};

} // namespace vitrine::test
