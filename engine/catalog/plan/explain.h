#pragma once

#include "catalog/plan/plan_run.h"

#include <QJsonObject>

namespace vitrine::plan {

/// What a run did, as `card --explain` prints it: the way, each fetch (tables, rows, start and length in us,
/// the estimate), and the join that it replaces, with its number of tables against the limits of databases.
QJsonObject explained(const Plan &plan, const Fetched &fetched, const BackendFacts &facts,
                      const ReplacedJoin &join);

/// The join for exactly what was fetched: one table more for each attribute in each scope.
ReplacedJoin joinFor(const Plan &plan, const Fetched &fetched, const QVector<QByteArray> &keys);

} // namespace vitrine::plan
