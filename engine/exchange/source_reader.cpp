#include "exchange/source_reader.h"

#include "exchange/json_splitter.h"
#include "exchange/table.h"

#include <nlohmann/json.hpp>

namespace vitrine::exchange {

Result<bool> readRows(const SourceFile &file, ImportRun &run,
                      const std::function<bool(const RowReader &)> &onHeader,
                      const std::function<Status(const RowReader &)> &onRow)
{
    const auto table = openTable(file.path, file.profile.get());
    if (!table)
        return table.error();
    RowReader &reader = **table;
    bool inHeader = true;
    auto step = reader.readHeader();
    for (; run.wanted() && step != RowReader::Step::End; step = reader.next()) {
        run.advance(file.path, reader.storedBytesRead());
        if (step == RowReader::Step::Failed) {
            run.reject(file.path, reader.line(), {}, reader.error().what);
            break;
        }
        if (step == RowReader::Step::Bad && inHeader) {
            run.reject(file.path, reader.line(), reader.problemColumn(), reader.problem());
            break;
        }
        if (step == RowReader::Step::Bad) {
            run.rejectProduct(file.path, reader.line(), reader.problemColumn(), reader.problem());
        } else if (inHeader) {
            if (!onHeader(reader))
                break;
        } else if (const Status done = onRow(reader); !done) {
            return done.error();
        }
        inHeader = false;
    }
    run.finishedFile(reader.storedBytesRead());
    return step == RowReader::Step::End;
}

Status readObjects(const SourceFile &file, ImportRun &run,
                   const std::function<Status(const nlohmann::json &, qint64)> &onObject)
{
    auto stream = ByteStream::open(file.path);
    if (!stream)
        return stream.error();
    JsonSplitter splitter(**stream);
    for (auto step = splitter.next(); run.wanted() && step != JsonSplitter::Step::End;
         step = splitter.next()) {
        run.advance(file.path, (*stream)->storedBytesRead());
        if (step == JsonSplitter::Step::Failed) {
            run.reject(file.path, splitter.line(), {}, splitter.error().what);
            break;
        }
        if (step != JsonSplitter::Step::Element) {
            run.rejectProduct(file.path, splitter.line(), {}, splitter.problem());
            continue;
        }
        nlohmann::json object;
        try {
            object = nlohmann::json::parse(splitter.text());
        } catch (const nlohmann::json::exception &problem) { // the library's way to say where it stopped
            run.rejectProduct(file.path, splitter.line(), {}, whyNotJson(problem.what(), splitter.line()));
            continue;
        }
        if (!object.is_object()) {
            run.rejectProduct(file.path, splitter.line(), {}, QStringLiteral("not an object"));
            continue;
        }
        if (const Status done = onObject(object, splitter.line()); !done)
            return done;
    }
    run.finishedFile((*stream)->storedBytesRead());
    return Done{};
}

QString brokenOff(const ProductKey &key)
{
    return QStringLiteral("the file breaks off behind this product, so that %1 may lack some of its rows")
        .arg(key.toString());
}

bool SeenKeys::place(quint64 hash)
{
    const std::size_t mask = m_slots.size() - 1;
    for (std::size_t i = hash & mask;; i = (i + 1) & mask) {
        if (m_slots[i] == hash)
            return false;
        if (m_slots[i] == 0) {
            m_slots[i] = hash;
            return true;
        }
    }
}

void SeenKeys::grow()
{
    std::vector<quint64> old(m_slots.size() * 2);
    old.swap(m_slots);
    for (const quint64 hash : old) {
        if (hash != 0)
            place(hash);
    }
}

bool SeenKeys::insert(const QString &key)
{
    quint64 hash = qHash(key, std::size_t(0x9e3779b97f4a7c15ULL));
    if (hash == 0)
        hash = 1;
    if (!place(hash))
        return false;
    if (++m_count * 2 > m_slots.size())
        grow();
    return true;
}

} // namespace vitrine::exchange
