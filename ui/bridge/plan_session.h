#pragma once

#include "base/cancel.h"
#include "base/ids.h"
#include "base/result.h"

#include <QFuture>
#include <QJsonObject>

namespace vitrine::ui {

/// How the database is asked for a product's card. Like every part of Session: any thread calls, nothing blocks, the
/// futures finish on any thread.
class PlanSession
{
public:
    template <typename T>
    using Reply = QFuture<Result<T>>;

    virtual ~PlanSession() = default;
    /// What a warm read did: the document that `vitrined card KEY --explain` prints as "plan". NotFound.
    virtual Reply<QJsonObject> explain(const ProductKey &key, const CancelToken &cancel) = 0;
    /// Asks the database for the one join that the plan replaces: how many rows it gives, or its own refusal.
    virtual Reply<qint64> tryJoin(const ProductKey &key, const CancelToken &cancel) = 0;
};

} // namespace vitrine::ui
