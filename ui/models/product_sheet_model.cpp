#include "ui/models/product_sheet_model.h"

#include <QLocale>

#include <algorithm>

namespace vitrine::ui {

using catalog::Edit;
using catalog::Value;
using catalog::ValueType;

namespace {
// A group's index carries no parent, a field's carries its group's number plus one.
constexpr quintptr GroupId = 0;
} // namespace

ProductSheetModel::ProductSheetModel(QObject *parent) : QAbstractItemModel(parent) {}

void ProductSheetModel::setAttributes(const QVector<catalog::Attribute> &attributes)
{
    m_schema.setAttributes(attributes);
    rearrange();
}

void ProductSheetModel::setFamilies(std::shared_ptr<const catalog::FamilyModel> families)
{
    m_schema.setFamilies(std::move(families));
    rearrange();
}

void ProductSheetModel::setProduct(const std::optional<catalog::Product> &product)
{
    m_product = product;
    rearrange();
}

void ProductSheetModel::setView(const SheetView &view)
{
    if (view == m_view)
        return;
    m_view = view;
    rearrange();
}

void ProductSheetModel::setNow(const std::optional<catalog::Product> &now)
{
    m_now = now;
    rearrange();
}

void ProductSheetModel::compareWithNow(SheetField &field) const
{
    const auto now = readField(*m_now, field.ref);
    field.differs = now != field.own;
    if (!field.differs)
        return;
    SheetField other = field;
    other.shown = now;
    field.note = now ? tr("now %1").arg(textOf(other)) : tr("gone now");
}

void ProductSheetModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    rearrange();
}

void ProductSheetModel::setProblemsOnly(bool only)
{
    m_problemsOnly = only;
    rearrange();
}

int ProductSheetModel::fieldCount() const
{
    int count = 0;
    for (const SheetGroup &group : m_groups)
        count += int(group.fields.size());
    return count;
}

void ProductSheetModel::rearrange()
{
    QVector<SheetGroup> groups = buildGroups();
    const auto sameField = [](const SheetField &a, const SheetField &b) {
        // What changes a line's height is another line.
        return a.ref == b.ref && a.label == b.label && a.problem.isEmpty() == b.problem.isEmpty() && a.differs == b.differs;
    };
    const auto sameGroup = [&](const SheetGroup &a, const SheetGroup &b) {
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
        bool isOther = false;
        for (int row = 0; row < m_groups[group].fields.size(); ++row) {
            if (m_groups[group].fields[row] == groups[group].fields[row])
                continue;
            isOther = true;
            emit dataChanged(index(row, 0, parent), index(row, ColumnCount - 1, parent));
        }
        if (isOther)
            emit dataChanged(parent, parent);
    }
}

bool ProductSheetModel::matches(const SheetField &field) const
{
    if (m_problemsOnly && !field.missing && field.problem.isEmpty())
        return false;
    return m_filter.isEmpty() || field.label.contains(m_filter, Qt::CaseInsensitive) ||
           field.ref.code.contains(m_filter, Qt::CaseInsensitive) ||
           textOf(field).contains(m_filter, Qt::CaseInsensitive);
}

QVector<SheetGroup> ProductSheetModel::buildGroups() const
{
    if (!m_product)
        return {};
    QVector<SheetGroup> groups = sheetOf(*m_product, m_now ? SheetView{} : m_view, m_schema);
    for (SheetGroup &group : groups) {
        if (m_now) {
            std::for_each(group.fields.begin(), group.fields.end(), [this](SheetField &field) {
                field.missing = false;
                field.problem.clear();
                compareWithNow(field);
            });
            group.fields.removeIf([](const SheetField &field) { return !field.own && !field.differs; });
        }
        group.fields.removeIf([this](const SheetField &field) { return !matches(field); });
    }
    groups.removeIf([](const SheetGroup &group) { return group.fields.isEmpty(); });
    return groups;
}

const SheetField *ProductSheetModel::fieldOf(const QModelIndex &index) const
{
    if (!index.isValid() || index.internalId() == GroupId)
        return nullptr;
    return &m_groups[int(index.internalId()) - 1].fields[index.row()];
}

QModelIndex ProductSheetModel::find(const QString &code) const
{
    for (int group = 0; group < m_groups.size(); ++group) {
        const auto &fields = m_groups[group].fields;
        for (int row = 0; row < fields.size(); ++row) {
            if (fields[row].ref.field == Edit::Field::Attribute && fields[row].ref.code == code)
                return index(row, ValueColumn, index(group, 0));
        }
    }
    return {};
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
    const SheetField *field = fieldOf(index);
    if (!field)
        return index.isValid() ? Qt::ItemIsEnabled : Qt::NoItemFlags;
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren;
    if (index.column() != ValueColumn || m_now)
        return flags;
    // Without a value there is no box that could be checked: yes or no is chosen.
    return flags | (field->type == ValueType::Boolean && field->shown ? Qt::ItemIsUserCheckable : Qt::ItemIsEditable);
}

QVariant ProductSheetModel::groupData(const SheetGroup &group, int role) const
{
    if (role == Qt::DisplayRole)
        return group.title;
    const auto wanting = std::count_if(group.fields.begin(), group.fields.end(),
                                       [](const SheetField &field) { return field.missing || !field.problem.isEmpty(); });
    const QLocale locale;
    const QString filled = wanting == 0 || m_problemsOnly || !m_filter.isEmpty()
                               ? QString()
                               : tr("%1 of %2 filled").arg(locale.toString(group.fields.size() - wanting), locale.toString(group.fields.size()));
    if (role == FilledRole)
        return filled;
    if (role == Qt::AccessibleTextRole)
        return filled.isEmpty() ? group.title : tr("%1, %2").arg(group.title, filled);
    return {};
}

QVariant ProductSheetModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const SheetField *field = fieldOf(index);
    if (!field)
        return index.column() == Label ? groupData(m_groups[index.row()], role) : QVariant();
    switch (role) {
    case TypeRole:
        return int(field->type);
    case ScopeRole:
        return m_view.place && !m_now ? QString() : scopeText(field->ref.scope); // the place is chosen above
    case UnitRole:
        return field->unit;
    case CurrencyRole:
        return field->currency;
    case IntegerRole:
        return field->integer;
    case NoteRole:
        return field->note;
    case RemovableRole:
        return !m_now && field->own && (field->ref.field == Edit::Field::Attribute || !field->ref.sku.isEmpty());
    case DiffersRole:
        return field->differs;
    case OriginRole:
        return field->origin;
    case MissingRole:
        return field->missing;
    case EmptyRole:
        return !field->shown;
    case ProblemRole:
        return field->problem;
    case OverridesRole:
        return field->overrides && !m_now;
    case OptionsRole:
        return field->options;
    default:
        break;
    }
    if (index.column() == Label) {
        if (role == Qt::DisplayRole)
            return field->label;
        return role == Qt::ToolTipRole ? QVariant(field->ref.code) : QVariant();
    }
    return valueData(*field, role);
}

QVariant ProductSheetModel::valueData(const SheetField &field, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return textOf(field);
    case Qt::ToolTipRole: {
        QStringList lines{textOf(field), field.origin, field.problem};
        lines.removeAll(QString());
        return lines.join(u'\n');
    }
    case Qt::AccessibleTextRole: {
        QStringList parts{field.shown ? textOf(field) : field.missing ? tr("missing") : tr("no value")};
        for (const QString &part : {field.origin, field.differs ? field.note : QString(), field.problem}) {
            if (!part.isEmpty())
                parts.append(part);
        }
        return tr("%1: %2").arg(field.label, parts.join(QStringLiteral(", ")));
    }
    case Qt::CheckStateRole:
        if (field.type == ValueType::Boolean && field.shown)
            return std::get<bool>(*field.shown) ? Qt::Checked : Qt::Unchecked;
        return {};
    case Qt::EditRole:
        if (!field.shown)
            return {};
        return std::visit(
            [](const auto &value) -> QVariant {
                if constexpr (std::is_same_v<std::decay_t<decltype(value)>, catalog::OptionCode>)
                    return value.toString();
                else
                    return value;
            },
            *field.shown);
    default:
        return {};
    }
}

Value ProductSheetModel::read(const SheetField &field, const QVariant &value, int role)
{
    switch (field.type) {
    case ValueType::Text:
        return value.toString();
    case ValueType::Number:
        return value.toDouble();
    case ValueType::Boolean:
        return role == Qt::CheckStateRole ? value.toInt() == Qt::Checked : value.toBool();
    case ValueType::Date:
        return value.toDate();
    case ValueType::Option:
        return catalog::OptionCode(value.toString());
    }
    Q_UNREACHABLE();
}

bool ProductSheetModel::isFamily(const QModelIndex &index) const
{
    const SheetField *field = fieldOf(index);
    return field && field->ref.code == catalog::FamilyAttribute && !m_schema.families().declaration().families.isEmpty();
}

QString ProductSheetModel::brokenRule(const QModelIndex &index, const QVariant &typed) const
{
    const SheetField *field = fieldOf(index);
    return field ? brokenRuleText(*field, read(*field, typed, Qt::EditRole), m_schema) : QString();
}

bool ProductSheetModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const SheetField *field = fieldOf(index);
    if (!field || index.column() != ValueColumn || m_now)
        return false;
    const Value wanted = read(*field, value, role);
    // Nothing typed where nothing was, or what is inherited left as it is: no value of its own.
    const bool isNothing = !field->shown && value.toString().isEmpty();
    if (isNothing || field->shown == std::optional(wanted))
        return true;
    const SheetField changed = *field;
    SheetField &shown = m_groups[int(index.internalId()) - 1].fields[index.row()];
    shown.own = shown.shown = wanted;
    shown.origin.clear();
    emit dataChanged(index.siblingAtColumn(Label), index.siblingAtColumn(ValueColumn));
    emit changeRequested(changed.ref, changed.own, wanted);
    return true;
}

void ProductSheetModel::remove(const QModelIndex &index)
{
    if (!index.data(RemovableRole).toBool())
        return;
    const SheetField field = *fieldOf(index);
    emit changeRequested(field.ref, field.own, std::nullopt);
}

} // namespace vitrine::ui
