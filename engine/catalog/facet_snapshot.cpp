#include "catalog/facet_snapshot.h"

#include <QFile>
#include <QSaveFile>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstring>
#include <stdexcept>

namespace vitrine::catalog {

namespace {

constexpr quint32 Version = 2;
constexpr char Magic[8] = {'V', 'I', 'T', 'R', 'F', 'A', 'C', 'T'};
constexpr size_t BufferBytes = 4 << 20;

struct Head
{
    char magic[8];
    quint32 version;
    quint32 byteOrder; ///< 1 on the machine that wrote it
    qint64 sequence;
    quint64 bytes; ///< of what follows
    quint64 digest; ///< of what follows
};

Error corrupt(const QString &path, const QString &what)
{
    return {ErrorCode::Corrupt, what, path, {}};
}

std::optional<Head> readHead(QFile &file)
{
    Head head{};
    if (file.read(reinterpret_cast<char *>(&head), sizeof head) != qint64(sizeof head) ||
        std::memcmp(head.magic, Magic, sizeof Magic) != 0 || head.version != Version || head.byteOrder != 1)
        return {};
    return head;
}

} // namespace

/// Streams values into a file through a buffer, and digests them on the way.
class FacetSnapshot::Writing
{
public:
    static constexpr bool isReading = false;

    explicit Writing(QSaveFile &file) : m_file(file) { XXH3_64bits_reset(m_digest); }
    ~Writing() { XXH3_freeState(m_digest); }
    Writing(const Writing &) = delete;
    Writing &operator=(const Writing &) = delete;

    void bytes(const void *data, size_t size)
    {
        if (m_buffer.size() + size > BufferBytes)
            flush();
        if (size > BufferBytes)
            return write(static_cast<const char *>(data), size);
        m_buffer.insert(m_buffer.end(), static_cast<const char *>(data), static_cast<const char *>(data) + size);
    }
    template <typename T>
    void plain(const T &value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        bytes(&value, sizeof value);
    }
    void operator()(const Roaring &bitmap)
    {
        const auto size = quint64(bitmap.getSizeInBytes());
        plain(size);
        std::vector<char> data(size);
        bitmap.write(data.data());
        bytes(data.data(), size);
    }
    void operator()(const QString &text)
    {
        plain(quint64(text.size()));
        bytes(text.utf16(), size_t(text.size()) * 2);
    }
    template <typename T>
    void operator()(const std::vector<T> &list)
    {
        plain(quint64(list.size()));
        bytes(list.data(), list.size() * sizeof(T));
    }
    template <typename T>
    void operator()(const QVector<T> &list)
    {
        plain(quint64(list.size()));
        bytes(list.constData(), size_t(list.size()) * sizeof(T));
    }
    void flush()
    {
        write(m_buffer.data(), m_buffer.size());
        m_buffer.clear();
    }
    quint64 written() const { return m_written; }
    quint64 digest() const { return XXH3_64bits_digest(m_digest); }
    bool isGood() const { return m_isGood; }

private:
    void write(const char *data, size_t size)
    {
        XXH3_64bits_update(m_digest, data, size);
        m_written += size;
        m_isGood = m_isGood && m_file.write(data, qint64(size)) == qint64(size);
    }

    QSaveFile &m_file;
    std::vector<char> m_buffer;
    XXH3_state_t *m_digest = XXH3_createState();
    quint64 m_written = 0;
    bool m_isGood = true;
};

/// Takes values from memory; throws std::out_of_range at its end.
class FacetSnapshot::Reading
{
public:
    static constexpr bool isReading = true;

    Reading(const uchar *data, quint64 size) : m_data(reinterpret_cast<const char *>(data)), m_left(size) {}

    const char *take(quint64 size)
    {
        if (size > m_left)
            throw std::out_of_range("the file ends early");
        m_left -= size;
        return std::exchange(m_data, m_data + size);
    }
    template <typename T>
    void plain(T &value)
    {
        std::memcpy(&value, take(sizeof value), sizeof value);
    }
    quint64 count(size_t each)
    {
        quint64 count = 0;
        plain(count);
        if (count > m_left / each)
            throw std::out_of_range("a list ends early");
        return count;
    }
    void operator()(Roaring &bitmap)
    {
        const quint64 size = count(1);
        bitmap = Roaring::readSafe(take(size), size);
    }
    void operator()(QString &text)
    {
        const quint64 size = count(2);
        text.resize(qsizetype(size));
        std::memcpy(text.data(), take(size * 2), size * 2);
    }
    template <typename T>
    void operator()(std::vector<T> &list)
    {
        const quint64 size = count(sizeof(T));
        list.resize(size);
        if (size > 0)
            std::memcpy(list.data(), take(size * sizeof(T)), size * sizeof(T));
    }
    template <typename T>
    void operator()(QVector<T> &list)
    {
        const quint64 size = count(sizeof(T));
        list.resize(qsizetype(size));
        if (size > 0)
            std::memcpy(list.data(), take(size * sizeof(T)), size * sizeof(T));
    }
    bool isAtEnd() const { return m_left == 0; }

private:
    const char *m_data;
    quint64 m_left;
};

namespace {

/// A map or hash in either direction; `each` handles key and value.
template <typename Archive, typename Map, typename F>
void entries(Archive &archive, Map &map, F &&each)
{
    using Key = std::remove_cvref_t<decltype(map.begin().key())>;
    using Mapped = std::remove_cvref_t<decltype(map.begin().value())>;
    if constexpr (Archive::isReading) {
        for (quint64 left = archive.count(1); left > 0; --left) {
            Key key{};
            Mapped value{};
            each(key, value);
            map.insert(key, std::move(value));
        }
    } else {
        archive.plain(quint64(map.size()));
        for (auto entry = map.begin(); entry != map.end(); ++entry)
            each(entry.key(), entry.value());
    }
}

template <typename Archive, typename Map, typename F>
void sortedEntries(Archive &archive, Map &map, F &&each)
{
    if constexpr (Archive::isReading) {
        for (quint64 left = archive.count(1); left > 0; --left) {
            typename Map::key_type key{};
            typename Map::mapped_type value{};
            each(key, value);
            map.emplace(std::move(key), std::move(value));
        }
    } else {
        archive.plain(quint64(map.size()));
        for (auto &[key, value] : map)
            each(key, value);
    }
}

template <typename Archive, typename List, typename F>
void elements(Archive &archive, List &list, F &&each)
{
    if constexpr (Archive::isReading)
        list.resize(archive.count(1));
    else
        archive.plain(quint64(list.size()));
    for (auto &element : list)
        each(element);
}

} // namespace

template <typename Archive, typename Run>
void FacetSnapshot::run(Archive &archive, Run &run)
{
    if constexpr (Archive::isReading) {
        std::vector<std::shared_ptr<FacetRun::Bucket>> buckets(archive.count(1));
        for (auto &bucket : buckets) {
            bucket = std::make_shared<FacetRun::Bucket>();
            archive.plain(bucket->low);
            archive.plain(bucket->high);
            archive(bucket->keys);
            archive(bucket->ids);
            archive(bucket->products);
            if (bucket->keys.size() != bucket->ids.size())
                throw std::out_of_range("a bucket's lists differ");
        }
        run.restore(std::move(buckets));
    } else {
        archive.plain(quint64(run.buckets().size()));
        for (const auto &bucket : run.buckets()) {
            archive.plain(bucket->low);
            archive.plain(bucket->high);
            archive(bucket->keys);
            archive(bucket->ids);
            archive(bucket->products);
        }
    }
}

template <typename Archive, typename Index>
void FacetSnapshot::index(Archive &archive, Index &index)
{
    archive(index.m_present);
    archive(index.m_withImage);
    archive(index.m_brand);
    archive(index.m_combination);
    archive(index.m_price);
    archive(index.m_stock);
    archive(index.m_updated);
    entries(archive, index.m_brands, [&](auto &id, auto &brand) {
        archive.plain(id);
        archive(brand.code);
        archive(brand.label);
        archive(brand.products);
    });
    entries(archive, index.m_brandByCode, [&](auto &code, auto &id) {
        archive(code);
        archive.plain(id);
    });
    elements(archive, index.m_nodes, [&](auto &node) {
        archive(node.path);
        archive(node.products);
    });
    entries(archive, index.m_nodeByPath, [&](auto &path, auto &id) {
        archive(path);
        archive.plain(id);
    });
    entries(archive, index.m_nodesOfCategory, [&](auto &id, auto &nodes) {
        archive.plain(id);
        archive(nodes);
    });
    sortedEntries(archive, index.m_combinationOf, [&](auto &categories, auto &id) {
        archive(categories);
        archive.plain(id);
    });
    elements(archive, index.m_nodesOfCombination, [&](auto &nodes) { archive(nodes); });
    archive(index.m_currency);
    run(archive, index.m_byPrice);
    run(archive, index.m_byStock);
    run(archive, index.m_byUpdated);
    elements(archive, index.m_attributes.m_attributes, [&](auto &attribute) {
        bool isThere = attribute != nullptr;
        archive.plain(isThere);
        if (!isThere)
            return;
        if constexpr (Archive::isReading)
            attribute = std::make_unique<FacetAttributes::Attribute>();
        archive.plain(attribute->type);
        archive.plain(attribute->isRun);
        sortedEntries(archive, attribute->values, [&](auto &key, auto &products) {
            archive.plain(key);
            archive(products);
        });
        sortedEntries(archive, attribute->texts, [&](auto &key, auto &text) {
            archive.plain(key);
            archive(text);
        });
        run(archive, attribute->run);
        archive(attribute->longTexts);
        archive(attribute->products);
        archive(attribute->column);
        archive(attribute->valueOrder);
        archive(attribute->several);
    });
}

Status FacetSnapshot::save(const FacetIndex &index, qint64 sequence, const QString &path)
{
    const auto failed = [&path](const QFileDevice &file) {
        return Error{file.error() == QFileDevice::ResourceError ? ErrorCode::StorageFull : ErrorCode::Io,
                     QStringLiteral("the filters' index cannot be saved: %1").arg(file.errorString()), path, {}};
    };
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        return failed(file);
    Head head{};
    std::memcpy(head.magic, Magic, sizeof Magic);
    head.version = Version;
    head.byteOrder = 1;
    head.sequence = sequence;
    if (file.write(reinterpret_cast<const char *>(&head), sizeof head) != qint64(sizeof head))
        return failed(file);
    Writing archive(file);
    FacetSnapshot::index(archive, index);
    archive.flush();
    head.bytes = archive.written();
    head.digest = archive.digest();
    if (!archive.isGood() || !file.seek(0) ||
        file.write(reinterpret_cast<const char *>(&head), sizeof head) != qint64(sizeof head) || !file.commit())
        return failed(file);
    return Done{};
}

Result<FacetSnapshot::Loaded> FacetSnapshot::load(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return Error{ErrorCode::NotFound, QStringLiteral("there is no saved index"), path, {}};
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return Error{ErrorCode::Io, QStringLiteral("the saved index cannot be read: %1").arg(file.errorString()), path, {}};
    const auto head = readHead(file);
    if (!head || head->bytes != quint64(file.size()) - sizeof(Head))
        return corrupt(path, QStringLiteral("the saved index is cut off or of another version"));
    const uchar *data = file.map(sizeof(Head), qint64(head->bytes));
    if (!data)
        return Error{ErrorCode::Io, QStringLiteral("the saved index cannot be mapped: %1").arg(file.errorString()), path, {}};
    if (XXH3_64bits(data, head->bytes) != head->digest)
        return corrupt(path, QStringLiteral("the saved index is damaged"));
    Loaded loaded;
    loaded.sequence = head->sequence;
    try {
        Reading archive(data, head->bytes);
        FacetSnapshot::index(archive, loaded.index);
        if (!archive.isAtEnd())
            return corrupt(path, QStringLiteral("the saved index goes on behind its end"));
    } catch (const std::exception &failure) {
        return corrupt(path, QStringLiteral("the saved index cannot be understood: %1").arg(QString::fromUtf8(failure.what())));
    }
    return loaded;
}

std::optional<qint64> FacetSnapshot::sequenceOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto head = readHead(file);
    return head ? std::optional(head->sequence) : std::nullopt;
}

} // namespace vitrine::catalog
