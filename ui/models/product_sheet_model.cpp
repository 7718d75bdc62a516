#include "ui/models/product_sheet_model.h"

#include "ui/models/money_text.h"
#include "ui/style/theme.h"

#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

using catalog::Edit;
using catalog::Value;
using catalog::ValueType;

namespace {
// A group's index carries no parent, a field's carries its group's number plus one.
constexpr quintptr GroupId = 0;

QString scopeText(const catalog::Scope &scope)
{
    QStringList parts{scope.channel, scope.locale};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" \u00b7 "));
}
} // namespace

ProductSheetModel::ProductSheetModel(QObject *parent) : QAbstractItemModel(parent) {}

void ProductSheetModel::setSchema(const QVector<catalog::Attribute> &attributes)
{
    m_schema.clear();
    for (const auto &attribute : attributes)
        m_schema.insert(attribute.code, attribute);
    rearrange();
}

void ProductSheetModel::setProduct(const std::optional<catalog::Product> &product)
{
    m_product = product;
    rearrange();
}

void ProductSheetModel::setNow(const std::optional<catalog::Product> &now)
{
    m_now = now;
    rearrange();
}

void ProductSheetModel::compareWithNow(Field &field) const
{
    const auto now = readField(*m_now, field.ref);
    field.differs = now != std::optional(field.value);
    if (!field.differs)
        return;
    Field other = field;
    if (now)
        other.value = *now;
    field.note = now ? tr("now %1").arg(textOf(other)) : tr("gone now");
}

void ProductSheetModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    rearrange();
}

int ProductSheetModel::fieldCount() const
{
    int count = 0;
    for (const Group &group : m_groups)
        count += int(group.fields.size());
    return count;
}

void ProductSheetModel::rearrange()
{
    QVector<Group> groups = buildGroups();
    const auto sameField = [](const Field &a, const Field &b) {
        return a.ref == b.ref && a.label == b.label;
    };
    const auto sameGroup = [&](const Group &a, const Group &b) {
        return a.title == b.title &&
               std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(), sameField);
    };
    if (!std::equal(groups.begin(), groups.end(), m_groups.begin(), m_groups.end(), sameGroup)) {
        beginResetModel();
        m_groups = std::move(groups);
        endResetModel();
        return;
    }
    // Only what is different is told: an editor that is open on another field keeps what was typed.
    groups.swap(m_groups);
    for (int group = 0; group < m_groups.size(); ++group) {
        const QModelIndex parent = index(group, 0);
        for (int row = 0; row < m_groups[group].fields.size(); ++row) {
            if (m_groups[group].fields[row] != groups[group].fields[row])
                emit dataChanged(index(row, 0, parent), index(row, ColumnCount - 1, parent));
        }
    }
}

QString ProductSheetModel::labelOf(const QString &code) const
{
    const auto found = m_schema.constFind(code);
    if (found != m_schema.constEnd() && !found->label.isEmpty())
        return found->label;
    QString label = code;
    return label.replace(u'_', u' ');
}

bool ProductSheetModel::matches(const Field &field) const
{
    return m_filter.isEmpty() || field.label.contains(m_filter, Qt::CaseInsensitive) ||
           field.ref.code.contains(m_filter, Qt::CaseInsensitive) ||
           textOf(field).contains(m_filter, Qt::CaseInsensitive);
}

QVector<ProductSheetModel::Group> ProductSheetModel::buildGroups() const
{
    if (!m_product)
        return {};
    const ProductKey &key = m_product->key;
    Group prices{tr("Prices"), {}}, variants{tr("Variants and stock"), {}}, everywhere{tr("Attributes"), {}},
        scoped{tr("By channel and language"), {}};

    for (const auto &price : m_product->prices) {
        const QString label = price.channel.isEmpty() ? tr("Every channel") : price.channel;
        prices.fields.append({{key, Edit::Field::PriceMinor, price.channel, {}},
                              label,
                              {},
                              {},
                              price.currency,
                              Value(double(price.minor)),
                              true});
    }
    for (const auto &variant : m_product->variants) {
        QStringList own;
        for (const auto &value : variant.attributes)
            own << textOf({{}, {}, {}, {}, {}, value.value, false});
        for (const auto &price : variant.prices)
            own << formatMoney(price.minor, price.currency);
        variants.fields.append({{key, Edit::Field::Stock, variant.sku, {}},
                                variant.sku,
                                own.join(QStringLiteral(", ")),
                                tr("in stock"),
                                {},
                                Value(double(variant.stock)),
                                true});
    }
    for (const auto &value : m_product->attributes) {
        Group &group = value.scope == catalog::Scope{} ? everywhere : scoped;
        group.fields.append({{key, Edit::Field::Attribute, value.code, value.scope},
                             labelOf(value.code),
                             {},
                             m_schema.value(value.code).unit,
                             {},
                             value.value,
                             false});
    }
    const auto byLabel = [](const Field &a, const Field &b) {
        const int order = QString::localeAwareCompare(a.label, b.label);
        return order != 0 ? order < 0 : scopeText(a.ref.scope) < scopeText(b.ref.scope);
    };
    std::sort(everywhere.fields.begin(), everywhere.fields.end(), byLabel);
    std::sort(scoped.fields.begin(), scoped.fields.end(), byLabel);

    QVector<Group> groups;
    for (Group *group : {&prices, &variants, &everywhere, &scoped}) {
        if (m_now)
            std::for_each(group->fields.begin(), group->fields.end(), [this](Field &field) { compareWithNow(field); });
        group->fields.removeIf([this](const Field &field) { return !matches(field); });
        if (!group->fields.isEmpty())
            groups.append(std::move(*group));
    }
    return groups;
}

QString ProductSheetModel::textOf(const Field &field)
{
    if (!field.currency.isEmpty())
        return formatMoney(qint64(std::get<double>(field.value)), field.currency);
    switch (catalog::typeOf(field.value)) {
    case ValueType::Text:
        return std::get<QString>(field.value);
    case ValueType::Number: {
        const QString number = QLocale().toString(std::get<double>(field.value), 'g', 12);
        return field.unit.isEmpty() ? number : number + u'\u00a0' + field.unit;
    }
    case ValueType::Boolean:
        return std::get<bool>(field.value) ? tr("Yes") : tr("No");
    case ValueType::Date:
        return QLocale().toString(std::get<QDate>(field.value), QLocale::ShortFormat);
    case ValueType::Option:
        return std::get<catalog::OptionCode>(field.value).toString();
    }
    Q_UNREACHABLE();
}

const ProductSheetModel::Field *ProductSheetModel::fieldOf(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == GroupId)
        return nullptr;
    return &m_groups[int(index.internalId()) - 1].fields[index.row()];
}

QModelIndex ProductSheetModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : GroupId);
}

QModelIndex ProductSheetModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == GroupId)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, GroupId);
}

int ProductSheetModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_groups.size());
    return parent.column() > 0 || parent.internalId() != GroupId ? 0
                                                                 : int(m_groups[parent.row()].fields.size());
}

int ProductSheetModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

Qt::ItemFlags ProductSheetModel::flags(const QModelIndex &index) const
{
    const Field *field = fieldOf(index);
    if (!field)
        return index.isValid() ? Qt::ItemIsEnabled : Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() != ValueColumn || m_now)
        return flags;
    return flags | (catalog::typeOf(field->value) == ValueType::Boolean ? Qt::ItemIsUserCheckable
                                                                        : Qt::ItemIsEditable);
}

QVariant ProductSheetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Field *field = fieldOf(index);
    if (!field)
        return index.column() == Label && role == Qt::DisplayRole ? QVariant(m_groups[index.row()].title)
                                                                  : QVariant();
    switch (role) {
    case TypeRole:
        return int(catalog::typeOf(field->value));
    case ScopeRole:
        return scopeText(field->ref.scope);
    case UnitRole:
        return field->unit;
    case CurrencyRole:
        return field->currency;
    case IntegerRole:
        return field->integer;
    case NoteRole:
        return field->note;
    case RemovableRole:
        return field->ref.field == Edit::Field::Attribute && !m_now;
    case DiffersRole:
        return field->differs;
    default:
        break;
    }
    if (index.column() == Label) {
        if (role == Qt::DisplayRole)
            return field->label;
        return role == Qt::ToolTipRole ? QVariant(field->ref.code) : QVariant();
    }
    const ValueType type = catalog::typeOf(field->value);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return textOf(*field);
    case Qt::AccessibleTextRole:
        return field->differs ? tr("%1: %2, %3").arg(field->label, textOf(*field), field->note)
                              : tr("%1: %2").arg(field->label, textOf(*field));
    case Qt::CheckStateRole:
        if (type == ValueType::Boolean)
            return std::get<bool>(field->value) ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::EditRole:
        if (type == ValueType::Option)
            return std::get<catalog::OptionCode>(field->value).toString();
        return std::visit(
            [](const auto &value) -> QVariant {
                if constexpr (std::is_same_v<std::decay_t<decltype(value)>, catalog::OptionCode>)
                    return value.toString();
                else
                    return value;
            },
            field->value);
    default:
        return {};
    }
}

bool ProductSheetModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const Field *field = fieldOf(index);
    if (!field || index.column() != ValueColumn || m_now)
        return false;
    const Value seen = field->value;
    Value wanted = seen;
    switch (catalog::typeOf(seen)) {
    case ValueType::Text:
        wanted = value.toString();
        break;
    case ValueType::Number:
        wanted = value.toDouble();
        break;
    case ValueType::Boolean:
        wanted = role == Qt::CheckStateRole ? value.toInt() == Qt::Checked : value.toBool();
        break;
    case ValueType::Date:
        wanted = value.toDate();
        break;
    case ValueType::Option:
        wanted = catalog::OptionCode(value.toString());
        break;
    }
    if (wanted == seen)
        return true;
    const FieldRef ref = field->ref;
    m_groups[int(index.internalId()) - 1].fields[index.row()].value = wanted;
    emit dataChanged(index, index);
    emit changeRequested(ref, seen, wanted);
    return true;
}

void ProductSheetModel::remove(const QModelIndex &index)
{
    const Field *field = fieldOf(index);
    if (field && field->ref.field == Edit::Field::Attribute)
        emit changeRequested(FieldRef(field->ref), field->value, std::nullopt);
}

} // namespace vitrine::ui
