#pragma once

#include "base/result.h"
#include "ui/plan/query_plan.h"

#include <QWidget>

class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace vitrine::ui {

class JoinGauge;

/// The one join that the plan replaces: its tables against the limits, its text, and what the database says to it when
/// somebody asks. Owned by PlanPage.
class JoinView : public QWidget
{
    Q_OBJECT
public:
    explicit JoinView(QWidget *parent = nullptr);

    void setJoin(const QueryPlan::Join &join);
    void setAsking();
    void setAnswer(const Result<qint64> &rows);
    QString answer() const;

signals:
    void tryRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void applyColors();

    enum class Tone { Dim, Ok, Bad };
    Tone m_tone = Tone::Dim;
    QLabel *m_title, *m_answer, *m_icon;
    JoinGauge *m_gauge;
    QPlainTextEdit *m_sql;
    QPushButton *m_try;
};

/// A statement with a line a clause, in a font of equal widths, to be read and copied.
QPlainTextEdit *makeSqlView(const QString &objectName, const QString &accessibleName, QWidget *parent);
QString readableSql(const QString &sql);

} // namespace vitrine::ui
