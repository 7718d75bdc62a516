#include "ui/models/completeness_model.h"

#include "ui/models/sheet_fields.h"

#include <QLocale>

namespace vitrine::ui {

namespace {
// A place's index carries no parent, an attribute's its place's row plus one.
constexpr quintptr PlaceId = 0;

bool sameRows(const catalog::Completeness &a, const catalog::Completeness &b)
{
    return std::equal(a.places.begin(), a.places.end(), b.places.begin(), b.places.end(), [](const auto &one, const auto &other) {
        return one.place == other.place && one.missing == other.missing && one.invalid == other.invalid;
    });
}
} // namespace

CompletenessModel::CompletenessModel(QObject *parent) : QAbstractItemModel(parent) {}

void CompletenessModel::setSchema(const SheetSchema &schema)
{
    m_schema = schema;
    if (!m_completeness.places.isEmpty())
        emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
}

void CompletenessModel::setCompleteness(const catalog::Completeness &completeness)
{
    if (sameRows(completeness, m_completeness)) {
        m_completeness = completeness;
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, 0));
        return;
    }
    beginResetModel();
    m_completeness = completeness;
    endResetModel();
}

catalog::Scope CompletenessModel::placeOf(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return m_completeness.places[index.internalId() == PlaceId ? index.row() : int(index.internalId()) - 1].place;
}

QModelIndex CompletenessModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column != 0 || row >= rowCount(parent))
        return {};
    return createIndex(row, column, parent.isValid() ? quintptr(parent.row()) + 1 : PlaceId);
}

QModelIndex CompletenessModel::parent(const QModelIndex &child) const
{
    if (!child.isValid() || child.internalId() == PlaceId)
        return {};
    return createIndex(int(child.internalId()) - 1, 0, PlaceId);
}

int CompletenessModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_completeness.places.size());
    if (parent.internalId() != PlaceId)
        return 0;
    const auto &place = m_completeness.places[parent.row()];
    return int(place.invalid.size() + place.missing.size());
}

int CompletenessModel::columnCount(const QModelIndex &) const
{
    return 1;
}

QVariant CompletenessModel::placeData(const catalog::PlaceCompleteness &place, int role) const
{
    const QString name = place.place == catalog::Scope{} ? tr("Everywhere") : scopeText(place.place);
    switch (role) {
    case Qt::DisplayRole:
        return name;
    case FilledRole:
        return place.count.filled;
    case RequiredRole:
        return place.count.required;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QLocale locale;
        QString text = place.count.isComplete() ? tr("%1: complete, %2 required").arg(name, locale.toString(place.count.required))
                                                : tr("%1: %2 of %3 filled").arg(name, locale.toString(place.count.filled), locale.toString(place.count.required));
        if (!place.missing.isEmpty())
            text += tr(", %1 missing").arg(locale.toString(place.missing.size()));
        if (!place.invalid.isEmpty())
            text += tr(", %1 against a rule").arg(locale.toString(place.invalid.size()));
        return text;
    }
    default:
        return {};
    }
}

QVariant CompletenessModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    if (index.internalId() == PlaceId)
        return placeData(m_completeness.places[index.row()], role);
    const auto &place = m_completeness.places[int(index.internalId()) - 1];
    const bool isInvalid = index.row() < place.invalid.size();
    const QString code = isInvalid ? place.invalid[index.row()] : place.missing[index.row() - place.invalid.size()];
    switch (role) {
    case Qt::DisplayRole:
        return m_schema.labelOf(code);
    case Qt::ToolTipRole:
        return tr("%1: open its field").arg(code);
    case Qt::AccessibleTextRole:
        return (isInvalid ? tr("%1, against a rule") : tr("%1, missing")).arg(m_schema.labelOf(code));
    case CodeRole:
        return code;
    case InvalidRole:
        return isInvalid;
    default:
        return {};
    }
}

} // namespace vitrine::ui
