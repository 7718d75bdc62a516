#pragma once

#include "base/result.h"
#include "server/connection.h"

#include <QString>

namespace vitrine::server {

/// Accepts clients on one address and deals them out to the loops in turn. Lives on the first loop.
class Listener
{
public:
    virtual ~Listener() = default;
    virtual void accept() = 0;
    virtual void close() = 0;
    virtual QString url() const = 0;

    /// InvalidArgument names what an address looks like; Conflict; PermissionDenied; Io.
    static Result<std::shared_ptr<Listener>> open(const QString &address, std::shared_ptr<ServerCore> core);
};

} // namespace vitrine::server
