#include "storage/mysql/support/magento_shop.h"

#include "exchange/import.h"
#include "exchange/support/memory_catalog.h"
#include "support/test_data.h"

#include <QHash>
#include <QMap>

#include <tuple>

namespace vitrine::test {

using namespace catalog;

namespace {

constexpr char Schema[] = R"(
CREATE TABLE eav_entity_type (entity_type_id smallint unsigned PRIMARY KEY AUTO_INCREMENT, entity_type_code varchar(50) NOT NULL);
CREATE TABLE eav_attribute (attribute_id smallint unsigned PRIMARY KEY AUTO_INCREMENT, entity_type_id smallint unsigned NOT NULL,
    attribute_code varchar(255) NOT NULL, backend_type varchar(8) NOT NULL, frontend_input varchar(50), frontend_label varchar(255), KEY (entity_type_id, attribute_code));
CREATE TABLE eav_attribute_option (option_id int unsigned PRIMARY KEY AUTO_INCREMENT, attribute_id smallint unsigned NOT NULL, sort_order smallint unsigned NOT NULL);
CREATE TABLE eav_attribute_option_value (value_id int unsigned PRIMARY KEY AUTO_INCREMENT, option_id int unsigned NOT NULL, store_id smallint unsigned NOT NULL, value varchar(255), KEY (option_id));
CREATE TABLE store_website (website_id smallint unsigned PRIMARY KEY, code varchar(32), name varchar(64));
CREATE TABLE store (store_id smallint unsigned PRIMARY KEY, code varchar(32), website_id smallint unsigned NOT NULL, group_id smallint unsigned NOT NULL, name varchar(255) NOT NULL);
CREATE TABLE core_config_data (config_id int unsigned PRIMARY KEY AUTO_INCREMENT, scope varchar(8) NOT NULL, scope_id int NOT NULL, path varchar(255) NOT NULL, value text);
CREATE TABLE catalog_category_entity (entity_id int unsigned PRIMARY KEY, attribute_set_id smallint unsigned NOT NULL, parent_id int unsigned NOT NULL, path varchar(255) NOT NULL, level int NOT NULL);
CREATE TABLE catalog_category_entity_varchar (value_id int PRIMARY KEY AUTO_INCREMENT, attribute_id smallint unsigned NOT NULL, store_id smallint unsigned NOT NULL, entity_id int unsigned NOT NULL, value varchar(255), UNIQUE (entity_id, attribute_id, store_id));
CREATE TABLE catalog_product_entity (entity_id int unsigned PRIMARY KEY, attribute_set_id smallint unsigned NOT NULL, type_id varchar(32) NOT NULL, sku varchar(64), has_options smallint NOT NULL DEFAULT 0,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, updated_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, KEY (sku));
CREATE TABLE catalog_product_super_link (link_id int unsigned PRIMARY KEY AUTO_INCREMENT, product_id int unsigned NOT NULL, parent_id int unsigned NOT NULL, UNIQUE (product_id, parent_id), KEY (parent_id));
CREATE TABLE catalog_category_product (entity_id int PRIMARY KEY AUTO_INCREMENT, category_id int unsigned NOT NULL, product_id int unsigned NOT NULL, position int NOT NULL DEFAULT 0, KEY (product_id));
CREATE TABLE cataloginventory_stock_item (item_id int unsigned PRIMARY KEY AUTO_INCREMENT, product_id int unsigned NOT NULL, stock_id smallint unsigned NOT NULL, qty decimal(12,4), UNIQUE (product_id, stock_id));
CREATE TABLE catalog_product_entity_media_gallery (value_id int unsigned PRIMARY KEY AUTO_INCREMENT, attribute_id smallint unsigned NOT NULL, value varchar(255), media_type varchar(32) NOT NULL DEFAULT 'image');
CREATE TABLE catalog_product_entity_media_gallery_value_to_entity (value_id int unsigned NOT NULL, entity_id int unsigned NOT NULL, UNIQUE (value_id, entity_id), KEY (entity_id));
)";

QByteArray text(const QString &text)
{
    return '\'' + text.toUtf8().replace('\'', "''") + '\'';
}

/// Rows for one table, sent a few hundred at a time.
class Rows
{
public:
    Rows(const MariaDbServer &server, QByteArray insert) : m_server(server), m_insert(std::move(insert)) {}
    ~Rows() { flush(); }
    void add(const QByteArrayList &values)
    {
        m_values += (m_values.isEmpty() ? "(" : ",(") + values.join(',') + ')';
        if (m_values.size() > 500'000)
            flush();
    }
    void flush()
    {
        if (!m_values.isEmpty())
            m_server.execute("SET sql_mode='NO_BACKSLASH_ESCAPES';" + m_insert + m_values);
        m_values.clear();
    }

private:
    const MariaDbServer &m_server;
    QByteArray m_insert, m_values;
};

QByteArray n(qint64 number)
{
    return QByteArray::number(number);
}

class Filler
{
public:
    Filler(const MariaDbServer &server, const QByteArray &db)
        : m_server(server),
          m_entities(server,
                     "INSERT INTO " + db +
                         ".catalog_product_entity (entity_id, attribute_set_id, type_id, sku) VALUES "),
          m_links(server,
                  "INSERT INTO " + db + ".catalog_product_super_link (product_id, parent_id) VALUES "),
          m_stock(server,
                  "INSERT INTO " + db + ".cataloginventory_stock_item (product_id, stock_id, qty) VALUES "),
          m_inCategory(server,
                       "INSERT INTO " + db + ".catalog_category_product (category_id, product_id) VALUES "),
          m_gallery(server,
                    "INSERT INTO " + db +
                        ".catalog_product_entity_media_gallery (value_id, attribute_id, value) VALUES "),
          m_toEntity(
              server,
              "INSERT INTO " + db +
                  ".catalog_product_entity_media_gallery_value_to_entity (value_id, entity_id) VALUES "),
          m_attributes(server, "INSERT INTO " + db +
                                   ".eav_attribute (attribute_id, entity_type_id, attribute_code, "
                                   "backend_type, frontend_input, frontend_label) VALUES "),
          m_options(server,
                    "INSERT INTO " + db + ".eav_attribute_option_value (option_id, store_id, value) VALUES "),
          m_categories(
              server,
              "INSERT INTO " + db +
                  ".catalog_category_entity (entity_id, attribute_set_id, parent_id, path, level) VALUES "),
          m_categoryNames(
              server,
              "INSERT INTO " + db +
                  ".catalog_category_entity_varchar (attribute_id, store_id, entity_id, value) VALUES ")
    {
        for (const char *type : {"varchar", "text", "int", "decimal", "datetime"})
            m_values.insert(type, std::make_shared<Rows>(
                                      server, "INSERT INTO " + db + ".catalog_product_entity_" + type +
                                                  " (attribute_id, store_id, entity_id, value) VALUES "));
        m_categoryNameId = attribute(QStringLiteral("name"), "varchar", "text", 3);
        m_categories.add({"1", "0", "0", "'1'", "0"});
        m_categories.add({"2", "0", "1", "'1/2'", "1"});
    }

    void add(const Product &product)
    {
        const qint64 id = ++m_entity;
        const bool isAlone =
            product.variants.size() == 1 && product.variants[0].sku == product.key.toString();
        entity(id, product.key.toString(), isAlone ? "'simple'" : "'configurable'",
               isAlone ? product.variants[0].stock : 0);
        value(id, attribute(QStringLiteral("name"), "varchar", "text"), "varchar", 0, text(product.name));
        values(id, product.attributes);
        prices(id, product.prices);
        for (const QString &path : product.categories)
            m_inCategory.add({n(category(path)), n(id)});
        m_gallery.add({n(id), "90", text(QStringLiteral("/p/%1.jpg").arg(product.key.toString()))});
        m_toEntity.add({n(id), n(id)});
        for (const Variant &variant : product.variants) {
            if (isAlone)
                break;
            const qint64 child = ++m_entity;
            entity(child, variant.sku, "'simple'", variant.stock);
            m_links.add({n(child), n(id)});
            values(child, variant.attributes);
            prices(child, variant.prices);
        }
    }

private:
    void entity(qint64 id, const QString &sku, const QByteArray &type, qint64 stock)
    {
        m_entities.add({n(id), "4", type, text(sku)});
        m_stock.add({n(id), "1", n(stock)});
    }
    void value(qint64 id, qint64 attributeId, const QByteArray &table, int store, const QByteArray &literal)
    {
        m_values[table]->add({n(attributeId), n(store), n(id), literal});
    }
    void prices(qint64 id, const QVector<Price> &all)
    {
        for (const Price &price : all)
            value(id, attribute(QStringLiteral("price"), "decimal", "price"), "decimal",
                  price.channel == u"th" ? 2 : 0, QByteArray::number(double(price.minor) / 100, 'f', 4));
    }
    void values(qint64 id, const QVector<AttributeValue> &all)
    {
        for (const AttributeValue &v : all) {
            const int store = v.scope == Scope{} ? 0 : 2;
            switch (typeOf(v.value)) {
            case ValueType::Text: {
                const QString &held = std::get<QString>(v.value);
                const bool isLong = held.size() > 255 || longTexts().contains(v.code);
                value(id, attribute(v.code, isLong ? "text" : "varchar", isLong ? "textarea" : "text"),
                      isLong ? "text" : "varchar", store, text(held));
                break;
            }
            case ValueType::Number:
                value(id, attribute(v.code, "decimal", "weight"), "decimal", store,
                      QByteArray::number(std::get<double>(v.value), 'f', 4));
                break;
            case ValueType::Boolean:
                value(id, attribute(v.code, "int", "boolean"), "int", store,
                      std::get<bool>(v.value) ? "1" : "0");
                break;
            case ValueType::Date:
                value(id, attribute(v.code, "datetime", "date"), "datetime", store,
                      text(std::get<QDate>(v.value).toString(Qt::ISODate) + QStringLiteral(" 00:00:00")));
                break;
            case ValueType::Option:
                value(id, attribute(v.code, "int", "select"), "int", store,
                      n(option(v.code, std::get<OptionCode>(v.value).toString())));
                break;
            }
        }
    }
    /// Texts of one attribute lie in one table.
    static const QStringList &longTexts()
    {
        static const QStringList codes{QStringLiteral("description"), QStringLiteral("short_description"),
                                       QStringLiteral("meta_description"), QStringLiteral("meta_keywords")};
        return codes;
    }
    qint64 attribute(const QString &code, const QByteArray &backend, const QByteArray &input,
                     int entityType = 4)
    {
        qint64 &id = m_attributeIds[QString::number(entityType) + code];
        if (id == 0) {
            id = m_attributeIds.size() + 70;
            m_attributes.add(
                {n(id), n(entityType), text(code), '\'' + backend + '\'', '\'' + input + '\'', text(code)});
        }
        return id;
    }
    qint64 option(const QString &code, const QString &label)
    {
        qint64 &id = m_optionIds[code + u'\n' + label];
        if (id == 0) {
            id = m_optionIds.size() + 4;
            m_options.add({n(id), "0", text(label)});
            m_options.add({n(id), "2", text(label + QStringLiteral(" (th)"))});
        }
        return id;
    }
    qint64 category(const QString &path)
    {
        if (const auto known = m_categoryIds.constFind(path); known != m_categoryIds.constEnd())
            return *known;
        const qsizetype last = path.lastIndexOf(u'/');
        const qint64 parent = last < 0 ? 2 : category(path.left(last));
        const qint64 id = m_categoryIds.size() + 3;
        const QByteArray ids = m_categoryPaths.value(parent, "1/2") + '/' + n(id);
        m_categoryIds.insert(path, id);
        m_categoryPaths.insert(id, ids);
        m_categories.add({n(id), "3", n(parent), '\'' + ids + '\'', n(ids.count('/'))});
        m_categoryNames.add({n(m_categoryNameId), "0", n(id), text(path.mid(last + 1))});
        return id;
    }

    const MariaDbServer &m_server;
    Rows m_entities, m_links, m_stock, m_inCategory, m_gallery, m_toEntity, m_attributes, m_options,
        m_categories, m_categoryNames;
    QMap<QByteArray, std::shared_ptr<Rows>> m_values;
    QHash<QString, qint64> m_attributeIds, m_optionIds, m_categoryIds;
    QHash<qint64, QByteArray> m_categoryPaths;
    qint64 m_entity = 0;
    qint64 m_categoryNameId = 0;
};

QVector<Product> madeUp()
{
    QVector<Product> products;
    for (int i = 0; i < 300; ++i) {
        Product product;
        product.key = ProductKey(QStringLiteral("MADE-%1").arg(i));
        product.name = QStringLiteral("Người bán's thing no. %1 \\ \"quoted\"").arg(i);
        product.categories = {QStringLiteral("Men/Tops/Level %1").arg(i % 7), QStringLiteral("Gear")};
        product.attributes = {
            {QStringLiteral("climate"), QStringLiteral("Indoor, Cool; %1").arg(i), {}},
            {QStringLiteral("cloth"), OptionCode(QStringLiteral("Wool %1").arg(i % 5)), {}},
            {QStringLiteral("is_eco"), i % 2 == 0, {}},
            {QStringLiteral("news_from_date"), QDate(2026, 1, 1).addDays(i), {}},
            {QStringLiteral("weight"), 1.25 * i, {}},
            {QStringLiteral("description"), QStringLiteral("<p>Long text %1</p>").arg(i).repeated(30), {}}};
        if (i % 3 == 0)
            product.attributes.append({QStringLiteral("climate"),
                                       QStringLiteral("ในร่ม %1").arg(i),
                                       {QStringLiteral("th"), QStringLiteral("th_TH")}});
        product.prices = {{{}, QStringLiteral("USD"), 1'000 + i}};
        if (i % 4 == 0) {
            for (const QString &size : {QStringLiteral("S"), QStringLiteral("M"), QStringLiteral("L")})
                product.variants.append({product.key.toString() + u'-' + size,
                                         {{QStringLiteral("size"), OptionCode(size), {}}},
                                         {{{}, QStringLiteral("USD"), 900 + i}},
                                         i});
        } else {
            product.variants.append({product.key.toString(), {}, {}, i});
        }
        products.append(product);
    }
    return products;
}

void sortAttributes(QVector<AttributeValue> &values)
{
    std::sort(values.begin(), values.end(), [](const AttributeValue &a, const AttributeValue &b) {
        return std::tie(a.code, a.scope.channel, a.scope.locale) <
               std::tie(b.code, b.scope.channel, b.scope.locale);
    });
}

} // namespace

QVector<Product> shopProducts()
{
    const QString data = testDataDir();
    if (data.isEmpty())
        return madeUp();
    MemoryCatalog memory;
    Catalog ports = memory.ports();
    exchange::ImportOptions options;
    options.sources = {data + QStringLiteral("/catalog/magento/ConfigurableSampleData")};
    const auto report = exchange::importInto(ports, options, [](const QString &) { return Error{}; }, {}, {});
    if (!report || memory.stored.isEmpty())
        qFatal("the sample shop cannot be read: %s",
               report ? "no products" : qPrintable(report.error().toString()));
    QVector<Product> products = madeUp();
    for (const QString &key : std::as_const(memory.order))
        products.append(memory.stored.value(key));
    return products;
}

void fillMagentoShop(const MariaDbServer &server, const QByteArray &database,
                     const QVector<Product> &products)
{
    QByteArray schema =
        "CREATE DATABASE " + database + " DEFAULT CHARSET utf8mb4; USE " + database + ';' + Schema;
    const QList<std::pair<QByteArray, QByteArray>> types{{"varchar", "varchar(255)"},
                                                         {"text", "mediumtext"},
                                                         {"int", "int"},
                                                         {"decimal", "decimal(20,6)"},
                                                         {"datetime", "datetime"}};
    for (const auto &[name, type] : types)
        schema += "CREATE TABLE catalog_product_entity_" + name +
                  " (value_id int PRIMARY KEY AUTO_INCREMENT, attribute_id smallint unsigned NOT NULL, "
                  "store_id smallint unsigned NOT NULL, entity_id int unsigned NOT NULL, value " +
                  type + ", UNIQUE (entity_id, attribute_id, store_id), KEY (attribute_id));";
    schema +=
        "INSERT INTO eav_entity_type VALUES (3, 'catalog_category'), (4, 'catalog_product');"
        "INSERT INTO store_website VALUES (0, 'admin', 'Admin'), (1, 'base', 'Main'), (2, 'th', 'Thailand');"
        "SET sql_mode='NO_AUTO_VALUE_ON_ZERO'; INSERT INTO store VALUES (0, 'admin', 0, 0, 'Admin'), (1, "
        "'default', 1, 1, 'Default'), (2, 'thai', 2, 2, 'Thai');"
        "INSERT INTO core_config_data (scope, scope_id, path, value) VALUES ('default', 0, "
        "'general/locale/code', 'en_US'), ('stores', 1, 'general/locale/code', 'en_US'), "
        "('stores', 2, 'general/locale/code', 'th_TH')";
    server.execute(schema);
    Filler filler(server, database);
    for (const Product &product : products)
        filler.add(product);
}

Product asRead(Product product)
{
    sortAttributes(product.attributes);
    for (Variant &variant : product.variants)
        sortAttributes(variant.attributes);
    product.categories.sort();
    product.images.clear();
    product.version = 0;
    return product;
}

} // namespace vitrine::test
