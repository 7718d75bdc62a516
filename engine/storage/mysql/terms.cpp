#include "storage/mysql/terms.h"

#include "catalog/product_rules.h"
#include "storage/mysql/insert_rows.h"

#include <algorithm>

namespace vitrine::storage::mysql {

using catalog::AttributeValue;
using catalog::Product;
using catalog::ValueType;

namespace {

template <typename Visit>
void eachValue(const Product &product, Visit &&visit)
{
    for (const AttributeValue &value : product.attributes)
        visit(value);
    for (const catalog::Variant &variant : product.variants) {
        for (const AttributeValue &value : variant.attributes)
            visit(value);
    }
}

const QString *optionOf(const AttributeValue &value)
{
    const auto *option = std::get_if<catalog::OptionCode>(&value.value);
    return option ? &option->toString() : nullptr;
}

QByteArray listed(const QStringList &texts)
{
    QByteArrayList literals;
    for (const QString &text : texts)
        literals.append(literalOf(text));
    return '(' + literals.join(',') + ')';
}

QString textAt(const plan::RowSet &rows, size_t row, int column)
{
    return QString::fromUtf8(plan::textOf(rows.at(row, column)));
}

QString usualLabel(const QString &code)
{
    return QString(code).replace(u'_', u' ').simplified();
}

/// Of an attribute without values. Whoever writes values holds the attribute until they are counted.
QByteArrayList retyping(const QString &code, ValueType type)
{
    return {"SELECT type FROM attribute WHERE code = " + literalOf(code) + " FOR UPDATE",
            "UPDATE attribute SET type = " + QByteArray::number(int(type)) + " WHERE code = " + literalOf(code) +
                " AND coalesce((SELECT sum(number) FROM attribute_count WHERE attribute = attribute.id), 0) = 0"};
}

quint32 numberAt(const plan::RowSet &rows, size_t row, int column)
{
    return quint32(plan::wholeOf(rows.at(row, column)));
}

} // namespace

struct Terms::Missing
{
    QSet<QString> attributes, categories;
    QSet<std::pair<QString, QString>> options, scopes;
    bool isEmpty() const { return attributes.isEmpty() && categories.isEmpty() && options.isEmpty() && scopes.isEmpty(); }
};

Terms::Missing Terms::missing(const QVector<const Product *> &products) const
{
    Missing missing;
    std::lock_guard lock(m_mutex);
    for (const Product *product : products) {
        if (!product)
            continue;
        eachValue(*product, [&](const AttributeValue &value) {
            if (!m_attributes.contains(value.code))
                missing.attributes.insert(value.code);
            if (const QString *option = optionOf(value); option && !m_options.contains({value.code, *option}))
                missing.options.insert({value.code, *option});
            if (const std::pair scope(value.scope.channel, value.scope.locale); !m_scopes.contains(scope))
                missing.scopes.insert(scope);
        });
        for (const QString &path : product->categories) {
            if (!m_categories.contains(path))
                missing.categories.insert(path);
        }
    }
    return missing;
}

/// Takes over what the database has of these.
void Terms::find(WriteTransaction &transaction, const Missing &missing)
{
    QStringList attributes(missing.attributes.begin(), missing.attributes.end());
    QStringList codes, owners, channels, locales;
    for (const auto &[owner, code] : missing.options) {
        owners.append(owner);
        codes.append(code);
    }
    for (const auto &[channel, locale] : missing.scopes) {
        channels.append(channel);
        locales.append(locale);
    }
    const QStringList paths(missing.categories.begin(), missing.categories.end());
    // A list is never empty: NULL is in none.
    const auto in = [](const QStringList &texts) { return texts.isEmpty() ? QByteArray("(NULL)") : listed(texts); };
    const auto answers = transaction.ask(QByteArrayList{
        "SELECT id, code, type FROM attribute WHERE code IN " + in(attributes),
        "SELECT o.id, a.code, o.code FROM attribute_option o JOIN attribute a ON a.id = o.attribute WHERE a.code IN " + in(owners) +
            " AND o.code IN " + in(codes),
        "SELECT id, channel, locale FROM scope WHERE channel IN " + in(channels) + " AND locale IN " + in(locales),
        "SELECT id, path FROM category WHERE path IN " + in(paths)});
    std::lock_guard lock(m_mutex);
    for (size_t row = 0; row < answers[0].rows.rows(); ++row) {
        const plan::Cell &type = answers[0].rows.at(row, 2);
        m_attributes.insert(textAt(answers[0].rows, row, 1),
                            {numberAt(answers[0].rows, row, 0), plan::isNull(type) ? Type() : Type(ValueType(plan::wholeOf(type)))});
    }
    for (size_t row = 0; row < answers[1].rows.rows(); ++row)
        m_options.insert({textAt(answers[1].rows, row, 1), textAt(answers[1].rows, row, 2)}, numberAt(answers[1].rows, row, 0));
    for (size_t row = 0; row < answers[2].rows.rows(); ++row)
        m_scopes.insert({textAt(answers[2].rows, row, 1), textAt(answers[2].rows, row, 2)}, numberAt(answers[2].rows, row, 0));
    for (size_t row = 0; row < answers[3].rows.rows(); ++row)
        m_categories.insert(textAt(answers[3].rows, row, 1), numberAt(answers[3].rows, row, 0));
}

/// What is known of the products' terms, and which attributes of another type than theirs have no values.
Status Terms::look(const QVector<const Product *> &products)
{
    const Missing unknown = missing(products);
    QSet<QString> doubtful;
    const auto gather = [&] {
        std::lock_guard lock(m_mutex);
        doubtful.clear();
        for (const Product *product : products) {
            if (product)
                eachValue(*product, [&](const AttributeValue &value) {
                    const auto known = m_attributes.constFind(value.code);
                    if (known != m_attributes.constEnd() && known->type != catalog::typeOf(value.value))
                        doubtful.insert(value.code);
                });
        }
    };
    gather();
    if (unknown.isEmpty() && doubtful.isEmpty())
        return Done{};
    return m_transactions.run<Done>(QStringLiteral("looking up attributes"), [&](WriteTransaction &transaction) {
        find(transaction, unknown);
        gather();
        if (doubtful.isEmpty())
            return Done{};
        const QStringList codes(doubtful.begin(), doubtful.end());
        // Types as of now, too: they are what others may have changed.
        const plan::RowSet rows = transaction.ask(
            "SELECT a.code, a.type, a.id, coalesce((SELECT sum(c.number) FROM attribute_count c WHERE c.attribute = a.id), 0) "
            "FROM attribute a WHERE a.code IN " +
            listed(codes));
        std::lock_guard lock(m_mutex);
        for (size_t row = 0; row < rows.rows(); ++row) {
            const QString code = textAt(rows, row, 0);
            const plan::Cell &type = rows.at(row, 1);
            m_attributes.insert(code, {numberAt(rows, row, 2), plan::isNull(type) ? Type() : Type(ValueType(plan::wholeOf(type)))});
            if (plan::wholeOf(rows.at(row, 3)) == 0)
                m_unused.insert(code);
            else
                m_unused.remove(code);
        }
        return Done{};
    });
}

Terms::Refusals Terms::refusals(const QVector<const Product *> &products, QHash<QString, ValueType> &types) const
{
    Refusals refusals(products.size());
    std::lock_guard lock(m_mutex);
    for (qsizetype i = 0; i < products.size(); ++i) {
        if (!products[i])
            continue;
        QHash<QString, ValueType> own;
        eachValue(*products[i], [&](const AttributeValue &value) {
            const ValueType type = catalog::typeOf(value.value);
            const auto known = m_attributes.constFind(value.code);
            ValueType expected = types.value(value.code, own.value(value.code, type));
            if (known != m_attributes.constEnd() && known->type && !m_unused.contains(value.code))
                expected = *known->type;
            own.insert(value.code, expected);
            if (type != expected && !refusals[i])
                refusals[i] = Error{ErrorCode::InvalidArgument,
                                    QStringLiteral("\"%1\" is a %2 attribute and cannot hold a %3 value")
                                        .arg(value.code, catalog::valueTypeName(expected), catalog::valueTypeName(type)),
                                    value.code,
                                    {}};
        });
        if (!refusals[i])
            types.insert(own);
    }
    return refusals;
}

Result<Terms::Refusals> Terms::settle(const QVector<const Product *> &products)
{
    if (Status looked = look(products); !looked)
        return looked.error();
    QHash<QString, ValueType> types;
    Refusals refused = refusals(products, types);
    QVector<const Product *> good;
    for (qsizetype i = 0; i < products.size(); ++i) {
        if (products[i] && !refused[i])
            good.append(products[i]);
    }
    if (Status added = add(good, types); !added)
        return added.error();
    return refused;
}

Status Terms::add(const QVector<const Product *> &products, const QHash<QString, ValueType> &types)
{
    QStringList retyped;
    {
        std::lock_guard lock(m_mutex);
        for (auto type = types.begin(); type != types.end(); ++type) {
            const auto known = m_attributes.constFind(type.key());
            if (known == m_attributes.constEnd() || known->type != *type)
                retyped.append(type.key());
        }
    }
    retyped.sort(); // everybody in the same order
    const Missing all = missing(products);
    if (all.isEmpty() && retyped.isEmpty())
        return Done{};
    const Status done = m_transactions.run<Done>(QStringLiteral("new attributes and options"), [&](WriteTransaction &transaction) {
        // Each by itself committed with the others; one that somebody else adds meanwhile is the same one.
        QByteArrayList statements;
        InsertRows attributes("INSERT INTO attribute (code, label) VALUES ", " ON DUPLICATE KEY UPDATE id = id");
        for (const QString &code : all.attributes)
            attributes.add({literalOf(code), literalOf(usualLabel(code))});
        statements += attributes.statements();
        QStringList options;
        for (const auto &[owner, code] : all.options)
            options.append(owner + u'\n' + code);
        options.sort();
        for (const QString &option : options) {
            const QByteArray code = literalOf(option.section(u'\n', 1));
            statements.append("INSERT INTO attribute_option (attribute, code, label) SELECT id, " + code + ", " + code +
                              " FROM attribute WHERE code = " + literalOf(option.section(u'\n', 0, 0)) + " ON DUPLICATE KEY UPDATE label = attribute_option.label");
        }
        InsertRows scopes("INSERT INTO scope (channel, locale) VALUES ", " ON DUPLICATE KEY UPDATE id = id");
        for (const auto &[channel, locale] : all.scopes)
            scopes.add({literalOf(channel), literalOf(locale)});
        statements += scopes.statements();
        InsertRows categories("INSERT INTO category (path) VALUES ", " ON DUPLICATE KEY UPDATE id = id");
        QStringList paths(all.categories.begin(), all.categories.end());
        paths.sort();
        for (const QString &path : std::as_const(paths))
            categories.add({literalOf(path)});
        statements += categories.statements();
        for (const QString &code : std::as_const(retyped))
            statements += retyping(code, types[code]);
        if (!retyped.isEmpty())
            statements.append(loggedChange(LogsTerms, 0, transaction.token()));
        transaction.write(statements);
        Missing again = all;
        again.attributes += QSet<QString>(retyped.begin(), retyped.end());
        find(transaction, again);
        return Done{};
    });
    onChange();
    return done;
}

Status Terms::describe(const QVector<catalog::AttributeHint> &hints)
{
    if (hints.isEmpty())
        return Done{};
    const Status done = m_transactions.run<Done>(QStringLiteral("descriptions of attributes"), [&](WriteTransaction &transaction) {
        QByteArrayList statements;
        for (const catalog::AttributeHint &hint : hints) {
            const QByteArray code = literalOf(hint.code), unit = literalOf(hint.unit);
            const QByteArray usual = literalOf(usualLabel(hint.code));
            if (!hint.option.isEmpty()) {
                const QByteArray label = literalOf(hint.label.isEmpty() ? hint.option : hint.label);
                statements.append("INSERT INTO attribute (code, label) VALUES (" + code + ", " + usual + ") ON DUPLICATE KEY UPDATE id = id");
                statements.append("INSERT INTO attribute_option (attribute, code, label) SELECT id, " + literalOf(hint.option) + ", " +
                                  label + " FROM attribute WHERE code = " + code + " ON DUPLICATE KEY UPDATE label = " + label);
            } else if (hint.label.isEmpty()) {
                statements.append("INSERT INTO attribute (code, label, unit) VALUES (" + code + ", " + usual + ", " + unit +
                                  ") ON DUPLICATE KEY UPDATE unit = " + unit);
            } else {
                const QByteArray label = literalOf(hint.label);
                statements.append("INSERT INTO attribute (code, label, unit) VALUES (" + code + ", " + label + ", " + unit +
                                  ") ON DUPLICATE KEY UPDATE label = " + label + ", unit = " + unit);
            }
        }
        statements.append(loggedChange(LogsTerms, 0, transaction.token()));
        transaction.write(statements);
        return Done{};
    });
    onChange();
    return done;
}

Status Terms::giveTypes(const QMap<QString, ValueType> &types)
{
    const Status done = m_transactions.run<Done>(QStringLiteral("types of attributes"), [&](WriteTransaction &transaction) {
        InsertRows attributes("INSERT INTO attribute (code, label) VALUES ", " ON DUPLICATE KEY UPDATE id = id");
        QByteArrayList typed;
        Missing again;
        for (auto type = types.begin(); type != types.end(); ++type) { // everybody in the same order
            attributes.add({literalOf(type.key()), literalOf(usualLabel(type.key()))});
            typed += retyping(type.key(), *type);
            again.attributes.insert(type.key());
        }
        transaction.write(attributes.statements() + typed + QByteArrayList{loggedChange(LogsTerms, 0, transaction.token())});
        find(transaction, again);
        return Done{};
    });
    onChange();
    return done;
}

void Terms::hold(WriteTransaction &transaction, const QVector<const Product *> &products)
{
    QHash<quint32, ValueType> expected;
    for (const Product *product : products)
        eachValue(*product, [&](const AttributeValue &value) { expected.insert(attribute(value.code), catalog::typeOf(value.value)); });
    if (expected.isEmpty())
        return;
    QList<quint32> ids = expected.keys();
    std::sort(ids.begin(), ids.end());
    QByteArrayList numbers;
    for (const quint32 id : std::as_const(ids))
        numbers.append(QByteArray::number(id));
    const auto held = transaction.write({"SELECT id, type, code FROM attribute WHERE id IN (" + numbers.join(',') + ") ORDER BY id LOCK IN SHARE MODE"});
    const plan::RowSet &rows = held.front().rows;
    bool isStale = false;
    std::lock_guard lock(m_mutex);
    for (size_t row = 0; row < rows.rows(); ++row) {
        const plan::Cell &type = rows.at(row, 1);
        const Type is = plan::isNull(type) ? Type() : Type(ValueType(plan::wholeOf(type)));
        if (is != expected.value(numberAt(rows, row, 0))) {
            m_attributes.insert(textAt(rows, row, 2), {numberAt(rows, row, 0), is});
            m_unused.remove(textAt(rows, row, 2));
            isStale = true;
        }
    }
    if (isStale)
        throw StaleTerms{};
}

bool Terms::isSettled(const Product &product) const
{
    if (!missing({&product}).isEmpty())
        return false;
    bool fits = true;
    std::lock_guard lock(m_mutex);
    eachValue(product, [&](const AttributeValue &value) { fits = fits && m_attributes[value.code].type == catalog::typeOf(value.value); });
    return fits;
}

void Terms::learn(WriteTransaction &transaction, const QVector<const Product *> &products)
{
    if (const Missing unknown = missing(products); !unknown.isEmpty())
        find(transaction, unknown);
}

quint32 Terms::attribute(const QString &code) const
{
    std::lock_guard lock(m_mutex);
    return m_attributes.value(code).id;
}

quint32 Terms::option(const QString &attribute, const QString &code) const
{
    std::lock_guard lock(m_mutex);
    return m_options.value({attribute, code});
}

quint32 Terms::scope(const catalog::Scope &scope) const
{
    std::lock_guard lock(m_mutex);
    return m_scopes.value({scope.channel, scope.locale});
}

quint32 Terms::category(const QString &path) const
{
    std::lock_guard lock(m_mutex);
    return m_categories.value(path);
}

} // namespace vitrine::storage::mysql
