#pragma once

#include "exchange/akeneo_tables.h"
#include "exchange/attribute_codes.h"

#include <nlohmann/json_fwd.hpp>

namespace vitrine::exchange {

/// A row of products or of product models, before it meets its parent. A value.
struct AkeneoPart
{
    QString code; ///< a product's identifier or a model's code
    QString parent, family, familyVariant;
    QString file;
    qint64 line = 0;
    bool isModel = false;
    QString name;
    int nameRank = 0; ///< the higher, the better a name for everybody it is
    QStringList categories; ///< paths
    QVector<catalog::AttributeValue> attributes;
    QVector<catalog::Price> prices;
    QStringList images;
};

/// A member or column that cannot be taken, and why; none where the reason is empty.
struct AkeneoProblem
{
    QString field;
    QString reason;
    bool ok() const { return reason.isEmpty(); }
};

/// What the values of attributes that no attributes.csv declares look like; counted over a whole source, so that no later
/// value is of another type. Memory for each attribute, not for each value.
class AkeneoLooks
{
public:
    void look(const QString &attribute, const QString &text);
    /// As it is said by somebody who knows ("attribute_type" of the REST form).
    void tell(const QString &attribute, AkeneoType type) { m_told.insert(attribute, type); }
    AkeneoType type(const QString &attribute) const;
    /// The attributes that are told to have prices.
    QStringList prices() const { return m_told.keys(AkeneoType::Price); }
    /// Of a metric attribute; the first one that is seen is the one in which the values are kept.
    void lookAtUnit(const QString &attribute, const QString &unit);
    QString unit(const QString &attribute) const { return m_units.value(attribute); }

private:
    struct Look
    {
        qint64 filled = 0;
        bool number = true, boolean = true, date = true, picture = true, option = true;
        QSet<QString> distinct{};
    };
    QHash<QString, Look> m_looks;
    QHash<QString, AkeneoType> m_told;
    QHash<QString, QString> m_units;
};

/// Makes Akeneo's values those of a product: types, codes, units, names, prices and pictures. One thread, during one import.
class AkeneoValues
{
public:
    AkeneoValues(const AkeneoTables &tables, const AkeneoLooks &looks, AttributeCodes &codes)
        : m_tables(tables), m_looks(looks), m_codes(codes)
    {
    }

    AkeneoType typeOf(const QString &attribute) const;
    /// The code under which its values are kept.
    QString codeOf(const QString &attribute) const;
    /// The one whose prices are a product's own. `candidates`: those that have prices, where no table says so.
    void choosePrice(const QStringList &candidates);
    bool isName(const QString &attribute) const { return m_tables.isName(attribute); }
    const QString &priceAttribute() const { return m_price; }
    QString codeOfPrice(const QString &attribute, const QString &currency) const;

    /// One value, as CSV has it; a blank one is none. `unit`: of a metric one, as Akeneo names it. Family first.
    AkeneoProblem put(AkeneoPart &part, const QString &attribute, const catalog::Scope &scope, const QString &text, const QString &unit = {});
    AkeneoProblem putPrice(AkeneoPart &part, const QString &attribute, const catalog::Scope &scope, const QString &currency, const QString &amount);
    void putCategories(AkeneoPart &part, const QStringList &codes);
    void putFamily(AkeneoPart &part, const QString &family, const QString &variant);
    void putEnabled(AkeneoPart &part, bool enabled);
    /// A list of codes that is no attribute in Akeneo: groups, and what is sold with it.
    void putList(AkeneoPart &part, const QString &name, const QStringList &codes);
    /// A product or model of the REST form.
    AkeneoProblem putJson(AkeneoPart &part, const nlohmann::json &object);

private:
    AkeneoProblem putJsonValue(AkeneoPart &part, const QString &attribute, const nlohmann::json &value);
    AkeneoProblem putMetric(AkeneoPart &part, const QString &attribute, const catalog::Scope &scope, double number, const QString &unit);
    void putName(AkeneoPart &part, const catalog::Scope &scope, const QString &text);

    const AkeneoTables &m_tables;
    const AkeneoLooks &m_looks;
    AttributeCodes &m_codes;
    QString m_price;
};

/// Whether an object of the REST form is a product model.
bool isAkeneoModel(const nlohmann::json &object);
/// Tells the looks what a product of the REST form says of types.
void lookAtJson(const nlohmann::json &object, const AkeneoTables &tables, AkeneoLooks &looks);

/// "true" and "false", "1" and "0" of CSV.
std::optional<bool> akeneoTruth(const QString &text);
QStringList akeneoList(const QString &text);

} // namespace vitrine::exchange
