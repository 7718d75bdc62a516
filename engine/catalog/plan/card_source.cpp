#include "catalog/plan/card_source.h"

#include "catalog/no_such_product.h"

#include <algorithm>

namespace vitrine::plan {

namespace {

/// A row that names something unknown makes the dictionaries be read again, but not for every such row.
constexpr std::chrono::seconds ReloadPause{1};

std::optional<catalog::ValueType> typeFromWord(const QString &word)
{
    static const QHash<QString, catalog::ValueType> types{
        {QStringLiteral("text"), catalog::ValueType::Text},
        {QStringLiteral("options"), catalog::ValueType::Text},
        {QStringLiteral("number"), catalog::ValueType::Number},
        {QStringLiteral("boolean"), catalog::ValueType::Boolean},
        {QStringLiteral("date"), catalog::ValueType::Date},
        {QStringLiteral("option"), catalog::ValueType::Option}};
    const auto found = types.constFind(word);
    return found == types.constEnd() ? std::nullopt : std::optional(*found);
}

} // namespace

Result<std::unique_ptr<CardSource>> CardSource::open(CardDescription description, Backend &backend,
                                                     const Clock &clock, Names names)
{
    const auto facts = backend.tables(description.tables().keys());
    if (!facts)
        return facts.error();
    if (const auto mismatch = firstMismatch(description, *facts))
        return *mismatch;
    std::unique_ptr<CardSource> source(
        new CardSource(makePlan(description, backend.facts()), backend, clock, names));
    if (const auto loaded = source->freshDictionaries(std::chrono::milliseconds(0), {}); !loaded)
        return loaded.error();
    return source;
}

std::shared_ptr<const Dictionaries> CardSource::dictionaries() const
{
    std::lock_guard lock(m_mutex);
    return m_dictionaries;
}

void CardSource::forgetDictionaries()
{
    std::lock_guard lock(m_mutex);
    ++m_forgotten;
}

Result<std::shared_ptr<const Dictionaries>> CardSource::freshDictionaries(std::chrono::milliseconds maxAge,
                                                                          const RunOptions &options)
{
    quint64 forgotten = 0;
    {
        std::lock_guard lock(m_mutex);
        forgotten = m_forgotten;
        if (m_dictionaries && m_loadedAfter == forgotten && m_clock.now() - m_loaded < maxAge)
            return m_dictionaries;
    }
    RunOptions whole = options;
    whole.way = Way::Auto;
    auto loaded = Dictionaries::load(m_plan.description, m_backend, whole);
    if (!loaded)
        return loaded.error();
    std::lock_guard lock(m_mutex);
    m_dictionaries = std::make_shared<const Dictionaries>(*std::move(loaded));
    m_loaded = m_clock.now();
    m_loadedAfter = forgotten;
    return m_dictionaries;
}

Result<CardSource::Reading> CardSource::read(const QVector<ProductKey> &keys, const RunOptions &options)
{
    auto dictionaries = freshDictionaries(DictionaryAge, options);
    if (!dictionaries)
        return dictionaries.error();
    std::vector<Cell> cells;
    for (const ProductKey &key : keys)
        cells.emplace_back(key.toString().toUtf8());
    if (cells.empty())
        return Reading{};
    auto fetched = runPlan(m_plan, **dictionaries, cells, m_backend, options);
    if (!fetched)
        return fetched.error();
    Merged merged = merge(m_plan, **dictionaries, *fetched);
    if (merged.hasUnknownNames) {
        auto newer = freshDictionaries(m_names == Names::AreComplete ? std::chrono::seconds(0) : ReloadPause, options);
        if (!newer)
            return newer.error();
        if (*newer != *dictionaries)
            merged = merge(m_plan, **newer, *fetched);
    }
    return Reading{std::move(merged.products), *std::move(fetched)};
}

Result<QJsonObject> CardSource::explain(const ProductKey &key, const RunOptions &options)
{
    const auto reading = read({key}, options);
    if (!reading)
        return reading.error();
    if (reading->products.empty())
        return catalog::noSuchProduct(key);
    return explained(m_plan, reading->fetched, facts(),
                     joinFor(m_plan, reading->fetched, {key.toString().toUtf8()}));
}

Result<qint64> CardSource::tryJoin(const ProductKey &key, const RunOptions &options)
{
    const auto reading = read({key}, options);
    if (!reading)
        return reading.error();
    return ask(joinFor(m_plan, reading->fetched, {key.toString().toUtf8()}).sql, options)
        .map([](const RowSet &rows) { return qint64(rows.rows()); });
}

Result<std::vector<CardSource::Listed>> CardSource::list(qint64 afterId, int limit, const RunOptions &options)
{
    const auto rows = ask(listStatement(m_plan.description, afterId, limit), options);
    if (!rows)
        return rows.error();
    std::vector<Listed> listed;
    for (size_t row = 0; row < rows->rows(); ++row)
        listed.push_back(
            {wholeOf(rows->at(row, 0)), ProductKey(QString::fromUtf8(textOf(rows->at(row, 1))))});
    return listed;
}

Result<RowSet> CardSource::ask(const QByteArray &sql, const RunOptions &options)
{
    auto snapshot = m_backend.snapshot(options);
    if (!snapshot)
        return snapshot.error();
    auto answers = (*snapshot)->fetch({Statement{sql, {}, {}, 0}}, true);
    if (!answers)
        return answers.error();
    return std::move(answers->front().rows);
}

QVector<catalog::Attribute> CardSource::attributes() const
{
    const auto known = dictionaries();
    const CardDescription &description = m_plan.description;
    QHash<QString, catalog::Attribute> byCode;
    for (const Part &part : description.parts) {
        if (part.storage != Storage::Attribute)
            continue;
        const Dictionary &dictionary = description.dictionaries[description.findDictionary(
            part.columns[part.find(QLatin1String("attribute"))].dictionary)];
        int code = 0, type = -1, label = -1;
        for (int c = 0; c < dictionary.columns.size(); ++c) {
            code = dictionary.columns[c].name == u"code" ? c : code;
            type = dictionary.columns[c].name == u"type" ? c : type;
            label = dictionary.columns[c].name == u"label" ? c : label;
        }
        for (const auto &[key, texts] : *known->table(dictionary.name)) {
            catalog::Attribute attribute{texts.at(code), texts.value(label), catalog::ValueType::Text, {}, 0};
            if (attribute.label.isEmpty())
                attribute.label = QString(attribute.code).replace(u'_', u' ');
            attribute.type =
                typeFromWord(dictionary.types.value(texts.value(type))).value_or(catalog::ValueType::Text);
            byCode.insert(attribute.code, attribute);
        }
    }
    QVector<catalog::Attribute> attributes(byCode.begin(), byCode.end());
    std::sort(attributes.begin(), attributes.end(),
              [](const catalog::Attribute &a, const catalog::Attribute &b) { return a.code < b.code; });
    return attributes;
}

} // namespace vitrine::plan
