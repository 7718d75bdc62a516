#pragma once

#include "catalog/catalog.h"

#include <QHash>
#include <QSet>
#include <QString>
#include <QVector>

#include <optional>

namespace vitrine::exchange {

/// "Colour (outside)" -> "colour_outside": [a-z0-9_]+, at most 128 characters; what is a code already stays
/// as it is.
QString attributeCode(QStringView name);
/// "display_resolution" -> "Display resolution".
QString labelFromCode(QStringView code);

/// Gives each attribute of a source one code and one type, and remembers the labels of those that the catalog
/// has not seen. Two attributes that share a name but not a type (icecat has such) get two codes, the later
/// one with its type's name behind it; because the catalog's own attributes count as earlier, a second import
/// decides the same. One thread.
class AttributeCodes
{
public:
    explicit AttributeCodes(const QVector<catalog::Attribute> &known);

    /// The code under which `name` is kept with this type; `label` empty: made from the name.
    QString resolve(const QString &name, catalog::ValueType type, const QString &label = {},
                    const QString &unit = {});
    /// For a source that states its own codes: keeps code and type as they are.
    void declare(const QString &code, catalog::ValueType type, const QString &label = {},
                 const QString &unit = {});
    /// The label of an option that is met for the first time; empty: as its code.
    void declareOption(const QString &code, const QString &option, const QString &label);
    std::optional<catalog::ValueType> typeOf(const QString &code) const;
    /// In which the values are kept: the catalog's, or else as it was first declared; empty: none.
    QString unitOf(const QString &code) const;
    /// The attributes met for the first time since the last call.
    QVector<catalog::AttributeHint> takeHints() { return std::exchange(m_hints, {}); }

private:
    struct Entry
    {
        catalog::ValueType type{};
        bool hinted = false;
        QString unit{};
    };
    QHash<QString, Entry> m_types;
    QHash<QPair<QString, int>, QString> m_resolved;
    QSet<QPair<QString, QString>> m_options; ///< hinted
    QVector<catalog::AttributeHint> m_hints;
};

QLatin1String valueTypeName(catalog::ValueType type); ///< "text", "number", "boolean", "date", "option"
std::optional<catalog::ValueType> valueTypeFromName(QStringView name);

} // namespace vitrine::exchange
