#include "exchange/mapping_profile.h"

#include "exchange/attribute_codes.h"
#include "exchange/money.h"

#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>

#include <toml++/toml.h>

#include <algorithm>
#include <array>

namespace vitrine::exchange {
namespace {

using Role = MappedColumn::Role;
using Named = std::pair<Role, QLatin1String>;
constexpr std::array roles{Named{Role::Key, QLatin1String("key")},
                           Named{Role::Parent, QLatin1String("parent")},
                           Named{Role::VariantSku, QLatin1String("variant sku")},
                           Named{Role::Name, QLatin1String("name")},
                           Named{Role::Brand, QLatin1String("brand")},
                           Named{Role::Categories, QLatin1String("categories")},
                           Named{Role::Sku, QLatin1String("sku")},
                           Named{Role::Stock, QLatin1String("stock")},
                           Named{Role::Price, QLatin1String("price")},
                           Named{Role::Images, QLatin1String("images")},
                           Named{Role::Attribute, QLatin1String("attribute")},
                           Named{Role::Ignore, QLatin1String("ignore")}};

QString fromToml(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

constexpr qint64 MaxProfileBytes = 1024 * 1024;

/// One pass over a profile; the first thing that is wrong ends it.
class ProfileReader
{
public:
    explicit ProfileReader(QString origin) : m_origin(std::move(origin)) {}

    Result<MappingProfile> read(const toml::table &root)
    {
        m_profile.path = m_origin;
        for (const auto &[name, node] : root) {
            if (name.str() != "source" && name.str() != "columns")
                fail(node, QStringLiteral("a profile has no %1").arg(fromToml(name.str())),
                     QStringLiteral("It has the tables [source] and [columns]"));
            else if (!node.is_table())
                fail(node, QStringLiteral("%1 must be a table").arg(fromToml(name.str())),
                     QStringLiteral("Begin it with [%1]").arg(fromToml(name.str())));
        }
        if (m_error)
            return *m_error;
        if (const toml::table *source = root["source"].as_table())
            readSource(*source);
        if (const toml::table *columns = root["columns"].as_table())
            readColumns(*columns);
        else
            fail(root, QStringLiteral("the profile names no columns"), QStringLiteral("Add a table [columns]"));
        if (m_error)
            return *m_error;
        return m_profile;
    }

private:
    void fail(const toml::node &at, const QString &what, const QString &remedy)
    {
        if (m_error)
            return;
        const auto &begin = at.source().begin;
        m_error = Error{ErrorCode::InvalidArgument, what,
                        QStringLiteral("%1:%2:%3").arg(m_origin).arg(begin.line).arg(begin.column), remedy};
    }

    QString text(const toml::node &node, const QString &name)
    {
        const auto value = node.value_exact<std::string_view>();
        if (!value)
            fail(node, QStringLiteral("%1 must be a text").arg(name), QStringLiteral("Write it in quotation marks"));
        return value ? fromToml(*value) : QString();
    }

    QChar decimalMark(const toml::node &node)
    {
        const QString mark = text(node, QStringLiteral("decimal"));
        if (mark != QLatin1String(".") && mark != QLatin1String(","))
            fail(node, QStringLiteral("decimal must be \".\" or \",\""), QStringLiteral("Write decimal = \",\" for 1.234,56"));
        return mark == QLatin1String(",") ? u',' : u'.';
    }

    QString dateFormat(const toml::node &node)
    {
        const QString format = text(node, QStringLiteral("date"));
        const QDate probe(2019, 11, 23);
        if (QDate::fromString(probe.toString(format), format) != probe)
            fail(node, QStringLiteral("%1 is not the form of a date").arg(format),
                 QStringLiteral("Use dd or d, MM or M, and yyyy: \"dd.MM.yyyy\""));
        return format;
    }

    bool ofVariant(const toml::node &node)
    {
        const QString of = text(node, QStringLiteral("of"));
        if (of != u"variant" && of != u"product")
            fail(node, QStringLiteral("of must be \"product\" or \"variant\""), QStringLiteral("Write of = \"variant\" where each variant has its own"));
        return of == u"variant";
    }

    /// What says that several rows are one product, and what needs that.
    void checkVariants(const toml::node &at)
    {
        const MappedColumn *variant = m_profile.columnThatIs(Role::VariantSku), *parent = m_profile.columnThatIs(Role::Parent);
        if (variant && parent)
            fail(at, QStringLiteral("%1 is the parent and %2 the variant sku").arg(parent->header, variant->header),
                 QStringLiteral("Keep one: \"parent\" where each variant has a key of its own, \"variant sku\" where they share the product's"));
        if (const MappedColumn *sku = m_profile.columnThatIs(Role::Sku); sku && (variant || parent))
            fail(at, QStringLiteral("%1 is the sku of a product's only variant, and the rows are variants").arg(sku->header),
                 QStringLiteral("Let it be \"variant sku\" or \"ignore\""));
        const auto own = std::find_if(m_profile.columns.begin(), m_profile.columns.end(), [](const MappedColumn &column) { return column.ofVariant; });
        if (own != m_profile.columns.end() && !variant)
            fail(at, QStringLiteral("%1 is of a variant, and no column is the variant sku").arg(own->header),
                 QStringLiteral("Let one column be \"variant sku\", or take of = \"variant\" out"));
    }

    void readSource(const toml::table &table)
    {
        for (const auto &[key, node] : table) {
            const QString name = fromToml(key.str());
            if (name == QLatin1String("encoding")) {
                const auto encoding = textEncodingFromName(text(node, name));
                if (!encoding)
                    fail(node, QStringLiteral("no such encoding"),
                         QStringLiteral("Use utf-8, utf-16, utf-16be or windows-1252"));
                m_profile.encoding = encoding.value_or(TextEncoding::Utf8);
            } else if (name == QLatin1String("delimiter")) {
                const QString mark = text(node, name);
                const bool good = mark.size() == 1 && mark[0] > u'\0' && mark[0] < u'\x7f' && !mark[0].isLetterOrNumber() &&
                                  mark[0] != u'"' && mark[0] != u'\n' && mark[0] != u'\r';
                if (!good)
                    fail(node, QStringLiteral("delimiter must be one character, no letter, digit or quote"),
                         QStringLiteral("For example \";\", \"|\" or \"\\t\""));
                m_profile.delimiter = good ? mark[0].toLatin1() : '\0';
            } else if (name == QLatin1String("sheet")) {
                m_profile.sheet = text(node, name);
            } else if (name == QLatin1String("decimal")) {
                m_default.decimal = decimalMark(node);
            } else if (name == QLatin1String("date")) {
                m_default.dateFormat = dateFormat(node);
            } else {
                fail(node, QStringLiteral("[source] has no %1").arg(name),
                     QStringLiteral("It has encoding, delimiter, sheet, decimal and date"));
            }
        }
    }

    void readColumns(const toml::table &table)
    {
        QVector<std::pair<const toml::node *, MappedColumn>> columns;
        for (const auto &[key, node] : table)
            columns.append({&node, readColumn(fromToml(key.str()).trimmed(), node)});
        // As they are written: of two picture columns the upper one has the main picture.
        std::stable_sort(columns.begin(), columns.end(), [](const auto &a, const auto &b) {
            return a.first->source().begin.line < b.first->source().begin.line;
        });
        for (const auto &[node, column] : columns) {
            if (const MappedColumn *other = claimedBy(column))
                fail(*node, QStringLiteral("%1 and %2 are both the same thing").arg(other->header, column.header),
                     QStringLiteral("Let one of them be \"ignore\""));
            m_profile.columns.append(column);
        }
        if (std::none_of(m_profile.columns.begin(), m_profile.columns.end(),
                         [](const MappedColumn &column) { return column.role == Role::Key; }))
            fail(table, QStringLiteral("no column is the key; it names the product of each row"),
                 QStringLiteral("Let one column be \"key\""));
        checkVariants(table);
    }

    const MappedColumn *claimedBy(const MappedColumn &column) const
    {
        for (const MappedColumn &other : std::as_const(m_profile.columns)) {
            if (other.role != column.role || column.role == Role::Ignore || column.role == Role::Images ||
                column.role == Role::Categories)
                continue;
            const bool price = column.role == Role::Price;
            const bool attribute = column.role == Role::Attribute;
            if ((price && (other.currency != column.currency || other.scope.channel != column.scope.channel)) ||
                (attribute && (other.code != column.code || !(other.scope == column.scope))))
                continue;
            return &other;
        }
        return nullptr;
    }

    void takeRole(MappedColumn &column, const toml::node &node)
    {
        const QString word = text(node, QStringLiteral("what the column %1 is").arg(column.header));
        const auto role = std::find_if(roles.begin(), roles.end(), [&](const Named &one) { return one.second == word; });
        if (role == roles.end())
            fail(node, QStringLiteral("the column %1 cannot be “%2”").arg(column.header, word),
                 QStringLiteral("Use key, parent, variant sku, name, brand, categories, sku, stock, price, images, attribute or ignore"));
        else
            column.role = role->first;
    }

    MappedColumn readColumn(const QString &header, const toml::node &node)
    {
        MappedColumn column = m_default;
        column.header = header;
        const toml::table *table = node.as_table();
        if (!table) {
            takeRole(column, node);
        } else {
            if (const toml::node *is = table->get("is"))
                takeRole(column, *is);
            else
                fail(node, QStringLiteral("the column %1 does not say what it is").arg(header),
                     QStringLiteral("Add is = \"name\", \"attribute\", \"ignore\", …"));
            for (const auto &[key, value] : *table)
                readSetting(column, fromToml(key.str()), value);
        }
        if (column.role == Role::Price && column.currency.isEmpty())
            fail(node, QStringLiteral("the price %1 has no currency").arg(header), QStringLiteral("Add currency = \"EUR\""));
        if (column.role == Role::Attribute && column.code.isEmpty())
            column.code = attributeCode(header);
        if (column.role == Role::Attribute && column.code.isEmpty())
            fail(node, QStringLiteral("the attribute %1 has no code").arg(header), QStringLiteral("Add code = \"…\""));
        return column;
    }

    void readSetting(MappedColumn &column, const QString &name, const toml::node &node)
    {
        using R = Role;
        struct Allowed
        {
            const char *name;
            std::initializer_list<Role> roles;
        };
        static const Allowed allowed[] = {{"code", {R::Attribute}},
                                          {"type", {R::Attribute}},
                                          {"label", {R::Attribute}},
                                          {"unit", {R::Attribute}},
                                          {"locale", {R::Attribute}},
                                          {"date", {R::Attribute}},
                                          {"yes", {R::Attribute}},
                                          {"no", {R::Attribute}},
                                          {"channel", {R::Attribute, R::Price}},
                                          {"currency", {R::Price}},
                                          {"of", {R::Attribute, R::Price}},
                                          {"decimal", {R::Attribute, R::Price, R::Stock}},
                                          {"separator", {R::Categories, R::Images}},
                                          {"levels", {R::Categories}}};
        if (name == QLatin1String("is"))
            return;
        const auto entry = std::find_if(std::begin(allowed), std::end(allowed),
                                        [&](const Allowed &one) { return name == QLatin1String(one.name); });
        if (entry == std::end(allowed) || std::find(entry->roles.begin(), entry->roles.end(), column.role) == entry->roles.end())
            return fail(node, QStringLiteral("%1 says nothing about a column that is %2").arg(name, QString(roleName(column.role))),
                        QStringLiteral("Take it out, or see the form of a profile in the README"));
        if (name == QLatin1String("decimal"))
            column.decimal = decimalMark(node);
        else if (name == QLatin1String("date"))
            column.dateFormat = dateFormat(node);
        else if (name == QLatin1String("of"))
            column.ofVariant = ofVariant(node);
        else if (name == QLatin1String("yes"))
            column.yes = words(node, name);
        else if (name == QLatin1String("no"))
            column.no = words(node, name);
        else
            readText(column, name, node);
    }

    void readText(MappedColumn &column, const QString &name, const toml::node &node)
    {
        static const QRegularExpression code(QStringLiteral("^[a-z0-9_]{1,128}$"));
        const QString value = text(node, name);
        if (name == QLatin1String("code")) {
            if (!code.match(value).hasMatch())
                fail(node, QStringLiteral("“%1” is no code of an attribute").arg(value),
                     QStringLiteral("Use small letters, digits and _, at most 128"));
            column.code = value;
        } else if (name == QLatin1String("type")) {
            column.type = valueTypeFromName(value);
            if (!column.type)
                fail(node, QStringLiteral("an attribute cannot be of the type “%1”").arg(value),
                     QStringLiteral("Use text, number, boolean, date or option"));
        } else if (name == QLatin1String("currency")) {
            if (!isCurrencyCode(value))
                fail(node, QStringLiteral("“%1” is no currency").arg(value), QStringLiteral("Use its code of ISO 4217: \"EUR\""));
            column.currency = value;
        } else if (name == QLatin1String("label")) {
            column.label = value;
        } else if (name == QLatin1String("unit")) {
            column.unit = value;
        } else if (name == QLatin1String("locale")) {
            column.scope.locale = value;
        } else if (name == QLatin1String("channel")) {
            column.scope.channel = value;
        } else if (name == QLatin1String("separator")) {
            column.separator = value;
        } else {
            column.levels = value;
        }
    }

    QStringList words(const toml::node &node, const QString &name)
    {
        QStringList list;
        if (const toml::array *array = node.as_array()) {
            for (const toml::node &word : *array)
                list.append(text(word, name).toLower());
        } else {
            list.append(text(node, name).toLower());
        }
        return list;
    }

    QString m_origin;
    MappingProfile m_profile;
    MappedColumn m_default;
    std::optional<Error> m_error;
};

} // namespace

QLatin1String roleName(Role role)
{
    return std::find_if(roles.begin(), roles.end(), [=](const Named &one) { return one.first == role; })->second;
}

const MappedColumn *MappingProfile::column(const QString &header) const
{
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const MappedColumn &one) { return one.header == header; });
    return found == columns.end() ? nullptr : &*found;
}

const MappedColumn *MappingProfile::columnThatIs(Role role) const
{
    const auto found = std::find_if(columns.begin(), columns.end(), [=](const MappedColumn &one) { return one.role == role; });
    return found == columns.end() ? nullptr : &*found;
}

QStringList MappingProfile::missingFrom(const QStringList &header) const
{
    QStringList missing;
    for (const MappedColumn &one : columns) {
        if (one.role != Role::Ignore && !header.contains(one.header))
            missing.append(one.header);
    }
    return missing;
}

Result<MappingProfile> parseMappingProfile(const QByteArray &toml, const QString &origin)
{
    try {
        return ProfileReader(origin).read(toml::parse(std::string_view(toml.constData(), std::size_t(toml.size()))));
    } catch (const toml::parse_error &error) { // the library's way to say where it stopped
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("the profile is not TOML: %1").arg(fromToml(error.description())),
                     QStringLiteral("%1:%2:%3").arg(origin).arg(error.source().begin.line).arg(error.source().begin.column),
                     QStringLiteral("Correct that line")};
    }
}

Result<MappingProfile> readMappingProfile(const QString &path)
{
    QFile file(path);
    if (!QFileInfo::exists(path))
        return Error{ErrorCode::NotFound, QStringLiteral("there is no such profile"), path,
                     QStringLiteral("Check the path, or let one be suggested from the source")};
    if (!file.open(QIODevice::ReadOnly))
        return Error{QFileInfo(path).isReadable() ? ErrorCode::Io : ErrorCode::PermissionDenied, file.errorString(), path,
                     QStringLiteral("Change its permissions or run as its owner")};
    if (file.size() > MaxProfileBytes)
        return Error{ErrorCode::TooLarge, QStringLiteral("a profile has at most 1 MiB"), path,
                     QStringLiteral("Check that this is the profile and not the source")};
    return parseMappingProfile(file.readAll(), path);
}

} // namespace vitrine::exchange
