#pragma once

#include "catalog/family.h"
#include "exchange/source_files.h"

#include <QHash>
#include <QMap>

#include <functional>

namespace vitrine::exchange {

/// What Akeneo keeps an attribute's values as; None: nothing says so.
enum class AkeneoType { None, Identifier, Text, Number, Metric, Boolean, Date, Option, Options, Price, Picture };

/// "pim_catalog_metric" and its like; what is not known is a text.
AkeneoType akeneoType(const QString &name);
/// None: Text.
catalog::ValueType valueTypeOf(AkeneoType type);

struct AkeneoAttribute
{
    AkeneoType type = AkeneoType::None;
    QString label;
    bool localizable = false;
    bool scopable = false;
    QString unit; ///< "kg"; as Akeneo names it where it is not known
    std::optional<double> min{}, max{};
    std::optional<int> maxLength{};
    QString matches{}; ///< a regular expression without its slashes
};

/// Takes a problem of a side table: line, column, reason.
using TableProblem = std::function<void(qint64 line, const QString &column, const QString &reason)>;

/// What Akeneo's side tables (attributes.csv, attribute_options.csv, families.csv, family_variants.csv, categories.csv,
/// channels.csv) say; in memory while a source is read. A value once they are read.
class AkeneoTables
{
public:
    /// Reads one of them to its end. Io; a bad row is a problem, and the others are taken.
    Status read(const SourceFile &file, const TableProblem &problem);

    const AkeneoAttribute *attribute(const QString &code) const;
    /// The code of the attribute that names products; empty: nothing says so.
    const QString &identifier() const { return m_identifier; }
    /// Empty: the option has no label, or one that is its code.
    QString optionLabel(const QString &attribute, const QString &option) const;
    /// "Clothes/Shirts" for the category "shirts": the labels of it and what is above it; its code where it has none.
    QString categoryPath(const QString &code) const;
    /// The family of a family variant; empty: not known.
    QString familyOfVariant(const QString &code) const { return m_familyOfVariant.value(code); }
    /// The attribute whose value is the name of products of this family; "name" where nothing says so, or the key.
    QString nameAttribute(const QString &family) const;
    /// Whether it names the products of any family.
    bool isName(const QString &attribute) const;
    /// The one whose prices are the product's; empty: none, or several without one that is called "price".
    QString priceAttribute() const;

    qsizetype familyCount() const { return m_families.size(); }
    qsizetype attributeCount() const { return m_attributes.size(); }
    /// The same as Vitrine declares it.
    catalog::FamilyDeclaration declaration() const;

private:
    struct Family
    {
        QString code, label, asLabel;
        QStringList attributes;
        QMap<QString, QStringList> required; ///< by channel
    };
    struct Category
    {
        QString parent, label;
    };
    using Row = std::function<QString(const char *column)>;

    void readRow(FileKind kind, const QStringList &header, const Row &cell, const TableProblem &problem, qint64 line);
    void addAttribute(const QStringList &header, const Row &cell);
    void addFamily(const QStringList &header, const Row &cell);
    bool isKept(const QString &attribute, const QString &nameAttribute) const;

    QHash<QString, AkeneoAttribute> m_attributes;
    QStringList m_attributeOrder;
    QString m_identifier;
    QHash<QString, QMap<QString, QString>> m_options; ///< labels by attribute and option
    QVector<Family> m_families;
    QHash<QString, QString> m_nameOf; ///< the attribute that names its products, by family
    QHash<QString, QString> m_familyOfVariant;
    QHash<QString, Category> m_categories;
    QVector<catalog::Channel> m_channels;
    QStringList m_locales; ///< in which there are labels
};

/// The text in the column "label-en_US", or in the first one that has any.
QString akeneoLabel(const QStringList &header, const std::function<QString(const char *)> &cell);

} // namespace vitrine::exchange
