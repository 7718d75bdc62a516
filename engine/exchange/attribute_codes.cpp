#include "exchange/attribute_codes.h"

#include <algorithm>

namespace vitrine::exchange {

using catalog::ValueType;

namespace {
constexpr qsizetype MaxCodeLength = 128;

quint64 fnv1a(QStringView text)
{
    quint64 hash = 0xcbf29ce484222325ULL;
    for (const QChar c : text)
        hash = (hash ^ c.unicode()) * 0x100000001b3ULL;
    return hash;
}

bool isCodeChar(QChar c)
{
    return (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9') || c == u'_';
}
} // namespace

QString attributeCode(QStringView name)
{
    if (!name.isEmpty() && name.size() <= MaxCodeLength && std::all_of(name.begin(), name.end(), isCodeChar))
        return name.toString();
    // Decomposed, so that an accent falls off and its letter stays.
    const QString folded = name.toString().normalized(QString::NormalizationForm_KD).toLower();
    QString code;
    for (const QChar c : folded) {
        if (c.category() == QChar::Mark_NonSpacing)
            continue;
        if (isCodeChar(c) && c != u'_')
            code += c;
        else if (!code.isEmpty() && !code.endsWith(u'_'))
            code += u'_';
    }
    while (code.endsWith(u'_'))
        code.chop(1);
    if (code.isEmpty()) // a name without a single Latin letter or digit: still a stable code of its own
        code = QStringLiteral("x%1").arg(fnv1a(name), 0, 16);
    return code.left(MaxCodeLength);
}

QString labelFromCode(QStringView code)
{
    QString label = code.toString().replace(u'_', u' ').simplified();
    if (!label.isEmpty())
        label[0] = label[0].toUpper();
    return label;
}

QLatin1String valueTypeName(ValueType type)
{
    switch (type) {
    case ValueType::Text:
        return QLatin1String("text");
    case ValueType::Number:
        return QLatin1String("number");
    case ValueType::Boolean:
        return QLatin1String("boolean");
    case ValueType::Date:
        return QLatin1String("date");
    case ValueType::Option:
        return QLatin1String("option");
    }
    Q_UNREACHABLE();
}

std::optional<ValueType> valueTypeFromName(QStringView name)
{
    for (const ValueType type :
         {ValueType::Text, ValueType::Number, ValueType::Boolean, ValueType::Date, ValueType::Option}) {
        if (name == valueTypeName(type))
            return type;
    }
    return std::nullopt;
}

AttributeCodes::AttributeCodes(const QVector<catalog::Attribute> &known)
{
    for (const catalog::Attribute &attribute : known)
        m_types.insert(attribute.code, {attribute.type, true, attribute.unit});
    declare(QStringLiteral("brand"), ValueType::Option, QStringLiteral("Brand"));
}

QString AttributeCodes::resolve(const QString &name, ValueType type, const QString &label, const QString &unit)
{
    QString &resolved = m_resolved[{name, int(type)}];
    if (!resolved.isEmpty())
        return resolved;
    QString code = attributeCode(name);
    if (const auto known = typeOf(code); known && *known != type) {
        const QString suffix = u'_' + QString(valueTypeName(type));
        code = code.left(MaxCodeLength - suffix.size()) + suffix;
    }
    declare(code, type, label.isEmpty() ? labelFromCode(name) : label, unit);
    resolved = code;
    return code;
}

void AttributeCodes::declare(const QString &code, ValueType type, const QString &label, const QString &unit)
{
    auto entry = m_types.find(code);
    if (entry == m_types.end())
        entry = m_types.insert(code, {type, false, unit});
    if (entry->unit.isEmpty())
        entry->unit = unit;
    if (entry->hinted)
        return;
    entry->hinted = true;
    m_hints.append({code, label.isEmpty() ? labelFromCode(code) : label, unit});
}

void AttributeCodes::declareOption(const QString &code, const QString &option, const QString &label)
{
    if (label.isEmpty() || label == option || m_options.contains({code, option}))
        return;
    m_options.insert({code, option});
    m_hints.append({code, label, {}, option});
}

QString AttributeCodes::unitOf(const QString &code) const { return m_types.value(code).unit; }

std::optional<ValueType> AttributeCodes::typeOf(const QString &code) const
{
    const auto entry = m_types.constFind(code);
    return entry == m_types.constEnd() ? std::nullopt : std::optional(entry->type);
}

} // namespace vitrine::exchange
