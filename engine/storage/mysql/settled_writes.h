#pragma once

#include "storage/mysql/own_rules.h"

namespace vitrine::storage::mysql {

/// A product as it is written.
struct PreparedProduct
{
    catalog::Product product; ///< normalised
    QByteArray fingerprint;
    std::optional<Error> broken; ///< the rule that it breaks
};

PreparedProduct prepare(const catalog::Product &product);

/// Inside a transaction: which of the products that come out of what it reads can be written. One that names something
/// without a number yet has to wait: this transaction writes nothing then, and is run again with numbers for them.
class Settling
{
public:
    Settling(const Terms &terms, const std::vector<PreparedProduct> &settled) : m_terms(terms), m_settled(settled) {}

    /// Marks the product as broken where its values are of other types than their attributes; false: it has to wait.
    bool admits(PreparedProduct &prepared);
    bool isWaiting() const { return !m_waiting.empty(); }

private:
    friend class SettledWrites;
    const Terms &m_terms;
    const std::vector<PreparedProduct> &m_settled;
    std::vector<PreparedProduct> m_waiting;
};

/// Transactions that write products, each after numbers for all that they name were given out, by the rules of the
/// families as they are. Thread-safe.
class SettledWrites
{
public:
    SettledWrites(WriteTransactions &transactions, Terms &terms, OwnRules &rules) : m_transactions(transactions), m_terms(terms), m_rules(rules) {}

    WriteTransactions &transactions() { return m_transactions; }
    Terms &terms() { return m_terms; }
    OwnRules &rules() { return m_rules; }

    /// Of products that are known before; what breaks a type is broken when the body sees it.
    template <typename T>
    Result<T> run(const QString &what, std::vector<PreparedProduct> &products, const std::function<T(WriteTransaction &)> &body)
    {
        for (int round = 1;; ++round) {
            if (Status settled = settle(products); !settled)
                return settled.error();
            try {
                return m_transactions.run<T>(what, body);
            } catch (const StaleTerms &) {
                if (round == Rounds)
                    return alwaysChanged();
            } catch (const StaleRules &) {
                if (round == Rounds)
                    return alwaysChanged();
                if (Status loaded = m_rules.load(); !loaded)
                    return loaded.error();
            }
        }
    }

    /// Of products that are known only once the body has read; what it answers while some wait is dropped.
    template <typename T>
    Result<T> runReading(const QString &what, const std::function<T(WriteTransaction &, Settling &)> &body)
    {
        std::vector<PreparedProduct> settled;
        for (int round = 1;; ++round) {
            std::vector<PreparedProduct> waiting;
            auto result = run<T>(what, settled, [&](WriteTransaction &transaction) {
                Settling settling(m_terms, settled);
                T answer = body(transaction, settling);
                waiting = std::move(settling.m_waiting);
                return answer;
            });
            if (!result || waiting.empty())
                return result;
            if (round == Rounds)
                return alwaysChanged();
            settled = std::move(waiting);
        }
    }

private:
    static constexpr int Rounds = 8;
    Status settle(std::vector<PreparedProduct> &products);
    Error alwaysChanged() const;

    WriteTransactions &m_transactions;
    Terms &m_terms;
    OwnRules &m_rules;
};

} // namespace vitrine::storage::mysql
