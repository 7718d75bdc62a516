#pragma once

#include "catalog/plan/dictionaries.h"
#include "catalog/plan/query_plan.h"

namespace vitrine::plan {

/// The rows of one part; cells as the part's columns list them.
struct PartRows
{
    std::vector<Cell> owners; ///< one a row: a product's id, or the cell of the part that this one is of
    RowSet rows;
};

/// What one statement did.
struct FetchTrace
{
    int fetch = 0; ///< index into the plan
    size_t ids = 0;
    size_t rows = 0;
    qint64 startUs = 0; ///< since the run began
    qint64 lengthUs = 0;
    double estimatedUs = 0;
    int lane = 0;
};

struct Fetched
{
    std::vector<PartRows> parts; ///< one a part of the description
    std::vector<FetchTrace> traces;
    Way way = Way::Serial; ///< of the widest wave
    int lanes = 1;
    int snapshotTries = 1; ///< until all connections agreed on one moment
    int reads = 1;         ///< until every statement saw the same version of each product, from a database that stayed
    qint64 totalUs = 0;
};

/// Fetches everything of the products with these keys, all of it as it was at one moment: a page costs as
/// many statements as one product, a chunk of `idsPerStatement` at a time. Statements that show different
/// versions of one product are thrown away and read again; at the third time over one connection. Errors are
/// the backend's.
Result<Fetched> runPlan(const Plan &plan, const Dictionaries &dictionaries, const std::vector<Cell> &keys,
                        Backend &backend, const RunOptions &options);

} // namespace vitrine::plan
