#include "ui/families/declaration_preview.h"

#include "ui/style/heading_font.h"
#include "ui/style/list_table.h"
#include "ui/style/theme.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace vitrine::ui {

namespace {
enum Column { Kind, What, Detail, ColumnCount };
} // namespace

DeclarationPreview::DeclarationPreview(QWidget *parent)
    : QWidget(parent), m_title(new QLabel(this)), m_sentence(new QLabel(this)), m_table(new QTableWidget(0, ColumnCount, this)), m_apply(new QPushButton(this)),
      m_cancel(new QPushButton(tr("&Cancel"), this))
{
    setObjectName(QStringLiteral("declarationPreview"));
    m_title->setFont(headingFont(m_title->font()));
    m_title->setTextFormat(Qt::PlainText);
    m_sentence->setObjectName(QStringLiteral("preview.sentence"));
    m_sentence->setWordWrap(true);
    m_table->setObjectName(QStringLiteral("preview.changes"));
    m_table->setAccessibleName(tr("What would change"));
    m_table->setHorizontalHeaderLabels({QString(), tr("What"), tr("Change")});
    makeListTable(m_table, 28);
    m_table->setWordWrap(true);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->resizeSection(Kind, 110);
    m_table->horizontalHeader()->resizeSection(What, 260);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_apply->setObjectName(QStringLiteral("preview.apply"));
    m_apply->setMinimumHeight(32);
    m_cancel->setObjectName(QStringLiteral("preview.cancel"));
    m_cancel->setMinimumHeight(32);
    m_cancel->setToolTip(tr("Nothing is changed (Esc)"));
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_apply);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_title);
    column->addWidget(m_sentence);
    column->addWidget(m_table, 1);
    column->addLayout(buttons);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        m_apply->setEnabled(false); // once
        emit applyRequested();
    });
    connect(m_cancel, &QPushButton::clicked, this, &DeclarationPreview::cancelRequested);
}

void DeclarationPreview::showChanges(const QString &file, const QVector<DeclarationChange> &changes, qint64 products)
{
    using Change = DeclarationChange::Kind;
    const QLocale locale;
    m_title->setText(tr("What %1 would change").arg(QFileInfo(file).fileName()));
    const bool isAny = !changes.isEmpty();
    m_sentence->setText(isAny ? tr("The file replaces what is declared. From then on values that break a rule are refused; those that are there stay, and count as "
                                   "invalid. %1 products are counted anew.")
                                    .arg(locale.toString(products))
                              : tr("Nothing: the families are declared exactly so."));
    m_table->setVisible(isAny);
    m_table->setRowCount(int(changes.size()));
    const struct
    {
        Change kind;
        QString icon, text;
    } kinds[] = {{Change::Added, QStringLiteral("plus"), tr("New")}, {Change::Removed, QStringLiteral("trash-2"), tr("Gone")}, {Change::Changed, QStringLiteral("pencil"), tr("Changed")}};
    for (int row = 0; row < changes.size(); ++row) {
        const auto &kind = *std::find_if(std::begin(kinds), std::end(kinds), [&](const auto &each) { return each.kind == changes[row].kind; });
        m_table->setItem(row, Kind, new QTableWidgetItem(icon(kind.icon), kind.text));
        m_table->setItem(row, What, new QTableWidgetItem(changes[row].what));
        m_table->setItem(row, Detail, new QTableWidgetItem(changes[row].detail));
        for (const Column column : {What, Detail})
            m_table->item(row, column)->setToolTip(m_table->item(row, column)->text());
    }
    m_apply->setEnabled(true);
    m_apply->setVisible(isAny);
    m_apply->setText(changes.size() == 1 ? tr("&Declare this change") : tr("&Declare these %1 changes").arg(locale.toString(changes.size())));
    m_cancel->setText(isAny ? tr("&Cancel") : tr("&Back"));
    (isAny ? static_cast<QWidget *>(m_table) : m_cancel)->setFocus(Qt::OtherFocusReason);
}

void DeclarationPreview::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit cancelRequested();
    else
        QWidget::keyPressEvent(event);
}

} // namespace vitrine::ui
