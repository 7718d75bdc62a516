#pragma once

#include "app/runtime/admin_machinery.h"
#include "app/runtime/token_file.h"
#include "origin/admin_origin.h"

namespace vitrine::app {

/// The admin listener of one engine, off until it is started. Has its own I/O threads, so that an upload's
/// disk never holds up the public listener. start() and stop() from one thread.
class AdminControl
{
public:
    AdminControl(const AdminParts &parts, const QString &dataDir);
    ~AdminControl(); ///< stop()

    /// The URL it listens on. Conflict when it runs already or the address is taken.
    Result<QString> start(const QString &address);
    /// Ends the event streams, drains and closes. Idempotent.
    void stop();

private:
    const AdminParts m_parts;
    const QString m_dataDir;
    TokenFile m_tokens;
    AdminMachinery m_machinery;
    std::unique_ptr<origin::AdminOrigin> m_origin;
    std::unique_ptr<server::HttpServer> m_server; // last: it calls the origin
};

} // namespace vitrine::app
