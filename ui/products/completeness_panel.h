#pragma once

#include "ui/bridge/family_session.h"
#include "ui/bridge/latest.h"
#include "ui/models/sheet_fields.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QTreeView;

namespace vitrine::ui {

class CompletenessModel;
class StateView;

/// What the family of a product requires of it, per channel and language: how much is there, and what is not, each of
/// which leads to its field. Owned by the inspector; GUI thread.
class CompletenessPanel : public QWidget
{
    Q_OBJECT
public:
    explicit CompletenessPanel(FamilySession &session, QWidget *parent = nullptr);

    /// Asks how complete it is now; `sku` names a variant as it is alone. Nothing: there is no product.
    void setProduct(const std::optional<catalog::Product> &product, const QString &sku);
    /// The families or the labels have changed.
    void setSchema(const SheetSchema &schema);
    /// "78 %", or empty where there is nothing to say.
    QString share() const { return m_share; }

signals:
    void shareChanged(const QString &share);
    void fieldRequested(const vitrine::catalog::Scope &place, const QString &code);
    /// The product is to be given a family.
    void familyRequested();
    /// There are no families: to where they are declared.
    void familiesRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void ask();
    void show(const catalog::Completeness &completeness);
    void activate(const QModelIndex &index);
    void setShare(const QString &share);

    FamilySession &m_session;
    SheetSchema m_schema;
    std::optional<catalog::Product> m_product;
    QString m_sku, m_share;
    Latest<catalog::Completeness> m_reply;
    CompletenessModel *m_model;
    QLabel *m_summary;
    QTreeView *m_view;
    StateView *m_state;
    QStackedLayout *m_stack = nullptr;
};

} // namespace vitrine::ui
