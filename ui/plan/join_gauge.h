#pragma once

#include "ui/plan/query_plan.h"

#include <QWidget>

namespace vitrine::ui {

/// The number of tables of a join on a scale with the limits of databases. Owned by JoinView.
class JoinGauge : public QWidget
{
    Q_OBJECT
public:
    explicit JoinGauge(QWidget *parent = nullptr);

    void setJoin(const QueryPlan::Join &join);
    QSize sizeHint() const override { return {280, 58}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QueryPlan::Join m_join;
};

} // namespace vitrine::ui
