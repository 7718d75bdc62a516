#include "storage/mysql/kept_cards.h"

namespace vitrine::storage::mysql {

using catalog::Card;

namespace {

QByteArray nameOf(const ProductKey &key)
{
    return key.toString().toUtf8();
}

} // namespace

/// `before`: of the reading that follows where nothing is found.
std::optional<Card> KeptCards::find(const QByteArray &key, Cards::Moment *before)
{
    // In this order: the old card of what is not being changed any more has been removed. Without a moment, while it is,
    // a card is kept only where nothing was removed yet; then the commit's end removes it.
    if (m_changing.contains(key))
        return std::nullopt;
    auto found = m_cards.find(key, before);
    if (found && std::chrono::steady_clock::now() - m_heardUpTo() > LongestUnheard)
        return std::nullopt;
    return found;
}

std::optional<Card> KeptCards::kept(const ProductKey &key)
{
    return find(nameOf(key), nullptr);
}

Result<Card> KeptCards::card(const ProductKey &key)
{
    const QByteArray name = nameOf(key);
    Cards::Moment before;
    if (auto kept = find(name, &before))
        return *std::move(kept);
    auto read = m_tables.card(key);
    if (read)
        keep(key, *read, before);
    return read;
}

Result<Card> KeptCards::card(const ProductKey &key, const catalog::Scope &scope)
{
    return scope == catalog::Scope{} ? card(key) : m_tables.card(key, scope);
}

Result<QVector<std::optional<Card>>> KeptCards::cards(const QVector<ProductKey> &keys, const catalog::Scope &scope)
{
    if (!(scope == catalog::Scope{}))
        return m_tables.cards(keys, scope);
    QVector<std::optional<Card>> page(keys.size());
    QVector<ProductKey> missing;
    QVector<qsizetype> places;
    QVector<Cards::Moment> before;
    for (qsizetype i = 0; i < keys.size(); ++i) {
        Cards::Moment now;
        page[i] = find(nameOf(keys[i]), &now);
        if (page[i])
            continue;
        missing.append(keys[i]);
        places.append(i);
        before.append(now);
    }
    if (missing.isEmpty())
        return page;
    auto read = m_tables.cards(missing, scope);
    if (!read)
        return read.error();
    for (qsizetype i = 0; i < missing.size(); ++i) {
        page[places[i]] = (*read)[i];
        if (page[places[i]])
            keep(missing[i], *page[places[i]], before[i]);
    }
    return page;
}

void KeptCards::keep(const ProductKey &key, const Card &card, Cards::Moment before)
{
    seen(key, card.version); // somebody else may have kept an older one meanwhile
    m_cards.store(nameOf(key), card, card.json.size(), before);
}

void KeptCards::changing(const QSet<QByteArray> &keys)
{
    for (const QByteArray &key : keys)
        m_changing.insert(key);
}

void KeptCards::changed(const QSet<QByteArray> &keys)
{
    forget(keys);
    for (const QByteArray &key : keys)
        m_changing.remove(key);
}

void KeptCards::forget(const QSet<QByteArray> &keys)
{
    for (const QByteArray &key : keys)
        m_cards.remove(key);
}

void KeptCards::forgetAll()
{
    m_cards.removeIf([](const Card &) { return true; });
}

void KeptCards::seen(const ProductKey &key, quint32 version)
{
    const QByteArray name = nameOf(key);
    if (const auto kept = m_cards.find(name); kept && kept->version < version)
        m_cards.remove(name);
}

} // namespace vitrine::storage::mysql
