#pragma once

#include "base/cancel.h"
#include "base/clock.h"
#include "base/result.h"
#include "catalog/plan/card_description.h"
#include "catalog/plan/row_set.h"

#include <memory>
#include <optional>
#include <vector>

namespace vitrine::plan {

/// How the fetches of a wave reach the database. Serial: one round trip each. Batch: all in one round trip.
/// Scatter: over several connections at once, each with its share in one round trip.
enum class Way { Auto, Serial, Batch, Scatter };
QLatin1String wayName(Way way);
std::optional<Way> wayFromName(QStringView name);

/// What a planner has to know of a database.
struct BackendFacts
{
    QString name;           ///< "MariaDB 10.11.14"
    int joinLimit = 64;     ///< tables in one join
    int tablesPerJoin = 1;  ///< so many 1:1 tables are read by one statement
    bool joinsRoot = false; ///< each statement finds its products itself, by their keys
    int idsPerStatement = 500;
    int connections = 1;    ///< that can work at once
    int cores = 1;          ///< that work can be spread over
    double roundTripUs = 0; ///< measured when it was opened
    double statementUs = 1; ///< of a small statement inside the database
    double rowUs = 0.3;
    double snapshotUs = 0; ///< what it costs to bring several connections to one snapshot
};

/// A statement with a list of ids in its middle; without ids, `head` is all of it. Text is quoted as the SQL
/// standard says: "names", 'texts'.
struct Statement
{
    QByteArray head;
    std::vector<Cell> ids;
    QByteArray tail;
    double estimatedUs = 0;
};

struct Answer
{
    RowSet rows;
    qint64 startUs = 0; ///< since the snapshot was asked for
    qint64 lengthUs = 0;
    int lane = 0; ///< which connection
};

struct RunOptions
{
    std::optional<Clock::Steady> deadline;
    CancelToken cancel;
    Way way = Way::Auto;
};

/// Reads that all see the database as it was at one moment. One thread.
class Snapshot
{
public:
    virtual ~Snapshot() = default;
    /// One answer a statement, in their order; the first failure ends all of them. `isLast`: the snapshot is
    /// not needed any more. DeadlineExceeded, Cancelled, Io.
    virtual Result<std::vector<Answer>> fetch(const std::vector<Statement> &statements, bool isLast) = 0;
    /// The way that the last fetch took, and over how many connections.
    virtual Way way() const = 0;
    virtual int lanes() const = 0;
    /// How often the snapshot was taken until all connections agreed; 1 with one connection.
    virtual int tries() const = 0;
    /// Whether the last failure was that the database, or the node of it that was asked, went away: a snapshot taken
    /// now may do.
    virtual bool isLost() const { return false; }
};

/// Port: a database in which the tables of a description lie. Thread-safe.
class Backend
{
public:
    virtual ~Backend() = default;
    virtual const BackendFacts &facts() const = 0;
    /// The columns of those of the tables that exist. Io.
    virtual Result<TableFacts> tables(const QStringList &names) = 0;
    virtual Result<std::unique_ptr<Snapshot>> snapshot(const RunOptions &options) = 0;
};

/// The cheapest way for statements of these costs; a pure estimate from the facts.
Way cheapestWay(const BackendFacts &facts, const std::vector<double> &costsUs);

} // namespace vitrine::plan
