#include "exchange/table.h"

#include "exchange/csv_reader.h"
#include "exchange/json_table.h"
#include "exchange/mapping_profile.h"
#include "exchange/xlsx_reader.h"

namespace vitrine::exchange {

Result<std::unique_ptr<RowReader>> openTable(const QString &path, const MappingProfile *profile)
{
    if (isZip(path))
        return XlsxReader::open(path, profile ? profile->sheet : QString());
    auto stream = ByteStream::open(path);
    if (!stream)
        return stream.error();
    if (profile && isJson(path, profile->encoding))
        return JsonTable::open(path, *profile);
    if (!profile)
        return std::unique_ptr<RowReader>(std::make_unique<CsvReader>(*std::move(stream)));
    return std::unique_ptr<RowReader>(
        std::make_unique<CsvReader>(asUtf8(*std::move(stream), profile->encoding, path), profile->delimiter));
}

} // namespace vitrine::exchange
