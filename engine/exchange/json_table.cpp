#include "exchange/json_table.h"

#include "exchange/header_words.h"

#include <nlohmann/json.hpp>

#include <cstring>

namespace vitrine::exchange {

using nlohmann::json;

namespace {

bool isListOfObjects(const json &value) { return value.is_array() && !value.empty() && value.front().is_object(); }

QString below(const QString &path, const std::string &name)
{
    const QString member = QString::fromStdString(name);
    return path.isEmpty() ? member : path + u'.' + member;
}

Result<std::unique_ptr<ByteStream>> streamOf(const QString &path, TextEncoding encoding)
{
    auto stream = ByteStream::open(path);
    if (!stream)
        return stream.error();
    return asUtf8(*std::move(stream), encoding, path);
}

bool namesSku(const QString &path)
{
    const QString leaf = path.section(u'.', -1).toLower();
    return leaf.contains(u"sku") || keyRank(leaf) == 0 || keyRank(leaf) == 1;
}

} // namespace

bool isJson(const QString &path, TextEncoding encoding)
{
    auto stream = streamOf(path, encoding);
    if (!stream)
        return false;
    char buffer[4096];
    bool first = true;
    while (true) {
        const auto got = (*stream)->read(buffer, sizeof buffer);
        if (!got || *got == 0)
            return false;
        qint64 i = first && *got >= 3 && std::memcmp(buffer, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        first = false;
        for (; i < *got; ++i) {
            if (std::strchr(" \t\r\n", buffer[i]) == nullptr || buffer[i] == '\0')
                return buffer[i] == '{' || buffer[i] == '[';
        }
    }
}

Result<std::unique_ptr<RowReader>> JsonTable::open(const QString &path, const MappingProfile &profile)
{
    std::unique_ptr<JsonTable> table(new JsonTable);
    auto sample = streamOf(path, profile.encoding);
    if (!sample)
        return sample.error();
    JsonSplitter splitter(**sample);
    for (int objects = 0; objects < ObjectsLookedAt; ++objects) {
        const auto step = splitter.next();
        if (step != JsonSplitter::Step::Element && step != JsonSplitter::Step::Bad)
            break;
        if (const json object = step == JsonSplitter::Step::Element ? json::parse(splitter.text(), nullptr, false) : json(); object.is_object())
            table->lookAt(object, {}, 0);
    }
    if (const MappedColumn *sku = profile.columnThatIs(MappedColumn::Role::VariantSku)) {
        for (const QString &list : std::as_const(table->m_lists)) {
            if (sku->header.startsWith(list + u'.') && list.size() > table->m_rows.size())
                table->m_rows = list;
        }
    } else if (profile.columns.isEmpty()) {
        const auto has = [&](const QString &list) {
            return std::any_of(table->m_paths.begin(), table->m_paths.end(), [&](const QString &one) { return one.startsWith(list + u'.') && namesSku(one); });
        };
        const auto found = std::find_if(table->m_lists.begin(), table->m_lists.end(), has);
        table->m_rows = found == table->m_lists.end() ? QString() : *found;
    }
    auto stream = streamOf(path, profile.encoding);
    if (!stream)
        return stream.error();
    table->m_stream = *std::move(stream);
    table->m_splitter = std::make_unique<JsonSplitter>(*table->m_stream);
    return std::unique_ptr<RowReader>(std::move(table));
}

void JsonTable::lookAt(const json &value, const QString &path, int depth)
{
    if (value.is_object() && depth < MaxDepth) {
        for (const auto &[name, member] : value.items())
            lookAt(member, below(path, name), depth + 1);
    } else if (isListOfObjects(value) && depth < MaxDepth) {
        if (!m_lists.contains(path))
            m_lists.append(path);
        for (const json &element : value)
            lookAt(element, path, depth + 1);
    } else if (!path.isEmpty() && !(value.is_array() && value.empty()) && !m_columns.contains(path) && std::size_t(m_paths.size()) < MaxColumns) {
        m_columns.insert(path, int(m_paths.size()));
        m_paths.append(path);
    }
}

void JsonTable::putText(Cells &cells, const QString &path, std::string text, bool typed) const
{
    const auto at = m_columns.constFind(path);
    if (at == m_columns.constEnd())
        return; // none of the first objects had it
    Cell &cell = cells[std::size_t(*at)];
    if (cell.filled) // one of several
        cell = {cell.text + char(ListMark) + text, false, true};
    else
        cell = {std::move(text), typed, true};
}

void JsonTable::put(Cells &cells, const json &value, const QString &path, int depth) const
{
    if (value.is_null() || (!m_rows.isEmpty() && path == m_rows && depth > 0 && value.is_array()))
        return;
    if (value.is_string()) {
        putText(cells, path, value.get_ref<const std::string &>(), false);
    } else if (!value.is_structured() || depth >= MaxDepth) {
        putText(cells, path, value.dump(), value.is_number() || value.is_boolean());
    } else if (value.is_object()) {
        for (const auto &[name, member] : value.items())
            put(cells, member, below(path, name), depth + 1);
    } else {
        for (const json &element : value)
            put(cells, element, path, depth + 1);
    }
}

RowReader::Step JsonTable::giveHeader()
{
    m_gaveHeader = true;
    if (m_paths.isEmpty())
        return Step::End;
    m_cells.clear();
    for (const QString &path : std::as_const(m_paths))
        m_cells.push_back(path.toStdString());
    m_count = m_cells.size();
    m_typed.assign(m_count, false);
    m_line = 1;
    return Step::Row;
}

RowReader::Step JsonTable::bad(qint64 line, const QString &problem)
{
    m_line = line;
    m_count = 0;
    m_problem = problem;
    m_problemAt = WholeRow;
    return Step::Bad;
}

void JsonTable::give(const Cells &cells)
{
    m_cells.resize(cells.size());
    m_count = cells.size();
    m_typed.assign(m_count, false);
    for (std::size_t i = 0; i < m_count; ++i) {
        m_cells[i] = cells[i].text;
        m_typed[i] = cells[i].typed;
    }
}

RowReader::Step JsonTable::next()
{
    m_problem.clear();
    if (!m_gaveHeader)
        return giveHeader();
    if (m_waiting.empty()) {
        if (const Step step = readObject(); step != Step::Row)
            return step;
    }
    give(m_waiting.front());
    m_waiting.pop_front();
    return Step::Row;
}

/// Fills m_waiting with at least one row, or says why not.
RowReader::Step JsonTable::readObject()
{
    const auto step = m_splitter->next();
    switch (step) {
    case JsonSplitter::Step::End:
        return Step::End;
    case JsonSplitter::Step::Failed:
        m_error = m_splitter->error();
        m_line = m_splitter->line();
        return Step::Failed;
    case JsonSplitter::Step::Broken: // nothing can be read behind it
        m_error = {ErrorCode::Corrupt, m_splitter->problem(), {}, {}};
        m_line = m_splitter->line();
        return Step::Failed;
    case JsonSplitter::Step::Bad:
        return bad(m_splitter->line(), m_splitter->problem());
    case JsonSplitter::Step::Element:
        break;
    }
    m_line = m_splitter->line();
    json object;
    try {
        object = json::parse(m_splitter->text());
    } catch (const json::exception &problem) { // the library's way to say where it stopped
        return bad(m_line, whyNotJson(problem.what(), m_line));
    }
    if (!object.is_object())
        return bad(m_line, QStringLiteral("not an object"));
    Cells whole(std::size_t(m_paths.size()));
    put(whole, object, {}, 0);
    const json *rows = m_rows.isEmpty() ? nullptr : &object;
    for (const QString &name : m_rows.split(u'.', Qt::SkipEmptyParts)) {
        const std::string member = name.toStdString();
        rows = rows && rows->is_object() && rows->contains(member) ? &(*rows)[member] : nullptr;
    }
    if (rows && isListOfObjects(*rows)) {
        for (const json &element : *rows) {
            m_waiting.push_back(whole);
            if (element.is_object())
                put(m_waiting.back(), element, m_rows, 0);
        }
    } else {
        m_waiting.push_back(std::move(whole));
    }
    return Step::Row;
}

} // namespace vitrine::exchange
