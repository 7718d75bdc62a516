#pragma once

#include "exchange/akeneo_values.h"
#include "exchange/draft.h"
#include "exchange/row_reader.h"

namespace vitrine::exchange {

/// What one column of products.csv or product_models.csv is.
struct AkeneoColumn
{
    enum class Role { Code, Parent, Family, FamilyVariant, Categories, Groups, Enabled, List, Value, Price, Unit, Unread };

    Role role = Role::Value;
    QString attribute; ///< of Value, Price and Unit; of a List its name
    catalog::Scope scope{};
    QString currency{}; ///< of Price
    int unit = -1;      ///< of a Value: the column of its unit
};

/// The columns of one file of CSV. A value.
class AkeneoColumns
{
public:
    /// `isModels`: of product_models.csv.
    AkeneoColumns(const QStringList &header, const AkeneoTables &tables, bool isModels);

    int code() const { return m_code; }
    int parent() const { return m_parent; }
    /// The attributes that have prices.
    QStringList prices() const;
    /// Columns whose names say nothing that is known.
    const QStringList &unread() const { return m_unread; }

    /// What the row's values look like, of attributes that no table declares.
    void look(const RowReader &row, const AkeneoTables &tables, AkeneoLooks &looks) const;
    /// The first problem of the row, or none.
    AkeneoProblem read(const RowReader &row, AkeneoValues &values, AkeneoPart &part) const;
    /// Adds what these columns speak about.
    void cover(const AkeneoValues &values, Coverage &coverage) const;

private:
    AkeneoColumn columnOf(const QString &name, const QStringList &header, const AkeneoTables &tables) const;

    QVector<AkeneoColumn> m_columns;
    QStringList m_unread;
    bool m_isModels;
    int m_code = -1, m_parent = -1;
};

} // namespace vitrine::exchange
