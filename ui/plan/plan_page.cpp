#include "ui/plan/plan_page.h"

#include "ui/plan/fetches_model.h"
#include "ui/plan/join_view.h"
#include "ui/plan/timeline_delegate.h"
#include "ui/style/heading_font.h"
#include "ui/style/list_table.h"
#include "ui/style/page_action.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace vitrine::ui {

PlanPage::PlanPage(PlanSession &session, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_model(new FetchesModel(this)),
      m_field(new QLineEdit(this)),
      m_sentence(new QLabel(this)),
      m_table(new QTableView(this)),
      m_statement(makeSqlView(QStringLiteral("plan.statement"), tr("The chosen statement"), this)),
      m_join(new JoinView(this)),
      m_state(new StateView(this))
{
    setObjectName(QStringLiteral("planPage"));
    auto *splitter = new QSplitter(Qt::Horizontal);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeWaterfall());
    splitter->addWidget(m_join);
    splitter->setStretchFactor(0, 5);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({760, 440});
    auto *body = new QWidget;
    m_stack = new QStackedLayout(body);
    m_stack->addWidget(m_state);
    m_stack->addWidget(splitter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    column->addWidget(makeHeader());
    column->addWidget(m_sentence);
    column->addWidget(body, 1);
    m_sentence->setObjectName(QStringLiteral("plan.sentence"));
    m_sentence->setWordWrap(true);
    m_sentence->hide();
    m_state->show(QStringLiteral("split"), tr("Which product?"),
                  tr("Type its key and press Enter: the statements by which its card is read are run and shown."), {});
    setFocusProxy(m_field);
    addActions();
    connect(m_field, &QLineEdit::returnPressed, this, [this] { explain(ProductKey(m_field->text().trimmed())); });
    connect(m_state, &StateView::actionTriggered, this, [this] { explain(m_key); });
    connect(m_join, &JoinView::tryRequested, this, &PlanPage::tryJoin);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PlanPage::showStatement);
}

PlanPage::~PlanPage()
{
    m_cancel.request();
}

QWidget *PlanPage::makeHeader()
{
    auto *header = new QWidget;
    auto *title = new QLabel(tr("Query plan"));
    title->setFont(headingFont(title->font()));
    m_field->setObjectName(QStringLiteral("plan.key"));
    m_field->setPlaceholderText(tr("Product key"));
    m_field->setAccessibleName(tr("Product key"));
    m_field->setClearButtonEnabled(true);
    m_field->setMinimumHeight(32);
    m_field->setMaximumWidth(320);
    m_field->addAction(icon(QStringLiteral("package-search")), QLineEdit::LeadingPosition);
    auto *run = new QPushButton(icon(QStringLiteral("play")), tr("E&xplain"));
    run->setObjectName(QStringLiteral("plan.explain"));
    run->setToolTip(tr("Read the card and show how (Enter, F5)"));
    run->setMinimumHeight(32);
    connect(run, &QPushButton::clicked, this, [this] { explain(ProductKey(m_field->text().trimmed())); });
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(16);
    row->addWidget(title);
    row->addWidget(m_field, 1);
    row->addWidget(run);
    row->addStretch(1);
    return header;
}

QWidget *PlanPage::makeWaterfall()
{
    m_table->setObjectName(QStringLiteral("plan.fetches"));
    m_table->setAccessibleName(tr("Statements of the plan"));
    m_table->setModel(m_model);
    m_table->setItemDelegateForColumn(FetchesModel::Timeline, new TimelineDelegate(m_table));
    makeListTable(m_table, 26);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    QHeaderView *header = m_table->horizontalHeader();
    header->setMinimumSectionSize(40);
    header->resizeSection(FetchesModel::What, 270);
    header->resizeSection(FetchesModel::Wave, 52);
    header->resizeSection(FetchesModel::Rows, 60);
    header->resizeSection(FetchesModel::Time, 74);
    header->resizeSection(FetchesModel::Estimated, 80);
    header->setStretchLastSection(true);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_statement);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({460, 140});
    return splitter;
}

void PlanPage::addActions()
{
    addPageAction(this, tr("Explain another product"), QStringLiteral("package-search"), QKeySequence::Find, [this] {
        m_field->setFocus(Qt::ShortcutFocusReason);
        m_field->selectAll();
    });
    addPageAction(this, tr("Run the plan again"), QStringLiteral("refresh-cw"), QKeySequence::Refresh, [this] { explain(m_key); });
    addPageAction(this, tr("Ask the database for the join"), QStringLiteral("database"), QKeySequence(QStringLiteral("Ctrl+Shift+J")),
        &PlanPage::tryJoin);
}

void PlanPage::suggest(const ProductKey &key)
{
    m_suggested = key;
    if (isVisible() && m_key.isEmpty() && m_field->text().isEmpty())
        explain(key);
}

void PlanPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_key.isEmpty() && !m_suggested.isEmpty())
        explain(m_suggested);
}

void PlanPage::explain(const ProductKey &key)
{
    if (key.isEmpty())
        return;
    m_key = key;
    m_field->setText(key.toString());
    m_cancel.request();
    m_cancel = CancelToken();
    m_answer.forget();
    if (m_stack->currentIndex() == 0)
        m_state->show(QStringLiteral("clock"), tr("Looking\u2026"), {}, {});
    m_plan.ask(m_session.explain(key, m_cancel), [this](const Result<QJsonObject> &document) { showPlan(document); });
}

void PlanPage::showPlan(const Result<QJsonObject> &document)
{
    m_sentence->setVisible(document.ok());
    m_stack->setCurrentIndex(document ? 1 : 0);
    if (!document) {
        const bool isUnknown = document.error().code == ErrorCode::NotFound;
        m_state->show(isUnknown ? QStringLiteral("package-search") : QStringLiteral("circle-alert"),
                      isUnknown ? tr("There is no product \u201c%1\u201d").arg(m_key.toString())
                                : tr("The plan could not be run"),
                      isUnknown ? tr("Keys are matched exactly, capitals included.") : document.error().toString(),
                      isUnknown ? QString() : tr("Retry"));
        return;
    }
    const QueryPlan plan = readPlan(*document);
    m_sentence->setText(planSentence(plan));
    m_model->setPlan(plan);
    m_join->setJoin(plan.join);
    m_table->selectRow(0);
    showStatement();
}

void PlanPage::showStatement()
{
    const int row = m_table->currentIndex().row();
    m_statement->setPlainText(row < 0 ? QString() : readableSql(m_model->fetchAt(row).sql));
}

void PlanPage::tryJoin()
{
    if (m_stack->currentIndex() == 0 || m_answer.waiting())
        return;
    m_join->setAsking();
    m_answer.ask(m_session.tryJoin(m_key, m_cancel), [this](const Result<qint64> &rows) { m_join->setAnswer(rows); });
}

} // namespace vitrine::ui
