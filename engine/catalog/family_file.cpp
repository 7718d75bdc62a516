// Families as TOML: read, and checked against each other with a place for every fault; and written.
#include "catalog/family.h"
#include "catalog/product_rules.h"
#include "catalog/toml_reading.h"

#include <QRegularExpression>
#include <QSet>

#include <cmath>

namespace vitrine::catalog {

namespace {

class Reader
{
public:
    Reader(const toml::table &root, const QString &file)
        : m_file(file), m_root(root, file, QStringLiteral("the families' file"))
    {
    }

    FamilyDeclaration read()
    {
        m_root.each("channel", "code", [this](TomlTable &table) { readChannel(table); });
        m_root.each("attribute", "code", [this](TomlTable &table) { readAttribute(table); });
        m_root.each("family", "code", [this](TomlTable &table) { readFamily(table); });
        m_root.refuseOthers();
        return std::move(m_declaration);
    }

private:
    [[noreturn]] void fail(const TomlTable &table, const QString &what, const QString &remedy)
    {
        failAt(m_file, table.place(), what, remedy);
    }

    QString newCode(TomlTable &table, QSet<QString> &seen)
    {
        const QString code = table.needText("code");
        if (seen.contains(code))
            fail(table, QStringLiteral("%1 is there twice").arg(table.name()), QStringLiteral("Remove or rename one of them"));
        seen.insert(code);
        return code;
    }

    /// A list without doubles.
    QStringList codes(TomlTable &table, const char *key)
    {
        const QStringList list = table.texts(key);
        QSet<QString> seen;
        for (const QString &code : list) {
            if (code.isEmpty() || seen.contains(code))
                fail(table, code.isEmpty() ? QStringLiteral("%1 of %2 has an empty entry").arg(QLatin1String(key), table.name())
                                           : QStringLiteral("%1 of %2 names \"%3\" twice").arg(QLatin1String(key), table.name(), code),
                     QStringLiteral("Remove it"));
            seen.insert(code);
        }
        return list;
    }

    void readChannel(TomlTable &table)
    {
        Channel channel;
        channel.code = newCode(table, m_channelCodes);
        channel.label = table.text("label", channel.code);
        channel.locales = codes(table, "locales");
        if (channel.locales.isEmpty())
            fail(table, QStringLiteral("%1 has no locales").arg(table.name()), QStringLiteral("Add locales = [\"en\"], say"));
        m_places += channel.locales.size();
        if (m_places > MostPlaces)
            fail(table, QStringLiteral("the channels have more than %1 locales together").arg(MostPlaces),
                 QStringLiteral("Completeness is kept for each: leave some out"));
        m_declaration.channels.append(channel);
    }

    std::optional<double> number(TomlTable &table, const char *key)
    {
        const toml::node *node = table.take(key);
        if (!node)
            return {};
        const auto value = node->value<double>();
        if (!value || !std::isfinite(*value))
            table.fail(*node, QStringLiteral("%1 of %2 must be a number").arg(QLatin1String(key), table.name()),
                       QStringLiteral("Write it without quotation marks"));
        return *value;
    }

    void readAttribute(TomlTable &table)
    {
        AttributeRule rule;
        rule.code = newCode(table, m_attributeCodes);
        if (const auto error = brokenRule(rule.code, Value(QString()), {}))
            fail(table, error->what, QStringLiteral("Correct the code"));
        if (rule.code == FamilyAttribute)
            fail(table, QStringLiteral("the attribute \"family\" names the family itself, and has its rule already"),
                 QStringLiteral("Remove this table"));
        rule.type = table.word<std::optional<ValueType>>("type", {{"any", {}},
                                                                  {"text", ValueType::Text},
                                                                  {"number", ValueType::Number},
                                                                  {"boolean", ValueType::Boolean},
                                                                  {"date", ValueType::Date},
                                                                  {"option", ValueType::Option}});
        for (const QString &per : codes(table, "per")) {
            if (per != u"channel" && per != u"locale")
                fail(table, QStringLiteral("per of %1 names \"%2\"").arg(table.name(), per),
                     QStringLiteral("Write per = [\"channel\"], [\"locale\"], or both"));
            (per == u"channel" ? rule.perChannel : rule.perLocale) = true;
        }
        rule.min = number(table, "min");
        rule.max = number(table, "max");
        if (rule.min && rule.max && *rule.min > *rule.max)
            fail(table, QStringLiteral("min of %1 is above its max").arg(table.name()), QStringLiteral("Exchange them"));
        if (const auto length = number(table, "max-length")) {
            if (*length < 1 || *length > 1e6 || std::trunc(*length) != *length)
                fail(table, QStringLiteral("max-length of %1 must be a whole number from 1 to 1000000").arg(table.name()),
                     QStringLiteral("Correct it, or remove it"));
            rule.maxLength = int(*length);
        }
        rule.matches = table.text("matches");
        if (const QRegularExpression expression(rule.matches); !expression.isValid())
            fail(table, QStringLiteral("matches of %1 is no regular expression: %2 at character %3")
                            .arg(table.name(), expression.errorString()).arg(expression.patternErrorOffset() + 1),
                 QStringLiteral("Correct it; 'single quotation marks' keep a backslash as it is"));
        rule.options = codes(table, "options");
        refuseIdle(table, rule);
        m_declaration.attributes.append(rule);
    }

    /// A rule that no value of the type could break is a mistake.
    void refuseIdle(const TomlTable &table, const AttributeRule &rule)
    {
        if (!rule.type)
            return;
        const bool isNumber = *rule.type == ValueType::Number;
        const bool isText = *rule.type == ValueType::Text, isOption = *rule.type == ValueType::Option;
        const char *idle = (rule.min || rule.max) && !isNumber                ? "min and max are for numbers"
                           : rule.maxLength && !isText                        ? "max-length is for texts"
                           : !rule.matches.isEmpty() && !isText && !isOption  ? "matches is for texts and options"
                           : !rule.options.isEmpty() && !isText && !isOption ? "options are for options and texts"
                                                                             : nullptr;
        if (idle)
            fail(table, QStringLiteral("%1 is a %2 attribute: %3").arg(table.name(), valueTypeName(*rule.type), QLatin1String(idle)),
                 QStringLiteral("Remove that, or correct the type"));
    }

    void refuseStrangers(const TomlTable &table, const Family &family, const QStringList &required, const QString &where)
    {
        for (const QString &code : required) {
            if (!family.attributes.contains(code))
                fail(table, QStringLiteral("%1 requires \"%2\"%3, which is none of its attributes").arg(table.name(), code, where),
                     QStringLiteral("Add it to attributes, or remove it here"));
        }
    }

    void readFamily(TomlTable &table)
    {
        Family family;
        family.code = newCode(table, m_familyCodes);
        if (const auto error = brokenRule(FamilyAttribute, Value(OptionCode(family.code)), {}))
            fail(table, error->what, QStringLiteral("Correct the code"));
        family.label = table.text("label", family.code);
        family.attributes = codes(table, "attributes");
        for (const QString &code : std::as_const(family.attributes)) {
            if (const auto error = brokenRule(code, Value(QString()), {}))
                fail(table, error->what, QStringLiteral("Correct it in attributes of %1").arg(table.name()));
        }
        family.required = codes(table, "required");
        refuseStrangers(table, family, family.required, {});
        if (const toml::node *node = table.take("required-in")) {
            if (!node->is_table())
                table.fail(*node, QStringLiteral("required-in of %1 must be a table").arg(table.name()),
                           QStringLiteral("Write [family.required-in], below it SG = [\"…\"]"));
            TomlTable channels(*node->as_table(), m_file, QStringLiteral("required-in of %1").arg(table.name()));
            for (const Channel &channel : std::as_const(m_declaration.channels)) {
                const QByteArray key = channel.code.toUtf8();
                if (const QStringList required = codes(channels, key.constData()); !required.isEmpty()) {
                    refuseStrangers(channels, family, required, QStringLiteral(" of %1").arg(channel.code));
                    family.requiredIn.insert(channel.code, required);
                }
            }
            channels.refuseOthers();
        }
        if (m_declaration.channels.isEmpty())
            refuseUnplaced(table, family);
        m_declaration.families.append(family);
    }

    /// Without channels there is no place but everywhere.
    void refuseUnplaced(const TomlTable &table, const Family &family)
    {
        for (const AttributeRule &rule : std::as_const(m_declaration.attributes)) {
            if ((rule.perChannel || rule.perLocale) && family.required.contains(rule.code))
                fail(table, QStringLiteral("%1 requires \"%2\", which is kept per channel or locale, and there are no channels").arg(table.name(), rule.code),
                     QStringLiteral("Add [[channel]] with its code and locales"));
        }
    }

    QString m_file;
    TomlTable m_root;
    FamilyDeclaration m_declaration;
    QSet<QString> m_channelCodes, m_attributeCodes, m_familyCodes;
    qsizetype m_places = 0;
};

/// The escapes of a basic string (TOML 1.0).
QString quoted(const QString &text)
{
    QString quoted = QStringLiteral("\"");
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            quoted += u'\\';
        if (c.unicode() < 0x20 || c.unicode() == 0x7f)
            quoted += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        else
            quoted += c;
    }
    return quoted + u'"';
}

QString list(const QStringList &texts)
{
    QStringList each;
    for (const QString &text : texts)
        each.append(quoted(text));
    return u'[' + each.join(QStringLiteral(", ")) + u']';
}

QString decimal(double value)
{
    return QString::number(value, 'g', QLocale::FloatingPointShortest);
}

class Writer
{
public:
    void head(const char *what) { m_out += QStringLiteral("%1[[%2]]\n").arg(m_out.isEmpty() ? QString() : QStringLiteral("\n"), QLatin1String(what)); }
    void line(const QString &key, const QString &value) { m_out += QStringLiteral("%1 = %2\n").arg(key, value); }
    void text(const char *key, const QString &value)
    {
        if (!value.isEmpty())
            line(QLatin1String(key), quoted(value));
    }
    void texts(const char *key, const QStringList &values)
    {
        if (!values.isEmpty())
            line(QLatin1String(key), list(values));
    }
    QString m_out;
};

void write(Writer &out, const AttributeRule &rule)
{
    out.head("attribute");
    out.text("code", rule.code);
    if (rule.type)
        out.text("type", valueTypeName(*rule.type));
    QStringList per;
    if (rule.perChannel)
        per.append(QStringLiteral("channel"));
    if (rule.perLocale)
        per.append(QStringLiteral("locale"));
    out.texts("per", per);
    if (rule.min)
        out.line(QStringLiteral("min"), decimal(*rule.min));
    if (rule.max)
        out.line(QStringLiteral("max"), decimal(*rule.max));
    if (rule.maxLength)
        out.line(QStringLiteral("max-length"), QString::number(*rule.maxLength));
    out.text("matches", rule.matches);
    out.texts("options", rule.options);
}

} // namespace

Result<FamilyDeclaration> readFamilies(const QByteArray &text, const QString &file)
{
    try {
        const toml::table root = toml::parse(std::string_view(text.constData(), size_t(text.size())));
        return Reader(root, file).read();
    } catch (const toml::parse_error &error) {
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the families are not TOML: %1").arg(fromToml(error.description())),
                     QStringLiteral("%1:%2:%3").arg(file).arg(error.source().begin.line).arg(error.source().begin.column),
                     QStringLiteral("Correct that line")};
    } catch (const DescriptionFault &fault) {
        return fault.error;
    }
}

QByteArray writeFamilies(const FamilyDeclaration &declaration)
{
    Writer out;
    for (const Channel &channel : declaration.channels) {
        out.head("channel");
        out.text("code", channel.code);
        out.text("label", channel.label);
        out.texts("locales", channel.locales);
    }
    for (const AttributeRule &rule : declaration.attributes)
        write(out, rule);
    for (const Family &family : declaration.families) {
        out.head("family");
        out.text("code", family.code);
        out.text("label", family.label);
        out.texts("attributes", family.attributes);
        out.texts("required", family.required);
        if (!family.requiredIn.isEmpty())
            out.m_out += QStringLiteral("[family.required-in]\n");
        for (auto each = family.requiredIn.begin(); each != family.requiredIn.end(); ++each)
            out.line(quoted(each.key()), list(each.value()));
    }
    return out.m_out.toUtf8();
}

} // namespace vitrine::catalog
