#pragma once

#include "ui/bridge/session.h"

#include <QPromise>

namespace vitrine::test {

/// A reply that has already arrived.
template <typename T>
ui::Reply<T> readyReply(Result<T> result)
{
    QPromise<Result<T>> promise;
    promise.start();
    promise.addResult(std::move(result));
    promise.finish();
    return promise.future();
}

} // namespace vitrine::test
