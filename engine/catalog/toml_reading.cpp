#include "catalog/toml_reading.h"

namespace vitrine::catalog {

void failAt(const QString &file, Place place, const QString &what, const QString &remedy, ErrorCode code)
{
    throw DescriptionFault{
        {code, what, QStringLiteral("%1:%2:%3").arg(file).arg(place.line).arg(place.column), remedy}};
}

TomlTable::TomlTable(const toml::table &table, QString file, QString name)
    : m_table(table), m_file(std::move(file)), m_name(std::move(name))
{
}

Place TomlTable::placeOf(const toml::node &node)
{
    return {int(node.source().begin.line), int(node.source().begin.column)};
}

void TomlTable::fail(const toml::node &at, const QString &what, const QString &remedy) const
{
    failAt(m_file, placeOf(at), what, remedy);
}

const toml::node *TomlTable::take(const char *key)
{
    m_asked.append(QLatin1String(key));
    return m_table.get(key);
}

QString TomlTable::text(const char *key, const QString &fallback)
{
    const toml::node *node = take(key);
    if (!node)
        return fallback;
    const auto value = node->value_exact<std::string_view>();
    if (!value)
        fail(*node, QStringLiteral("%1 of %2 must be a text").arg(QLatin1String(key), m_name),
             QStringLiteral("Write it in quotation marks"));
    return fromToml(*value);
}

QString TomlTable::needText(const char *key)
{
    const QString value = text(key);
    if (value.isEmpty())
        fail(m_table, QStringLiteral("%1 has no %2").arg(m_name, QLatin1String(key)),
             QStringLiteral("Add %1 = \"…\"").arg(QLatin1String(key)));
    return value;
}

double TomlTable::number(const char *key, double fallback)
{
    const toml::node *node = take(key);
    if (!node)
        return fallback;
    const auto value = node->value<double>();
    if (!value || *value < 0)
        fail(*node, QStringLiteral("%1 of %2 must be a number, not negative").arg(QLatin1String(key), m_name),
             QStringLiteral("Write it without quotation marks"));
    return *value;
}

QStringList TomlTable::texts(const char *key)
{
    QStringList texts;
    const toml::node *node = take(key);
    if (!node)
        return texts;
    const toml::array *array = node->as_array();
    if (!array)
        fail(*node, QStringLiteral("%1 of %2 must be a list").arg(QLatin1String(key), m_name),
             QStringLiteral("Write [\"…\", \"…\"]"));
    for (const toml::node &item : *array) {
        const auto value = item.value_exact<std::string_view>();
        if (!value)
            fail(item,
                 QStringLiteral("%1 of %2 holds something that is no text").arg(QLatin1String(key), m_name),
                 QStringLiteral("Write each in quotation marks"));
        texts.append(fromToml(*value));
    }
    return texts;
}

void TomlTable::refuseOthers() const
{
    for (const auto &[key, node] : m_table) {
        const QString name = fromToml(key.str());
        if (!m_asked.contains(name))
            fail(node, QStringLiteral("%1 has no setting \"%2\"").arg(m_name, name),
                 QStringLiteral("It knows: %1").arg(m_asked.join(QStringLiteral(", "))));
    }
}

} // namespace vitrine::catalog
