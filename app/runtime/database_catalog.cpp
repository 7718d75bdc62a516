#include "app/runtime/database_catalog.h"

#include "storage/mysql/mysql_backend.h"

#include <QDir>
#include <QFile>

namespace vitrine::app {

namespace {

constexpr int FeedPage = 200;

Result<plan::CardDescription> descriptionOf(const DatabaseCatalog::Options &options)
{
    if (!options.description.endsWith(u".toml"))
        return plan::builtInDescription(options.description);
    const QString path = QDir(options.baseDir).absoluteFilePath(options.description);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return Error{file.exists() ? ErrorCode::PermissionDenied : ErrorCode::NotFound,
                     QStringLiteral("the card's description cannot be read: %1").arg(file.errorString()),
                     path,
                     QStringLiteral("Correct catalog.description: \"magento\", or the path of a .toml file")};
    return plan::readDescription(file.readAll(), path);
}

class Feed final : public exchange::ProductFeed
{
public:
    Feed(plan::CardSource &source, QString name) : m_source(source), m_name(std::move(name)) {}

    QString name() const override { return m_name; }
    Result<QVector<catalog::Attribute>> attributes() override { return m_source.attributes(); }
    Result<QVector<exchange::ProductDraft>> next(const CancelToken &cancel) override
    {
        QVector<exchange::ProductDraft> drafts;
        plan::RunOptions options;
        options.cancel = cancel;
        // A page of which every product has been deleted meanwhile is not the end.
        while (drafts.isEmpty()) {
            const auto page = m_source.list(m_after, FeedPage, options);
            if (!page)
                return page.error();
            if (page->empty())
                break;
            QVector<ProductKey> keys;
            for (const auto &listed : *page)
                keys.append(listed.key);
            auto reading = m_source.read(keys, options);
            if (!reading)
                return reading.error();
            m_after = page->back().id;
            for (plan::MergedProduct &merged : reading->products) {
                exchange::ProductDraft draft;
                draft.product = std::move(merged.product);
                draft.product.version = 0;
                draft.imageNames = merged.imageFiles;
                drafts.append(std::move(draft));
            }
        }
        return drafts;
    }

private:
    plan::CardSource &m_source;
    QString m_name;
    qint64 m_after = 0;
};

} // namespace

/// In the order of their lives.
struct DatabaseCatalog::Parts
{
    QString name;
    std::chrono::milliseconds deadline{};
    std::unique_ptr<storage::mysql::MysqlBackend> backend;
    std::unique_ptr<plan::CardSource> source;
    std::unique_ptr<plan::PlannedCatalog> catalog;
    std::unique_ptr<storage::mysql::OwnCatalog> own; ///< instead of the three above
};

DatabaseCatalog::DatabaseCatalog(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
DatabaseCatalog::~DatabaseCatalog() = default;

Result<std::unique_ptr<DatabaseCatalog>> DatabaseCatalog::open(const Options &options, const Clock &clock)
{
    const auto address = storage::mysql::parseMysqlUrl(options.url);
    if (!address)
        return address.error();
    if (options.isOwn) {
        storage::mysql::OwnCatalog::Options ownOptions;
        ownOptions.connections = ownOptions.writers = options.connections;
        ownOptions.deadline = options.deadline;
        ownOptions.cardMemoryBytes = options.cardMemoryBytes;
        auto own = storage::mysql::OwnCatalog::open(*address, ownOptions, clock);
        if (!own)
            return own.error();
        auto parts = std::make_unique<Parts>();
        parts->name = address->toString();
        parts->own = *std::move(own);
        return std::unique_ptr<DatabaseCatalog>(new DatabaseCatalog(std::move(parts)));
    }
    auto description = descriptionOf(options);
    if (!description)
        return description.error();
    auto backend = storage::mysql::MysqlBackend::open(*address, {options.connections, options.deadline});
    if (!backend)
        return backend.error();
    auto source = plan::CardSource::open(*std::move(description), **backend, clock);
    if (!source)
        return source.error();
    auto parts = std::make_unique<Parts>();
    parts->name = address->toString();
    parts->deadline = options.deadline;
    parts->backend = *std::move(backend);
    parts->source = *std::move(source);
    return std::unique_ptr<DatabaseCatalog>(new DatabaseCatalog(std::move(parts)));
}

catalog::Catalog DatabaseCatalog::ports()
{
    if (m_parts->own)
        return m_parts->own->ports();
    if (!m_parts->catalog)
        m_parts->catalog = std::make_unique<plan::PlannedCatalog>(*m_parts->source, m_parts->deadline);
    return m_parts->catalog->ports();
}

plan::CardSource &DatabaseCatalog::source()
{
    return m_parts->own ? m_parts->own->source() : *m_parts->source;
}

const storage::mysql::OwnCatalog *DatabaseCatalog::own() const
{
    return m_parts->own.get();
}

std::unique_ptr<exchange::ProductFeed> DatabaseCatalog::feed()
{
    return std::make_unique<Feed>(source(), m_parts->name);
}

} // namespace vitrine::app
