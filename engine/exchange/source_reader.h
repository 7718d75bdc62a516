#pragma once

#include "exchange/row_reader.h"
#include "exchange/import_run.h"
#include "exchange/source_files.h"

#include <nlohmann/json_fwd.hpp>

#include <functional>
#include <vector>

namespace vitrine::exchange {

/// Reads a table to its end, until cancelled, or until a handler returns an Error. `onHeader` answers
/// whether the file can be read at all. Bad rows and a damaged or cut file become rejections of `run`. False
/// when the end was not reached, so that what the last rows were about may be incomplete.
Result<bool> readRows(const SourceFile &file, ImportRun &run,
                      const std::function<bool(const RowReader &)> &onHeader,
                      const std::function<Status(const RowReader &)> &onRow);

/// The same for the elements of a JSON array or the lines of JSON lines.
Status readObjects(const SourceFile &file, ImportRun &run,
                   const std::function<Status(const nlohmann::json &object, qint64 line)> &onObject);

/// Why a product is rejected behind which a file breaks off.
QString brokenOff(const ProductKey &key);

/// The keys that a file has named so far: 16 to 32 bytes each, as hashes of 64 bits.
class SeenKeys
{
public:
    /// False when the key was there already.
    bool insert(const QString &key);

private:
    void grow();
    bool place(quint64 hash);

    std::vector<quint64> m_slots = std::vector<quint64>(1024);
    std::size_t m_count = 0;
};

// The formats. Each reads one file (Magento: one folder) and gives its products to the run.
Status readIcecat(const SourceFile &file, ImportRun &run);
Status readJsonl(const SourceFile &file, ImportRun &run);
Status readMapped(const SourceFile &file, ImportRun &run);
Status readCsv(const SourceFile &file, ImportRun &run);
Status readShopify(const SourceFile &file, ImportRun &run);
Status readSpree(const SourceGroup &group, ImportRun &run);
Status readAkeneo(const SourceGroup &group, ImportRun &run);
Status readMagento(const SourceGroup &group, ImportRun &run);

} // namespace vitrine::exchange
