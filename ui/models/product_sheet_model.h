#pragma once

#include "catalog/product.h"
#include "ui/commands/field_access.h"

#include <QAbstractItemModel>
#include <QHash>

#include <optional>

namespace vitrine::ui {

/// One product as a sheet of two columns, what and value, in groups: prices, variants with their stock,
/// attributes that hold everywhere, attributes of one channel or language. Editing a value only asks for the
/// change; the new value is shown at once and confirmed or corrected by the next setProduct(). Owned by the
/// inspector; GUI thread.
class ProductSheetModel : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { Label, ValueColumn, ColumnCount };
    enum Role {
        TypeRole = Qt::UserRole + 200, ///< int of catalog::ValueType
        ScopeRole,                     ///< QString: "SG · en_SG"; empty where the value holds everywhere
        UnitRole,                      ///< QString shown behind the value
        CurrencyRole,                  ///< QString: the value is money of this currency
        IntegerRole,                   ///< bool: whole numbers from 0 only
        RemovableRole,                 ///< bool: the value may be taken away
        NoteRole,                      ///< QString: dim text behind the label
        DiffersRole                    ///< bool: it is another value now
    };

    explicit ProductSheetModel(QObject *parent = nullptr);

    void setSchema(const QVector<catalog::Attribute> &attributes);
    /// Keeps rows (and so selection and scroll position) in place when only values differ.
    void setProduct(const std::optional<catalog::Product> &product);
    const std::optional<catalog::Product> &product() const { return m_product; }
    /// A former state that is only looked at: nothing can be edited, and each field says what it is now. Nothing: the
    /// product as it is.
    void setNow(const std::optional<catalog::Product> &now);
    const std::optional<catalog::Product> &now() const { return m_now; }
    /// Shows only fields whose label, code or value contains the text.
    void setFilter(const QString &text);
    int fieldCount() const; ///< shown
    QString groupTitle(int group) const { return m_groups[group].title; }

    /// Asks for the removal of a value that is removable.
    void remove(const QModelIndex &index);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

signals:
    void changeRequested(const vitrine::ui::FieldRef &field,
                         const std::optional<vitrine::catalog::Value> &seen,
                         const std::optional<vitrine::catalog::Value> &wanted);

private:
    struct Field
    {
        FieldRef ref;
        QString label, note, unit, currency;
        catalog::Value value;
        bool integer = false;
        bool differs = false;
        bool operator==(const Field &) const = default;
    };
    struct Group
    {
        QString title;
        QVector<Field> fields;
    };

    QVector<Group> buildGroups() const;
    void compareWithNow(Field &field) const;
    bool matches(const Field &field) const;
    QString labelOf(const QString &code) const;
    static QString textOf(const Field &field);
    const Field *fieldOf(const QModelIndex &index) const;
    void rearrange();

    std::optional<catalog::Product> m_product, m_now;
    QHash<QString, catalog::Attribute> m_schema;
    QString m_filter;
    QVector<Group> m_groups;
};

} // namespace vitrine::ui
