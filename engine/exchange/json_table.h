#pragma once

#include "exchange/json_splitter.h"
#include "exchange/mapping_profile.h"
#include "exchange/row_reader.h"

#include <nlohmann/json_fwd.hpp>

#include <QHash>

#include <deque>

namespace vitrine::exchange {

/// Between the values of a list in one cell of a JsonTable.
inline constexpr char16_t ListMark = u'\x1f';

/// Whether the first thing in a file is a JSON object or array. False for one that cannot be read.
bool isJson(const QString &path, TextEncoding encoding);

/// Reads JSON lines, or an array of objects, as a table: a column is the path of a member ("price.amount"), of those that
/// the first objects have. Lists of values are joined by ListMark, those of objects likewise member by member; but the
/// objects of the list in which the profile finds its "variant sku" (without columns: the first that has a SKU) are rows
/// of their own. Constant memory. One thread.
class JsonTable final : public RowReader
{
public:
    static constexpr int ObjectsLookedAt = 1'000;
    static constexpr int MaxDepth = 16; ///< what is deeper is the text of its JSON

    static Result<std::unique_ptr<RowReader>> open(const QString &path, const MappingProfile &profile);

    Step next() override;
    bool isTyped(int column) const override { return column >= 0 && std::size_t(column) < m_count && m_typed[std::size_t(column)]; }
    qint64 storedBytesRead() const override { return m_stream->storedBytesRead(); }

private:
    struct Cell
    {
        std::string text;
        bool typed = false; ///< a number or a truth of JSON's own
        bool filled = false;
    };
    using Cells = std::vector<Cell>;

    JsonTable() = default;
    void lookAt(const nlohmann::json &value, const QString &path, int depth);
    void put(Cells &cells, const nlohmann::json &value, const QString &path, int depth) const;
    void putText(Cells &cells, const QString &path, std::string text, bool typed) const;
    Step giveHeader();
    Step readObject();
    Step bad(qint64 line, const QString &problem);
    void give(const Cells &cells);

    std::unique_ptr<ByteStream> m_stream;
    std::unique_ptr<JsonSplitter> m_splitter;
    QStringList m_paths;
    QHash<QString, int> m_columns; ///< of m_paths
    QStringList m_lists;           ///< paths of lists of objects, as they were met
    QString m_rows;                ///< that one of them whose objects are rows; empty: none
    std::deque<Cells> m_waiting;   ///< rows of the object that was read last
    std::vector<bool> m_typed;
    bool m_gaveHeader = false;
};

} // namespace vitrine::exchange
