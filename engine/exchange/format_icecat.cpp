#include "exchange/source_reader.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace vitrine::exchange {

using catalog::Product;
using catalog::ValueType;
using nlohmann::json;

namespace {

QString textOf(const json &object, const char *name)
{
    const auto member = object.find(name);
    if (member == object.end() || !member->is_string())
        return {};
    return QString::fromStdString(member->get_ref<const std::string &>());
}

/// Adds the value of attr_t_…, attr_n_… or attr_b_…; a reason when its type is not the one that its name
/// promises.
QString addAttribute(Product &product, const std::string &name, const json &value, AttributeCodes &codes)
{
    if (value.is_null())
        return {};
    const QString bare = QString::fromStdString(name.substr(7));
    switch (name[5]) {
    case 't':
        if (!value.is_string())
            return QStringLiteral("a text is expected");
        if (const auto &text = value.get_ref<const std::string &>(); !text.empty())
            product.attributes.append(
                {codes.resolve(bare, ValueType::Text), QString::fromStdString(text), {}});
        return {};
    case 'n':
        if (!value.is_number() || !std::isfinite(value.get<double>()))
            return QStringLiteral("a number is expected");
        product.attributes.append({codes.resolve(bare, ValueType::Number), value.get<double>(), {}});
        return {};
    case 'b':
        if (!value.is_boolean())
            return QStringLiteral("true or false is expected");
        product.attributes.append({codes.resolve(bare, ValueType::Boolean), value.get<bool>(), {}});
        return {};
    default:
        return QStringLiteral("an attribute is attr_t_, attr_n_ or attr_b_");
    }
}

void addFields(Product &product, const json &object, AttributeCodes &codes)
{
    if (const QString brand = textOf(object, "supplier").trimmed(); !brand.isEmpty())
        product.attributes.append({QStringLiteral("brand"), catalog::OptionCode(brand), {}});
    const auto field = [&](const char *code, const QString &label, const QString &text) {
        if (!text.isEmpty())
            addText(product, codes.resolve(QLatin1String(code), ValueType::Text, label), text);
    };
    field("part_number", QStringLiteral("Part number"), textOf(object, "name"));
    field("short_description", QStringLiteral("Short description"), textOf(object, "short_description"));
    QStringList eans;
    if (const auto ean = object.find("ean"); ean != object.end() && ean->is_array()) {
        for (const json &number : *ean) {
            if (number.is_string())
                eans.append(QString::fromStdString(number.get_ref<const std::string &>()));
        }
    }
    field("ean", QStringLiteral("EAN"), eans.join(QStringLiteral(", ")));
    const QDate released = QDate::fromString(textOf(object, "date_released").left(10), Qt::ISODate);
    if (released.isValid())
        product.attributes.append(
            {codes.resolve(QStringLiteral("date_released"), ValueType::Date, QStringLiteral("Released")),
             released,
             {}});
}

} // namespace

/// Icecat as querqy/chorus publishes it: key = id, name = title, brand = supplier, price in integer US cents.
/// Pictures are addresses on the web only, so that the file says nothing about the catalog's pictures.
Status readIcecat(const SourceFile &file, ImportRun &run)
{
    auto coverage = std::make_shared<Coverage>();
    coverage->images = false;
    SeenKeys seen;
    return readObjects(file, run, [&](const json &object, qint64 line) -> Status {
        ProductDraft draft;
        draft.file = file.path;
        draft.line = line;
        draft.coverage = coverage;
        Product &product = draft.product;
        const QString key = textOf(object, "id");
        if (key.isEmpty()) {
            run.rejectProduct(file.path, line, QStringLiteral("id"), QStringLiteral("the product has no id"));
            return Done{};
        }
        if (!seen.insert(key)) {
            run.rejectProduct(file.path, line, QStringLiteral("id"),
                              QStringLiteral("the id %1 was in this file before").arg(key));
            return Done{};
        }
        product.key = ProductKey(key);
        product.name = textOf(object, "title");
        addFields(product, object, run.codes());
        for (const auto &[name, value] : object.items()) {
            if (name.size() <= 7 || name.compare(0, 5, "attr_") != 0 || name[6] != '_')
                continue;
            if (const QString problem = addAttribute(product, name, value, run.codes()); !problem.isEmpty()) {
                run.rejectProduct(file.path, line, QString::fromStdString(name), problem);
                return Done{};
            }
        }
        if (const auto price = object.find("price"); price != object.end() && price->is_number_integer())
            product.prices.append({{}, QStringLiteral("USD"), price->get<qint64>()});
        product.variants.append({key, {}, {}, 0});
        return run.add(std::move(draft));
    });
}

} // namespace vitrine::exchange
