#include "ui/families/family_attributes_model.h"

#include "ui/families/declaration_text.h"

namespace vitrine::ui {

FamilyAttributesModel::FamilyAttributesModel(QObject *parent) : QAbstractTableModel(parent) {}

void FamilyAttributesModel::setFamily(const catalog::FamilyDeclaration &declaration, const catalog::Family &family)
{
    QHash<QString, const catalog::AttributeRule *> rules;
    for (const auto &rule : declaration.attributes)
        rules.insert(rule.code, &rule);
    m_all.clear();
    for (const QString &code : family.attributes)
        m_all.append({code, requiredText(family, code), keptText(rules.value(code)), ruleText(rules.value(code))});
    arrange();
}

void FamilyAttributesModel::setLabels(const QHash<QString, QString> &labels)
{
    m_labels = labels;
    arrange();
}

void FamilyAttributesModel::setFilter(const QString &text)
{
    m_filter = text.trimmed();
    arrange();
}

void FamilyAttributesModel::arrange()
{
    beginResetModel();
    m_shown.clear();
    for (int i = 0; i < m_all.size(); ++i) {
        const Line &line = m_all[i];
        if (m_filter.isEmpty() || line.code.contains(m_filter, Qt::CaseInsensitive) || labelOf(line.code).contains(m_filter, Qt::CaseInsensitive) ||
            line.rule.contains(m_filter, Qt::CaseInsensitive))
            m_shown.append(i);
    }
    endResetModel();
}

int FamilyAttributesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

int FamilyAttributesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FamilyAttributesModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_all[m_shown[index.row()]];
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    switch (index.column()) {
    case Attribute:
        return role == Qt::ToolTipRole ? line.code : labelOf(line.code);
    case Required:
        return line.required.isEmpty() && role == Qt::DisplayRole ? QStringLiteral("\u2013") : line.required;
    case Kept:
        return line.kept;
    default:
        return line.rule.isEmpty() ? tr("anything") : line.rule;
    }
}

QVariant FamilyAttributesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    static const char *const titles[] = {QT_TR_NOOP("Attribute"), QT_TR_NOOP("Required"), QT_TR_NOOP("Kept"), QT_TR_NOOP("May be")};
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    return role == Qt::DisplayRole ? QVariant(tr(titles[section])) : QVariant();
}

} // namespace vitrine::ui
