#pragma once

#include "catalog/family.h"

#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <memory>
#include <vector>

namespace vitrine::catalog {

/// How much of what a place requires is there, as lists and filters keep it.
struct PlaceCount
{
    quint32 required = 0;
    quint32 filled = 0;
    bool isComplete() const { return filled >= required; }
    bool operator==(const PlaceCount &) const = default;
};

/// The same of one product for people. Codes are in the order of the family's attributes.
struct PlaceCompleteness
{
    Scope place; ///< a channel in one of its locales; both empty in a catalog without channels
    PlaceCount count;
    QStringList missing; ///< required, and without a value where it is kept
    QStringList invalid; ///< required, with a value there that breaks a rule
};

struct Completeness
{
    QString family; ///< the code; empty: none, or one that is not declared
    QVector<PlaceCompleteness> places;
};

/// A value that breaks a rule.
struct InvalidValue
{
    ProductKey key;
    QString sku; ///< empty: the product's own
    AttributeValue value;
    Error error;
};

/// A FamilyDeclaration made ready to be asked: does a value keep its rule, and how complete is a product? What is required
/// counts as filled where it has a valid value exactly at the place at which its attribute is kept, and where every
/// variant of the product does: a variant has its own value, or else the product's. Immutable; any thread.
class FamilyModel
{
public:
    explicit FamilyModel(FamilyDeclaration declaration = {});

    const FamilyDeclaration &declaration() const { return m_declaration; }
    /// What is counted, the same for every product: everything together (no channel, no locale), then, where there are
    /// channels, each (no locale) and each of its locales.
    const QVector<Scope> &places() const { return m_places; }

    /// InvalidArgument, naming those that there are, for a channel or locale that is not declared; empty ones: any.
    Status knows(const Scope &asked) const;
    /// Null: the product names none, or one that is not declared.
    const Family *familyOf(const Product &product) const;
    /// The rule that the value breaks: InvalidArgument naming `where`, the rule and the remedy; or nothing.
    std::optional<Error> brokenRule(const AttributeValue &value, const QString &where) const;
    /// The first rule that a value of the product breaks which `old` does not have: what was there before a rule stays.
    std::optional<Error> brokenRule(const Product &product, const Product *old) const;
    QVector<InvalidValue> invalidValues(const Product &product) const;

    /// Of each place; empty when the product has no family.
    std::vector<PlaceCount> count(const Product &product) const;
    /// Of each channel and locale, or of those of one channel or locale. `sku` names a variant: as it is alone.
    Completeness completeness(const Product &product, const Scope &only = {}, const QString &sku = {}) const;

private:
    struct Rule
    {
        AttributeRule rule;
        QRegularExpression matches;
        QSet<QString> options;
    };
    /// A required attribute at one place where it is kept.
    struct Cell
    {
        qsizetype attribute = 0; ///< in the family's order
        Scope scope;
    };
    struct Leaf
    {
        Scope place;
        std::vector<quint32> cells;
    };
    struct Requirements
    {
        Family family;
        std::vector<Cell> cells;
        QHash<QString, std::vector<quint32>> cellsOf; ///< by attribute
        std::vector<Leaf> leaves;
    };
    enum class State : char { Missing, Invalid, Valid };

    Requirements require(const Family &family) const;
    const Requirements *requirementsOf(const Product &product) const;
    void put(const Requirements &requirements, const QVector<AttributeValue> &values, std::vector<State> &states) const;
    /// Of each cell the least that any variant has, or that of one.
    std::vector<State> states(const Requirements &requirements, const Product &product, const QString &sku) const;
    std::optional<Error> brokenPlace(const AttributeRule &rule, const AttributeValue &value, const QString &where) const;
    std::optional<Error> brokenFamily(const AttributeValue &value, const QString &where) const;

    FamilyDeclaration m_declaration;
    QVector<Scope> m_places;
    QHash<QString, Rule> m_rules;
    QHash<QString, Requirements> m_families;
    QSet<QString> m_channels, m_locales;
    QSet<std::pair<QString, QString>> m_channelLocales;
};

} // namespace vitrine::catalog
