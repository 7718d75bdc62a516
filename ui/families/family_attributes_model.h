#pragma once

#include "catalog/family.h"

#include <QAbstractTableModel>

namespace vitrine::ui {

/// The attributes of one family in their order, with their rules. Owned by FamilyView; GUI thread.
class FamilyAttributesModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Attribute, Required, Kept, Rule, ColumnCount };

    explicit FamilyAttributesModel(QObject *parent = nullptr);

    void setFamily(const catalog::FamilyDeclaration &declaration, const catalog::Family &family);
    /// What attributes are called; the code when that is not known.
    void setLabels(const QHash<QString, QString> &labels);
    /// Those whose label, code or rule contains the text.
    void setFilter(const QString &text);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Line
    {
        QString code, required, kept, rule;
    };
    void arrange();
    QString labelOf(const QString &code) const { return m_labels.value(code, code); }

    QHash<QString, QString> m_labels;
    QString m_filter;
    QVector<Line> m_all;
    QVector<int> m_shown;
};

} // namespace vitrine::ui
