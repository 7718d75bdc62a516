#include "storage/mysql/own_catalog.h"

#include "base/log.h"
#include "storage/mysql/mysql_backend.h"
#include "storage/mysql/kept_cards.h"
#include "storage/mysql/own_check.h"
#include "storage/mysql/own_families.h"
#include "storage/mysql/own_history.h"
#include "storage/mysql/own_schema.h"
#include "storage/mysql/own_writer.h"

namespace vitrine::storage::mysql {

namespace {

/// Of the change log; whoever was away for longer begins anew.
constexpr qint64 KeptChanges = 1'000'000, TrimmedAtOnce = 10'000;

/// Products from the tables; attributes with units and how often they are used.
class Reader final : public catalog::ProductReader
{
public:
    Reader(plan::PlannedCatalog &planned, plan::CardSource &source, KeptCards &cards, std::chrono::milliseconds deadline)
        : m_planned(planned), m_source(source), m_cards(cards), m_deadline(deadline)
    {
    }

    Result<catalog::Product> product(const ProductKey &key) override
    {
        auto read = m_planned.product(key);
        if (read)
            m_cards.seen(key, read->version);
        return read;
    }
    Status forEach(const std::function<bool(const catalog::Product &)> &visit) override { return m_planned.forEach(visit); }
    Result<QVector<catalog::Attribute>> attributes() override
    {
        plan::RunOptions options;
        options.deadline = std::chrono::steady_clock::now() + m_deadline;
        const auto rows = m_source.ask("SELECT a.code, a.label, a.unit, coalesce(a.type, 0), coalesce(sum(c.number), 0) FROM attribute a "
                                       "LEFT JOIN attribute_count c ON c.attribute = a.id GROUP BY a.id ORDER BY a.code",
                                       options);
        if (!rows)
            return rows.error();
        QVector<catalog::Attribute> attributes;
        for (size_t row = 0; row < rows->rows(); ++row) {
            const auto text = [&](int column) { return QString::fromUtf8(plan::textOf(rows->at(row, column))); };
            attributes.append({text(0), text(1), catalog::ValueType(plan::wholeOf(rows->at(row, 3))), text(2), plan::wholeOf(rows->at(row, 4))});
        }
        return attributes;
    }

private:
    plan::PlannedCatalog &m_planned;
    plan::CardSource &m_source;
    KeptCards &m_cards;
    const std::chrono::milliseconds m_deadline;
};

Result<plan::ListLabels> labelsOf(plan::CardSource &source, std::chrono::milliseconds deadline)
{
    plan::RunOptions options;
    options.deadline = std::chrono::steady_clock::now() + deadline;
    const auto attributes = source.ask("SELECT code, label, unit FROM attribute", options);
    if (!attributes)
        return attributes.error();
    const auto named = source.ask("SELECT a.code, o.code, o.label FROM attribute_option o JOIN attribute a ON a.id = o.attribute WHERE o.label <> o.code", options);
    if (!named)
        return named.error();
    const auto text = [](const plan::RowSet &rows, size_t row, int column) { return QString::fromUtf8(plan::textOf(rows.at(row, column))); };
    plan::ListLabels labels;
    for (size_t row = 0; row < attributes->rows(); ++row)
        labels.attributes.insert(text(*attributes, row, 0), {text(*attributes, row, 1), text(*attributes, row, 2)});
    for (size_t row = 0; row < named->rows(); ++row)
        labels.options.insert({text(*named, row, 0), text(*named, row, 1)}, text(*named, row, 2));
    return labels;
}

Status prepare(const MysqlAddress &address, std::chrono::milliseconds limit)
{
    ConnectionPool once(address, 1, limit, Access::Write);
    auto lease = once.take({});
    if (!lease)
        return lease.error();
    return prepareOwnSchema(*lease->connection);
}

} // namespace

/// In the order of their lives.
struct OwnCatalog::Parts
{
    Parts(const MysqlAddress &address, const Options &options, const Clock &clock)
        : transactions(address, {options.writers, options.deadline, options.slow, 12}), terms(transactions), rules(transactions),
          writes(transactions, terms, rules),
          writer(writes, clock), history(writes, clock)
    {
    }

    void heard(const ChangeFeed::Heard &heard)
    {
        if (heard.terms)
            source->forgetDictionaries();
        if (heard.terms || heard.isTruncated)
            cards->forgetAll(); // behind the dictionaries, by which the next ones are read
        cards->forget(heard.keys);
        if (heard.terms)
            planned->relabelled();
        if (heard.families) {
            if (const Status loaded = rules.load(); !loaded) // who writes looks again
                qCWarning(log::catalog) << "other families were declared and cannot be read:" << loaded.error().toString();
            planned->recounted();
        }
        if (heard.isTruncated)
            planned->changedUnheard();
        else if (!heard.products.isEmpty())
            planned->changed(heard.products);
        heardSinceTrim += heard.products.size();
        if (heardSinceTrim >= TrimmedAtOnce) {
            heardSinceTrim = 0;
            trim();
        }
    }
    bool catchUp(std::chrono::milliseconds patience)
    {
        const auto until = std::chrono::steady_clock::now() + patience;
        if (!feed->catchUp(patience))
            return false;
        return planned->catchUp(std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()));
    }
    void trim()
    {
        const auto trimmed = transactions.run<Done>(QStringLiteral("trimming the change log"), [](WriteTransaction &transaction) {
            const plan::RowSet last = transaction.ask("SELECT coalesce(max(seq), 0) FROM change_log");
            transaction.write({"DELETE FROM change_log WHERE seq < " + QByteArray::number(plan::wholeOf(last.at(0, 0)) - KeptChanges) +
                               " ORDER BY seq LIMIT " + QByteArray::number(2 * TrimmedAtOnce)});
            return Done{};
        });
        if (!trimmed)
            qCWarning(log::catalog) << "the change log was not trimmed:" << trimmed.error().toString();
    }

    std::unique_ptr<MysqlBackend> backend;
    std::unique_ptr<plan::CardSource> source;
    WriteTransactions transactions;
    Terms terms;
    OwnRules rules;
    SettledWrites writes;
    OwnWriter writer;
    OwnHistory history;
    std::unique_ptr<plan::PlannedCatalog> planned;
    std::unique_ptr<KeptCards> cards;
    std::unique_ptr<Reader> reader;
    qint64 heardSinceTrim = 0; ///< of the feed's thread
    std::unique_ptr<ChangeFeed> feed;
    std::unique_ptr<OwnFamilies> families;
};

OwnCatalog::OwnCatalog(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}

OwnCatalog::~OwnCatalog() = default;

Result<std::unique_ptr<OwnCatalog>> OwnCatalog::open(const MysqlAddress &address, const Options &options, const Clock &clock)
{
    if (Status prepared = prepare(address, options.deadline); !prepared)
        return prepared.error();
    auto description = plan::builtInDescription(QStringLiteral("vitrine"));
    if (!description)
        return description.error();
    auto backend = MysqlBackend::open(address, {options.connections, options.deadline});
    if (!backend)
        return backend.error();
    auto source = plan::CardSource::open(*std::move(description), **backend, clock, plan::CardSource::Names::AreComplete);
    if (!source)
        return source.error();
    auto parts = std::make_unique<Parts>(address, options, clock);
    parts->backend = *std::move(backend);
    parts->source = *std::move(source);
    if (Status loaded = parts->rules.load(); !loaded)
        return loaded.error();
    parts->terms.onChange = [source = parts->source.get()] { source->forgetDictionaries(); };
    parts->planned = std::make_unique<plan::PlannedCatalog>(*parts->source, options.deadline, plan::PlannedCatalog::Changes::AreTold);
    parts->cards = std::make_unique<KeptCards>(*parts->planned, options.cardMemoryBytes, [p = parts.get()] {
        return p->feed ? p->feed->heardUpTo() : KeptCards::Moment();
    });
    parts->reader = std::make_unique<Reader>(*parts->planned, *parts->source, *parts->cards, options.deadline);
    parts->transactions.onCommitting = [cards = parts->cards.get()](const QSet<QByteArray> &keys) { cards->changing(keys); };
    parts->transactions.onCommitted = [cards = parts->cards.get()](const QSet<QByteArray> &keys) { cards->changed(keys); };
    auto feed = ChangeFeed::start(address, options.deadline, [p = parts.get()](const ChangeFeed::Heard &heard) { p->heard(heard); });
    if (!feed)
        return feed.error();
    parts->feed = *std::move(feed);
    parts->planned->labelBy([source = parts->source.get(), limit = options.deadline] { return labelsOf(*source, limit); });
    parts->families = std::make_unique<OwnFamilies>(parts->writes, *parts->planned, clock, [p = parts.get(), limit = options.deadline] { p->catchUp(limit); });
    parts->planned->completeBy(parts->families->source());
    parts->planned->countBy([feed = parts->feed.get()] { return feed->state().products; });
    parts->families->goOn();
    return std::unique_ptr<OwnCatalog>(new OwnCatalog(std::move(parts)));
}

catalog::Catalog OwnCatalog::ports()
{
    return {*m_parts->cards, *m_parts->reader, m_parts->writer, *m_parts->planned, &m_parts->history, m_parts->families.get()};
}

plan::CardSource &OwnCatalog::source()
{
    return *m_parts->source;
}

OwnCatalog::Figures OwnCatalog::figures() const
{
    return {m_parts->feed->state(), m_parts->planned->listLag(), m_parts->planned->listReadings(), m_parts->cards->count(), m_parts->cards->sizeBytes()};
}

const WriteTransactions::Figures &OwnCatalog::transactions() const
{
    return m_parts->transactions.figures();
}

Result<catalog::CheckReport> OwnCatalog::check(const catalog::CheckOptions &options) const
{
    return OwnCheck(m_parts->transactions.connections().address()).run(options);
}

bool OwnCatalog::catchUp(std::chrono::milliseconds patience)
{
    return m_parts->catchUp(patience);
}

} // namespace vitrine::storage::mysql
