#pragma once

#include "storage/sqlite/card_file.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/shared_state.h"
#include "storage/sqlite/truth_writer.h"

#include <array>
#include <memory>

namespace vitrine::storage::sqlite {

/// The card files as the writer sees them. Derived from the truth: a missing or damaged file is made anew,
/// and what a crash left out is written again from the change log when the catalog is opened. Used by the
/// writer's thread.
class CardStore
{
public:
    /// Opens or creates every file; one that is damaged or of another version is emptied.
    static Result<std::unique_ptr<CardStore>> open(SharedState &state);

    /// Brings every file up to the truth. `trimmed`: entries of the change log up to this one are gone.
    Status recover(sqlite3 *truth, TruthReader &reader, qint64 trimmed);
    /// Writes the cards, then takes their keys off the dirty set. Cards of a file that cannot be written stay
    /// dirty and are tried again with the next call: readers assemble them meanwhile.
    Status write(std::vector<Touched> touched);
    /// Every card of a clean store is on disk and marked as such up to `seq`.
    Status seal(qint64 seq);
    /// Copies the write-ahead logs back once they are big; readers are never blocked.
    void checkpointIfBig();

private:
    struct File
    {
        std::unique_ptr<Connection> connection;
        std::unique_ptr<CardFileWriter> writer;
        std::vector<Touched> waiting;
        qint64 unsavedBytes = 0;
    };

    explicit CardStore(SharedState &state) : m_state(state) {}
    Status openFile(int file);
    Status writeFile(int file);
    Status rebuild(int file, TruthReader &reader, qint64 seq);

    SharedState &m_state;
    std::array<File, CardFiles> m_files;
};

} // namespace vitrine::storage::sqlite
