#pragma once

#include "base/result.h"
#include "catalog/place_in_file.h"

#include <QStringList>

#include <toml++/toml.h>

#include <initializer_list>
#include <utility>

namespace vitrine::catalog {

/// What is wrong with a file, thrown inside the readers of TOML files only.
struct DescriptionFault
{
    Error error;
};

inline QString fromToml(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// One table of a TOML file: takes what it is asked for, and refuses what nobody asked for. Throws
/// DescriptionFault. One thread.
class TomlTable
{
public:
    TomlTable(const toml::table &table, QString file, QString name);

    const QString &name() const { return m_name; }
    Place place() const { return placeOf(m_table); }
    static Place placeOf(const toml::node &node);

    QString text(const char *key, const QString &fallback = {});
    QString needText(const char *key);
    double number(const char *key, double fallback);
    QStringList texts(const char *key);
    /// Calls f with each table of a list, "[[key]]", which is called by its `named`; then refuseOthers() of it.
    template <typename F>
    void each(const char *key, const char *named, F &&f)
    {
        const toml::node *node = take(key);
        if (!node)
            return;
        const toml::array *tables = node->as_array();
        if (!tables || !tables->is_homogeneous(toml::node_type::table))
            fail(*node, QStringLiteral("%1 must be a list of tables").arg(QLatin1String(key)),
                 QStringLiteral("Write [[%1]]").arg(QLatin1String(key)));
        for (const toml::node &item : *tables) {
            const toml::node *name = item.as_table()->get(named);
            TomlTable table(*item.as_table(), m_file,
                            QStringLiteral("%1 \"%2\"").arg(QLatin1String(key), name ? fromToml(name->value_or(std::string_view())) : QString()));
            f(table);
            table.refuseOthers();
        }
    }
    /// One of the words; the first is the fallback.
    template <typename T>
    T word(const char *key, std::initializer_list<std::pair<const char *, T>> words)
    {
        const toml::node *node = take(key);
        if (!node)
            return words.begin()->second;
        const QString given = fromToml(node->value_or(std::string_view()));
        QStringList known;
        for (const auto &[name, value] : words) {
            if (given == QLatin1String(name))
                return value;
            known.append(QLatin1String(name));
        }
        fail(*node, QStringLiteral("%1 of %2 is \"%3\"").arg(QLatin1String(key), m_name, given),
             QStringLiteral("It is one of: %1").arg(known.join(QStringLiteral(", "))));
    }
    /// The node, marked as asked for; null when it is not there.
    const toml::node *take(const char *key);
    /// Every key must have been asked for.
    void refuseOthers() const;

    [[noreturn]] void fail(const toml::node &at, const QString &what, const QString &remedy) const;

private:
    const toml::table &m_table;
    QString m_file;
    QString m_name;
    QStringList m_asked;
};

[[noreturn]] void failAt(const QString &file, Place place, const QString &what, const QString &remedy,
                         ErrorCode code = ErrorCode::InvalidArgument);

} // namespace vitrine::catalog
