#pragma once

#include "ui/bridge/latest.h"
#include "ui/bridge/plan_session.h"
#include "ui/plan/query_plan.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedLayout;
class QTableView;

namespace vitrine::ui {

class FetchesModel;
class JoinView;
class StateView;

/// The Query plan screen: the statements by which a product's card is read, as a waterfall, and beside it the one join
/// that they replace. The session outlives it. GUI thread.
class PlanPage : public QWidget
{
    Q_OBJECT
public:
    explicit PlanPage(PlanSession &session, QWidget *parent = nullptr);
    ~PlanPage() override;

    /// Runs the plan of this product and shows it.
    void explain(const ProductKey &key);
    /// The product that is shown when nobody has asked for one: explained when the page is looked at.
    void suggest(const ProductKey &key);

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeWaterfall();
    void addActions();
    void showPlan(const Result<QJsonObject> &document);
    void showStatement();
    void tryJoin();

    PlanSession &m_session;
    ProductKey m_key, m_suggested;
    CancelToken m_cancel;
    Latest<QJsonObject> m_plan;
    Latest<qint64> m_answer;
    FetchesModel *m_model;
    QLineEdit *m_field;
    QLabel *m_sentence;
    QTableView *m_table;
    QPlainTextEdit *m_statement;
    JoinView *m_join;
    StateView *m_state;
    QStackedLayout *m_stack = nullptr;
};

} // namespace vitrine::ui
