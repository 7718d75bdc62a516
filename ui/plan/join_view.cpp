#include "ui/plan/join_view.h"

#include "ui/plan/join_gauge.h"
#include "ui/style/theme.h"

#include <QEvent>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace vitrine::ui {

QPlainTextEdit *makeSqlView(const QString &objectName, const QString &accessibleName, QWidget *parent)
{
    auto *view = new QPlainTextEdit(parent);
    view->setObjectName(objectName);
    view->setAccessibleName(accessibleName);
    view->setReadOnly(true);
    view->setTabChangesFocus(true);
    view->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    view->setFont(fixed);
    view->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    return view;
}

QString readableSql(const QString &sql)
{
    static const QRegularExpression clause(
        QStringLiteral("(?<!LEFT)\\s+(?=(?:FROM|LEFT JOIN|JOIN|WHERE|ORDER BY|GROUP BY|LIMIT)\\b)"));
    QString text = sql.trimmed();
    return text.replace(clause, QStringLiteral("\n"));
}

JoinView::JoinView(QWidget *parent)
    : QWidget(parent),
      m_title(new QLabel(this)),
      m_answer(new QLabel(this)),
      m_icon(new QLabel(this)),
      m_gauge(new JoinGauge(this)),
      m_sql(makeSqlView(QStringLiteral("plan.joinSql"), tr("The join that is replaced"), this)),
      m_try(new QPushButton(icon(QStringLiteral("database")), tr("&Ask the database for this join"), this))
{
    setObjectName(QStringLiteral("joinView"));
    setMinimumWidth(300);
    QFont large = font();
    large.setPixelSize(16);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_title->setObjectName(QStringLiteral("plan.joinTitle"));
    m_title->setWordWrap(true);
    m_answer->setObjectName(QStringLiteral("plan.answer"));
    m_answer->setWordWrap(true);
    m_answer->setTextFormat(Qt::PlainText);
    m_answer->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_try->setObjectName(QStringLiteral("plan.try"));
    m_try->setToolTip(tr("Sends this join to the database and shows its own answer (Ctrl+Shift+J)"));
    m_try->setMinimumHeight(32);
    auto *answer = new QHBoxLayout;
    answer->addWidget(m_icon, 0, Qt::AlignTop);
    answer->addWidget(m_answer, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_gauge);
    column->addWidget(m_try);
    column->addLayout(answer);
    column->addWidget(m_sql, 1);
    connect(m_try, &QPushButton::clicked, this, &JoinView::tryRequested);
}

void JoinView::setJoin(const QueryPlan::Join &join)
{
    const bool possible = join.tables <= join.limit;
    m_title->setText(possible ? tr("Instead of one join of %1 tables").arg(join.tables)
                              : tr("Instead of one join of %1 tables, of which this database can join %2")
                                    .arg(join.tables)
                                    .arg(join.limit));
    m_gauge->setJoin(join);
    m_sql->setPlainText(readableSql(join.sql));
    m_try->setEnabled(true);
    m_tone = Tone::Dim;
    m_answer->setText(tr("It was not asked yet. Nothing is written by asking."));
    applyColors();
}

void JoinView::setAsking()
{
    m_try->setEnabled(false);
    m_tone = Tone::Dim;
    m_answer->setText(tr("Asking\u2026"));
    applyColors();
}

void JoinView::setAnswer(const Result<qint64> &rows)
{
    m_try->setEnabled(true);
    m_tone = rows ? Tone::Ok : Tone::Bad;
    m_answer->setText(rows ? *rows == 1 ? tr("The database answers with one row.")
                                  : tr("The database answers with %1 rows.").arg(QLocale().toString(*rows))
                           : tr("The database refuses: %1").arg(rows.error().what));
    applyColors();
}

QString JoinView::answer() const
{
    return m_answer->text();
}

void JoinView::applyColors()
{
    const Tokens &colors = tokens();
    const QColor color = m_tone == Tone::Ok ? colors.ok : m_tone == Tone::Bad ? colors.bad : colors.dim;
    const QString name = m_tone == Tone::Ok    ? QStringLiteral("circle-check")
                         : m_tone == Tone::Bad ? QStringLiteral("circle-x")
                                               : QStringLiteral("info");
    m_icon->setPixmap(iconPixmap(name, color, 16, devicePixelRatioF()));
    QPalette palette = m_answer->palette();
    palette.setColor(QPalette::WindowText, color);
    if (palette != m_answer->palette())
        m_answer->setPalette(palette);
}

void JoinView::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyColors();
}

} // namespace vitrine::ui
