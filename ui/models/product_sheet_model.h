#pragma once

#include "ui/models/sheet_fields.h"

#include <QAbstractItemModel>

#include <optional>

namespace vitrine::ui {

/// One product, or one of its variants, as a sheet of two columns, what and value, in the groups of sheetOf(), as one
/// channel and language see it or as all do. Editing a value only asks for the change; the new value is shown at once and
/// confirmed or corrected by the next setProduct(). Owned by the inspector; GUI thread.
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
        DiffersRole,                   ///< bool: it is another value now
        OriginRole,                    ///< QString: "inherited", "from SG"; empty for a value that stands here itself
        MissingRole,                   ///< bool: the family requires a value here, and there is none
        EmptyRole,                     ///< bool: there is no value at all
        ProblemRole,                   ///< QString: the rule that the value breaks, and the remedy
        OverridesRole,                 ///< bool: without the value, what is inherited or holds elsewhere would be seen
        OptionsRole,                   ///< QStringList: codes, when there are no others
        FilledRole                     ///< QString of a group: "7 of 9 filled"; empty when nothing is missing
    };

    explicit ProductSheetModel(QObject *parent = nullptr);

    void setAttributes(const QVector<catalog::Attribute> &attributes);
    void setFamilies(std::shared_ptr<const catalog::FamilyModel> families);
    const SheetSchema &schema() const { return m_schema; }
    /// Keeps rows (and so selection and scroll position) in place when only values differ.
    void setProduct(const std::optional<catalog::Product> &product);
    const std::optional<catalog::Product> &product() const { return m_product; }
    /// Which place and which variant is looked at. A variant that the product has not is the product itself.
    void setView(const SheetView &view);
    const SheetView &view() const { return m_view; }
    /// A former state that is only looked at: nothing can be edited, and each field says what it is now. Nothing: the
    /// product as it is.
    void setNow(const std::optional<catalog::Product> &now);
    const std::optional<catalog::Product> &now() const { return m_now; }
    /// Shows only fields whose label, code or value contains the text.
    void setFilter(const QString &text);
    /// Shows only fields that miss a value or have one that breaks a rule.
    void setProblemsOnly(bool only);
    int fieldCount() const; ///< shown
    QString groupTitle(int group) const { return m_groups[group].title; }
    /// The value column of the first line of that attribute; invalid when it is not shown.
    QModelIndex find(const QString &code) const;
    /// Whether the line says of which family the product is.
    bool isFamily(const QModelIndex &index) const;
    /// What a value that is being typed would break, two sentences; empty: nothing.
    QString brokenRule(const QModelIndex &index, const QVariant &typed) const;

    /// Asks for the removal of a value that is removable; what it stood in front of holds again.
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
    QVector<SheetGroup> buildGroups() const;
    void compareWithNow(SheetField &field) const;
    bool matches(const SheetField &field) const;
    QString textOf(const SheetField &field) const { return valueText(field, m_schema); }
    QVariant groupData(const SheetGroup &group, int role) const;
    QVariant valueData(const SheetField &field, int role) const;
    static catalog::Value read(const SheetField &field, const QVariant &value, int role);
    const SheetField *fieldOf(const QModelIndex &index) const;
    void rearrange();

    std::optional<catalog::Product> m_product, m_now;
    SheetView m_view;
    SheetSchema m_schema;
    QString m_filter;
    bool m_problemsOnly = false;
    QVector<SheetGroup> m_groups;
};

} // namespace vitrine::ui
