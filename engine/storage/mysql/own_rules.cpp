#include "storage/mysql/own_rules.h"

#include "storage/mysql/insert_rows.h"

namespace vitrine::storage::mysql {

using namespace catalog;

std::shared_ptr<const DeclaredFamilies> OwnRules::get() const
{
    std::lock_guard lock(m_mutex);
    return m_families;
}

QByteArray OwnRules::holding()
{
    return "SELECT generation FROM families WHERE one = 1 LOCK IN SHARE MODE";
}

void OwnRules::expect(const WriteTransaction::Answer &held, quint64 generation)
{
    if (held.rows.rows() == 0)
        throw WriteFailure{{ErrorCode::Corrupt, QStringLiteral("the row of the families is missing"), QStringLiteral("families"),
                            QStringLiteral("Restore the database from its backup")}};
    if (quint64(plan::wholeOf(held.rows.at(0, 0))) != generation)
        throw StaleRules{};
}

/// What has none gets one.
Result<std::vector<quint32>> OwnRules::numbersOf(const QVector<Scope> &places)
{
    QByteArrayList wanted;
    for (const Scope &place : places)
        wanted.append('(' + literalOf(place.channel) + ',' + literalOf(place.locale) + ')');
    return m_transactions.run<std::vector<quint32>>(QStringLiteral("places of the families"), [&](WriteTransaction &transaction) {
        const auto find = [&] {
            QHash<std::pair<QString, QString>, quint32> known;
            const plan::RowSet rows = transaction.ask("SELECT id, channel, locale FROM scope WHERE (channel, locale) IN (" + wanted.join(',') + ')');
            for (size_t row = 0; row < rows.rows(); ++row)
                known.insert({QString::fromUtf8(plan::textOf(rows.at(row, 1))), QString::fromUtf8(plan::textOf(rows.at(row, 2)))}, quint32(plan::wholeOf(rows.at(row, 0))));
            return known;
        };
        auto known = find();
        if (known.size() < places.size()) {
            transaction.write({"INSERT INTO scope (channel, locale) VALUES " + wanted.join(',') + " ON DUPLICATE KEY UPDATE id = id",
                               loggedChange(LogsToken, 0, transaction.token())});
            known = find();
        }
        std::vector<quint32> numbers;
        for (const Scope &place : places)
            numbers.push_back(known.value({place.channel, place.locale}));
        return numbers;
    });
}

Status OwnRules::load()
{
    std::lock_guard loading(m_loading);
    const auto stored = m_transactions.run<plan::RowSet>(QStringLiteral("the families"), [](WriteTransaction &transaction) {
        return transaction.ask("SELECT generation, declaration FROM families");
    });
    if (!stored)
        return stored.error();
    if (stored->rows() == 0 || quint64(plan::wholeOf(stored->at(0, 0))) == get()->generation)
        return Done{};
    const auto declaration = readFamilies(plan::textOf(stored->at(0, 1)), QStringLiteral("families.declaration"));
    if (!declaration)
        return Error{ErrorCode::Corrupt, QStringLiteral("the families in the database cannot be read: %1").arg(declaration.error().what),
                     declaration.error().where, QStringLiteral("Restore the database from its backup")};
    auto families = std::make_shared<DeclaredFamilies>();
    families->model = FamilyModel(*declaration);
    families->generation = quint64(plan::wholeOf(stored->at(0, 0)));
    for (const auto &[code, type] : declaredTypes(*declaration))
        families->types.insert(code, type);
    auto numbers = numbersOf(families->model.places());
    if (!numbers)
        return numbers.error();
    families->scopes = *std::move(numbers);
    std::lock_guard lock(m_mutex);
    m_families = std::move(families);
    return Done{};
}

} // namespace vitrine::storage::mysql
