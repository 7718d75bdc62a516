#include "storage/sqlite/plan_backend.h"

#include "storage/sqlite/guarded.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace vitrine::storage::sqlite {

using plan::Cell;

namespace {

constexpr int OpsBetweenLooks =
    2'000; ///< of SQLite's machine, between two looks at the deadline: well under 1 ms
/// Lists of ids come in these lengths, filled up with their last id, so that few statements are prepared.
constexpr std::array<size_t, 4> ListLengths{1, 8, 64, 512};

plan::CellType typeOfDeclaration(const QByteArray &declared)
{
    const QByteArray type = declared.toUpper();
    if (type.contains("INT"))
        return plan::CellType::Whole;
    if (type.contains("REAL") || type.contains("FLOA") || type.contains("DOUB") || type.contains("NUM") ||
        type.contains("DEC"))
        return plan::CellType::Number;
    return type.contains("DATE") || type.contains("TIME") ? plan::CellType::Date : plan::CellType::Text;
}

Cell cellOf(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return qint64(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
        return sqlite3_column_double(statement, column);
    case SQLITE_NULL:
        return {};
    default:
        const auto *bytes = static_cast<const char *>(sqlite3_column_blob(statement, column));
        return QByteArray(bytes, sqlite3_column_bytes(statement, column));
    }
}

void bindCell(sqlite3_stmt *statement, int index, const Cell &cell)
{
    if (const auto *whole = std::get_if<qint64>(&cell))
        sqlite3_bind_int64(statement, index, *whole);
    else if (const auto *number = std::get_if<double>(&cell))
        sqlite3_bind_double(statement, index, *number);
    else if (const auto *text = std::get_if<QByteArray>(&cell))
        sqlite3_bind_text64(statement, index, text->constData(), sqlite3_uint64(text->size()), SQLITE_STATIC,
                            SQLITE_UTF8);
    else
        sqlite3_bind_null(statement, index);
}

class SqliteSnapshot final : public plan::Snapshot
{
public:
    SqliteSnapshot(ReaderPool::Lease lease, const plan::RunOptions &options)
        : m_lease(std::move(lease)),
          m_options(options),
          m_started(std::chrono::steady_clock::now()),
          m_database(m_lease->truthHandle())
    {
        m_lease->begin();
        sqlite3_progress_handler(m_database, OpsBetweenLooks, &SqliteSnapshot::isOver, this);
    }
    ~SqliteSnapshot() override
    {
        sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
    }

    Result<std::vector<plan::Answer>> fetch(const std::vector<plan::Statement> &statements, bool) override
    {
        std::vector<plan::Answer> answers;
        for (const plan::Statement &statement : statements) {
            if (isOver(this))
                return givenUp();
            auto answer = guarded([&]() -> Result<plan::Answer> { return run(statement); });
            if (!answer)
                return answer.error().code == ErrorCode::Cancelled ? givenUp() : answer.error();
            answers.push_back(*std::move(answer));
        }
        return answers;
    }

    plan::Way way() const override { return plan::Way::Serial; }
    int lanes() const override { return 1; }
    int tries() const override { return 1; }

private:
    static int isOver(void *self)
    {
        const auto &options = static_cast<SqliteSnapshot *>(self)->m_options;
        return options.cancel.requested() ||
               (options.deadline && std::chrono::steady_clock::now() >= *options.deadline);
    }
    Error givenUp() const
    {
        if (m_options.cancel.requested())
            return {ErrorCode::Cancelled, QStringLiteral("the reading was given up"), {}, {}};
        return {
            ErrorCode::DeadlineExceeded, QStringLiteral("the reading took longer than its deadline"), {}, {}};
    }
    qint64 sinceStart() const
    {
        return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                                     m_started)
            .count();
    }

    plan::Answer run(const plan::Statement &statement)
    {
        plan::Answer answer;
        answer.startUs = sinceStart();
        const auto length = std::find_if(ListLengths.begin(), ListLengths.end(),
                                         [&](size_t l) { return l >= statement.ids.size(); });
        const size_t ids = statement.ids.empty()         ? 0
                           : length == ListLengths.end() ? statement.ids.size()
                                                         : *length;
        QByteArray sql = statement.head;
        for (size_t i = 0; i < ids; ++i)
            sql += i == 0 ? "?" : ",?";
        sql += statement.tail;
        sqlite3_stmt *prepared = m_lease->planStatement(sql);
        for (size_t i = 0; i < ids; ++i)
            bindCell(prepared, int(i) + 1, statement.ids[std::min(i, statement.ids.size() - 1)]);
        const ResetOnExit reset{prepared};
        answer.rows.width = sqlite3_column_count(prepared);
        int step = sqlite3_step(prepared);
        for (; step == SQLITE_ROW; step = sqlite3_step(prepared)) {
            for (int c = 0; c < answer.rows.width; ++c)
                answer.rows.cells.push_back(cellOf(prepared, c));
        }
        if (step == SQLITE_INTERRUPT)
            throw SqliteFailure{{ErrorCode::Cancelled, {}, {}, {}}};
        if (step != SQLITE_DONE)
            throw SqliteFailure{toError(m_database, step)};
        answer.lengthUs = sinceStart() - answer.startUs;
        return answer;
    }

    struct ResetOnExit
    {
        sqlite3_stmt *statement;
        ~ResetOnExit()
        {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    };

    ReaderPool::Lease m_lease;
    plan::RunOptions m_options;
    std::chrono::steady_clock::time_point m_started;
    sqlite3 *m_database;
};

} // namespace

PlanBackend::PlanBackend(ReaderPool &readers) : m_readers(readers)
{
    m_facts.name = QStringLiteral("SQLite ") + QLatin1String(sqlite3_libversion());
    m_facts.idsPerStatement = int(ListLengths.back());
}

Result<plan::TableFacts> PlanBackend::tables(const QStringList &names)
{
    auto reading = snapshot({});
    if (!reading)
        return reading.error();
    std::vector<plan::Statement> statements;
    for (const QString &name : names)
        statements.push_back(
            {"SELECT name, type FROM pragma_table_info('" + name.toUtf8().replace('\'', "''") + "')",
             {},
             {},
             0});
    const auto answers = (*reading)->fetch(statements, true);
    if (!answers)
        return answers.error();
    plan::TableFacts facts;
    for (qsizetype i = 0; i < names.size(); ++i) {
        const plan::RowSet &rows = (*answers)[size_t(i)].rows;
        for (size_t row = 0; row < rows.rows(); ++row)
            facts[names[i]].insert(QString::fromUtf8(plan::textOf(rows.at(row, 0))),
                                   typeOfDeclaration(plan::textOf(rows.at(row, 1))));
    }
    return facts;
}

Result<std::unique_ptr<plan::Snapshot>> PlanBackend::snapshot(const plan::RunOptions &options)
{
    auto lease = m_readers.lease();
    if (!lease)
        return lease.error();
    return guarded([&]() -> Result<std::unique_ptr<plan::Snapshot>> {
        return std::unique_ptr<plan::Snapshot>(std::make_unique<SqliteSnapshot>(*std::move(lease), options));
    });
}

} // namespace vitrine::storage::sqlite
