#include "catalog/plan/description_links.h"
#include "catalog/toml_reading.h"

#include "built_in_descriptions.h"

#include <algorithm>

namespace vitrine::plan {

using catalog::DescriptionFault;
using catalog::failAt;
using catalog::fromToml;
using catalog::TomlTable;

namespace {

class Reader
{
public:
    Reader(const toml::table &root, const QString &file)
        : m_file(file), m_root(root, file, QStringLiteral("the description"))
    {
        m_description.file = file;
    }

    CardDescription read()
    {
        const toml::node *card = m_root.take("card");
        if (!card || !card->is_table())
            failAt(m_file, {1, 1}, QStringLiteral("the description has no [card]"),
                   QStringLiteral("Add [card] with name and root"));
        TomlTable head(*card->as_table(), m_file, QStringLiteral("[card]"));
        const QString root = readCard(head);
        m_root.each("dictionary", "name", [this](TomlTable &table) { readDictionary(table); });
        m_root.each("part", "name", [this](TomlTable &table) { readPart(table); });
        m_root.refuseOthers();
        link(m_description, root, head.place());
        return std::move(m_description);
    }

private:
    /// The name of the root.
    QString readCard(TomlTable &card)
    {
        m_description.name = card.needText("name");
        const QString root = card.needText("root");
        m_description.versionColumn = card.text("version");
        m_description.updatedColumn = card.text("updated");
        m_description.currency = card.text("currency");
        m_description.nameAttribute = card.text("name_attribute");
        m_description.priceAttribute = card.text("price_attribute");
        if (const toml::node *node = card.take("unlisted")) {
            if (!node->is_table())
                card.fail(*node, QStringLiteral("unlisted must be { table, column }"),
                          QStringLiteral("Write unlisted = { table = \"…\", column = \"…\" }"));
            TomlTable unlisted(*node->as_table(), m_file, QStringLiteral("unlisted"));
            m_description.unlistedTable = unlisted.needText("table");
            m_description.unlistedColumn = unlisted.needText("column");
            unlisted.refuseOthers();
        }
        card.refuseOthers();
        return root;
    }

    Column readColumn(const QString &name, const toml::node &node, const TomlTable &owner)
    {
        Column column;
        column.name = name;
        column.place = TomlTable::placeOf(node);
        if (const auto text = node.value_exact<std::string_view>()) {
            column.column = fromToml(*text);
            return column;
        }
        if (!node.is_table())
            owner.fail(
                node,
                QStringLiteral("column \"%1\" of %2 is neither a name nor a table").arg(name, owner.name()),
                QStringLiteral("Write %1 = \"column\" or %1 = { column = \"column\" }").arg(name));
        TomlTable table(*node.as_table(), m_file,
                        QStringLiteral("column \"%1\" of %2").arg(name, owner.name()));
        column.column = table.needText("column");
        column.type = table.word<CellType>("type", {{"text", CellType::Text},
                                                    {"number", CellType::Number},
                                                    {"whole", CellType::Whole},
                                                    {"date", CellType::Date}});
        column.dictionary = table.text("dictionary");
        column.list = table.text("list");
        column.skip = int(table.number("skip", 0));
        table.refuseOthers();
        return column;
    }

    QVector<Column> readColumns(TomlTable &owner)
    {
        QVector<Column> columns;
        const toml::node *node = owner.take("columns");
        if (!node || !node->is_table() || node->as_table()->empty())
            failAt(m_file, owner.place(), QStringLiteral("%1 has no columns").arg(owner.name()),
                   QStringLiteral("Add columns = { name = \"column\" }"));
        for (const auto &[name, value] : *node->as_table())
            columns.append(readColumn(fromToml(name.str()), value, owner));
        // TOML tables are sorted by name; the order of the file is that of the columns.
        std::stable_sort(columns.begin(), columns.end(), [](const Column &a, const Column &b) {
            return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
        });
        return columns;
    }

    QVector<Condition> readConditions(TomlTable &owner)
    {
        QVector<Condition> conditions;
        const toml::node *node = owner.take("where");
        if (!node)
            return conditions;
        const toml::array *tables = node->as_array();
        if (!tables || !tables->is_homogeneous(toml::node_type::table))
            owner.fail(*node, QStringLiteral("where of %1 must be a list of conditions").arg(owner.name()),
                       QStringLiteral("Write where = [{ column = \"…\", equals = \"…\" }]"));
        for (const toml::node &item : *tables) {
            TomlTable table(*item.as_table(), m_file, QStringLiteral("a condition of %1").arg(owner.name()));
            conditions.append(
                {table.needText("column"), table.text("dictionary"), table.text("equals"), table.place()});
            table.refuseOthers();
        }
        return conditions;
    }

    void readDictionary(TomlTable &table)
    {
        Dictionary dictionary;
        dictionary.place = table.place();
        dictionary.name = table.needText("name");
        dictionary.table = table.needText("table");
        dictionary.key = table.needText("key");
        dictionary.columns = readColumns(table);
        dictionary.conditions = readConditions(table);
        if (const toml::node *types = table.take("types"); types && types->is_table()) {
            static const QStringList known{QString(),
                                           QStringLiteral("text"),
                                           QStringLiteral("number"),
                                           QStringLiteral("boolean"),
                                           QStringLiteral("date"),
                                           QStringLiteral("option"),
                                           QStringLiteral("options")};
            for (const auto &[word, type] : *types->as_table()) {
                const QString name = fromToml(type.value_or(std::string_view("?")));
                if (!known.contains(name))
                    table.fail(type, QStringLiteral("\"%1\" is no type of attributes").arg(name),
                               QStringLiteral("It is one of: text, number, boolean, date, option, options; "
                                              "or empty: the part decides"));
                dictionary.types.insert(fromToml(word.str()), name);
            }
        }
        m_description.dictionaries.append(dictionary);
    }

    void readPart(TomlTable &table)
    {
        Part part;
        part.place = table.place();
        part.name = table.needText("name");
        part.storage =
            table.word<Storage>("storage", {{"table", Storage::Table}, {"attribute", Storage::Attribute}});
        part.cardinality =
            table.word<Cardinality>("cardinality", {{"one", Cardinality::One}, {"many", Cardinality::Many}});
        part.gives = table.word<Gives>("gives", {{"attributes", Gives::Attributes},
                                                 {"product", Gives::Product},
                                                 {"prices", Gives::Prices},
                                                 {"stock", Gives::Stock},
                                                 {"categories", Gives::Categories},
                                                 {"images", Gives::Images},
                                                 {"variants", Gives::Variants}});
        part.table = table.needText("table");
        part.key = table.needText("key");
        part.of = table.text("of");
        part.columns = readColumns(table);
        part.conditions = readConditions(table);
        part.codes = table.texts("codes");
        part.except = table.texts("except");
        part.options = table.text("options");
        part.otherwise = table.text("otherwise", QStringLiteral("text"));
        part.order = table.text("order");
        part.expect = table.number("expect", 0);
        m_description.parts.append(part);
    }

    QString m_file;
    TomlTable m_root;
    CardDescription m_description;
};

} // namespace

int Part::find(QLatin1String column) const
{
    for (int i = 0; i < columns.size(); ++i) {
        if (columns[i].name == column)
            return i;
    }
    return -1;
}

int CardDescription::findDictionary(const QString &dictionary) const
{
    for (int i = 0; i < dictionaries.size(); ++i) {
        if (dictionaries[i].name == dictionary)
            return i;
    }
    return -1;
}

Result<CardDescription> readDescription(const QByteArray &text, const QString &file)
{
    try {
        const toml::table root = toml::parse(std::string_view(text.constData(), size_t(text.size())));
        return Reader(root, file).read();
    } catch (const toml::parse_error &error) {
        return Error{
            ErrorCode::InvalidArgument,
            QStringLiteral("the card's description is not TOML: %1").arg(fromToml(error.description())),
            QStringLiteral("%1:%2:%3")
                .arg(file)
                .arg(error.source().begin.line)
                .arg(error.source().begin.column),
            QStringLiteral("Correct that line")};
    } catch (const DescriptionFault &fault) {
        return fault.error;
    }
}

Result<CardDescription> builtInDescription(const QString &name)
{
    if (name == u"vitrine")
        return readDescription(VitrineDescription, QStringLiteral("vitrine.toml"));
    if (name == u"magento")
        return readDescription(MagentoDescription, QStringLiteral("magento.toml"));
    return Error{ErrorCode::NotFound,
                 QStringLiteral("there is no built-in description \"%1\"").arg(name),
                 {},
                 QStringLiteral("Name \"magento\" or \"vitrine\", or the path of a .toml file")};
}

} // namespace vitrine::plan
