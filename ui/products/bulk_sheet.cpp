#include "ui/products/bulk_sheet.h"

#include "ui/commands/change_editor.h"
#include "ui/models/history_list_model.h"
#include "ui/products/bulk_change_row.h"
#include "ui/products/message_bar.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace vitrine::ui {

namespace {

constexpr int NarrowestName = 104, WidestName = 170; ///< pixels
constexpr int SampleHeight = 24; ///< pixels of a row of the preview

/// A bulk edit of more products than these asks for their number before it goes ahead.
constexpr qint64 ArmedFrom = 100;
constexpr int PollMs = 100;
constexpr qint64 MaxBar = std::numeric_limits<int>::max();

QString number(qint64 count) { return QLocale().toString(count); }

QString products(qint64 count) { return count == 1 ? BulkSheet::tr("1 product") : BulkSheet::tr("%1 products").arg(number(count)); }

} // namespace

BulkSheet::BulkSheet(ProductsSession &products, ChangeEditor &editor, QWidget *parent)
    : QWidget(parent), m_products(products), m_editor(editor)
{
    setObjectName(QStringLiteral("bulkSheet"));
    setAccessibleName(tr("Bulk edit"));
    setMinimumWidth(340);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 12);
    column->setSpacing(8);
    column->addWidget(makeHead());
    makeBody(column);
    addRow();

    m_poll.setInterval(PollMs);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        const auto progress = m_products.history().progress();
        m_progress->setMaximum(int(std::min<qint64>(progress.products, MaxBar)));
        m_progress->setValue(int(std::min<qint64>(progress.done, MaxBar)));
        m_progress->setFormat(tr("%1 of %2").arg(number(progress.done), number(progress.products)));
    });
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow();
        m_rows.constLast()->setFocus(Qt::TabFocusReason);
    });
    connect(m_previewButton, &QPushButton::clicked, this, &BulkSheet::preview);
    connect(m_reason, &QLineEdit::returnPressed, this, &BulkSheet::previewByKey);
    connect(m_apply, &QPushButton::clicked, this, &BulkSheet::apply);
    connect(m_arm, &QLineEdit::textChanged, this, &BulkSheet::showArmed);
    connect(m_arm, &QLineEdit::returnPressed, this, &BulkSheet::apply);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_cancel.request();
        if (m_applying)
            m_editor.cancel();
    });
    connect(&m_editor, &ChangeEditor::finished, this, [this](const catalog::ChangeSet &set) {
        if (m_applying)
            finished(set);
        else
            turned(set, true);
    });
    connect(&m_editor, &ChangeEditor::followed, this, [this](const catalog::ChangeSet &undo) { turned(undo, false); });
    connect(&m_editor, &ChangeEditor::failed, this, [this](const Error &error) {
        if (!m_applying)
            return;
        m_applying = false;
        setBusy(false, {});
        showArmed();
        m_summary->setText(tr("It did not go through to the end. What was changed is in each product's history."));
        m_message->show(error.toString());
    });
    edited();
}

BulkSheet::~BulkSheet() { m_cancel.request(); }

QWidget *BulkSheet::makeHead()
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    m_title = new QLabel(head);
    m_title->setObjectName(QStringLiteral("bulk.title"));
    m_title->setWordWrap(true);
    QFont large = font();
    large.setPixelSize(16);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    row->addWidget(m_title, 1);
    m_close = new QToolButton(head);
    m_close->setIcon(icon(QStringLiteral("x")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close the bulk edit"));
    row->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_close, &QToolButton::clicked, this, &BulkSheet::closeRequested);
    return head;
}

void BulkSheet::makeBody(QVBoxLayout *column)
{
    m_message = new MessageBar(this);
    column->addWidget(m_message);
    m_rowColumn = new QVBoxLayout;
    m_rowColumn->setSpacing(10);
    column->addLayout(m_rowColumn);
    m_add = new QPushButton(icon(QStringLiteral("plus")), tr("&Add a change"), this);
    m_add->setObjectName(QStringLiteral("bulk.add"));
    m_reason = new QLineEdit(this);
    m_reason->setObjectName(QStringLiteral("bulk.reason"));
    m_reason->setPlaceholderText(tr("Reason, for the history (optional)"));
    m_reason->setAccessibleName(tr("Reason, for the history"));
    m_reason->setMinimumHeight(30);
    column->addWidget(m_add, 0, Qt::AlignLeft);
    column->addWidget(m_reason);
    m_previewButton = new QPushButton(icon(QStringLiteral("eye")), tr("Previe&w"), this);
    m_previewButton->setObjectName(QStringLiteral("bulk.preview"));
    m_previewButton->setMinimumHeight(32);
    column->addWidget(m_previewButton);

    m_summary = new QLabel(this);
    m_summary->setObjectName(QStringLiteral("bulk.summary"));
    m_summary->setWordWrap(true);
    column->addWidget(m_summary);
    m_samples.setHorizontalHeaderLabels({tr("Product"), tr("Change")});
    m_view = new QTreeView(this);
    m_view->setObjectName(QStringLiteral("bulk.samples"));
    m_view->setAccessibleName(tr("What would change"));
    m_view->setModel(&m_samples);
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    column->addWidget(m_view, 100);
    column->addStretch(1); // while there is nothing to see
    m_view->hide();

    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("bulk.progress"));
    m_stop = new QPushButton(tr("S&top"), this);
    m_stop->setObjectName(QStringLiteral("bulk.stop"));
    auto *progress = new QHBoxLayout;
    progress->addWidget(m_progress, 1);
    progress->addWidget(m_stop);
    column->addLayout(progress);
    m_armLabel = new QLabel(this);
    m_armLabel->setWordWrap(true);
    m_arm = new QLineEdit(this);
    m_arm->setObjectName(QStringLiteral("bulk.arm"));
    m_arm->setMinimumHeight(30);
    m_armLabel->setBuddy(m_arm);
    column->addWidget(m_armLabel);
    column->addWidget(m_arm);
    m_apply = new QPushButton(this);
    m_apply->setObjectName(QStringLiteral("bulk.apply"));
    m_apply->setMinimumHeight(34);
    column->addWidget(m_apply);
    setBusy(false, {});
}

void BulkSheet::setProducts(const catalog::ResultSet &set, const QString &query, bool selected)
{
    m_set = set;
    m_query = selected ? tr("%1 selected").arg(number(set.size())) : query;
    m_title->setText(selected          ? tr("Bulk edit \u00b7 %1 selected products").arg(number(set.size()))
                     : query.isEmpty() ? tr("Bulk edit \u00b7 all %1 products").arg(number(set.size()))
                                       : tr("Bulk edit \u00b7 %1 products matching \u201c%2\u201d").arg(number(set.size()), query));
    if (!m_applying)
        edited();
}

void BulkSheet::reloadSchema()
{
    m_schema.ask(m_products.attributes(), [this](const Result<QVector<catalog::Attribute>> &attributes) {
        if (!attributes)
            return m_message->show(tr("The attributes cannot be read. %1").arg(attributes.error().toString()));
        m_attributes = *attributes;
        for (BulkChangeRow *row : std::as_const(m_rows))
            row->setAttributes(m_attributes);
    });
}

void BulkSheet::addRow()
{
    auto *row = new BulkChangeRow(this);
    row->setAttributes(m_attributes);
    m_rows.append(row);
    m_rowColumn->addWidget(row);
    connect(row, &BulkChangeRow::edited, this, [this] {
        m_outcome.clear();
        edited();
    });
    connect(row, &BulkChangeRow::previewRequested, this, &BulkSheet::previewByKey);
    connect(row, &BulkChangeRow::removeRequested, this, [this, row] { removeRow(row); });
    rowsChanged();
}

void BulkSheet::removeRow(BulkChangeRow *row)
{
    m_rows.removeOne(row);
    row->hide();
    row->deleteLater();
    rowsChanged();
}

void BulkSheet::rowsChanged()
{
    // Tab walks as the eye does, whenever a row was made.
    QVector<QWidget *> chain{m_close};
    for (BulkChangeRow *row : std::as_const(m_rows)) {
        row->setRemovable(m_rows.size() > 1);
        chain += row->tabChain();
    }
    chain += {m_add, m_reason, m_previewButton, m_view, m_stop, m_arm, m_apply};
    for (qsizetype i = 1; i < chain.size(); ++i)
        setTabOrder(chain[i - 1], chain[i]);
    setFocusProxy(m_rows.constFirst());
    edited();
}

QVector<catalog::BulkChange> BulkSheet::changes()
{
    QVector<catalog::BulkChange> changes;
    for (BulkChangeRow *row : std::as_const(m_rows)) {
        const auto change = row->change();
        if (!change)
            return {}; // a row that is not ready: better nothing than a part
        changes.append(*change);
    }
    return changes;
}

void BulkSheet::edited()
{
    // What was previewed is not what is typed any more.
    m_reply.forget();
    m_cancel.request();
    m_poll.stop();
    m_preview.reset();
    showSamples({});
    const QString readOnly = m_products.history().readOnlyReason();
    m_summary->setText(!readOnly.isEmpty() ? readOnly : m_outcome.isEmpty() ? tr("Preview first; it writes nothing.") : m_outcome);
    m_previewButton->setEnabled(readOnly.isEmpty() && m_set.size() > 0 && !changes().isEmpty() && !m_applying);
    m_progress->setVisible(m_applying);
    m_stop->setVisible(m_applying);
    showArmed();
}

void BulkSheet::previewByKey()
{
    if (m_preview && m_preview->changed > 0) // it is there: on to what confirms it
        return focusApply();
    if (m_previewButton->isEnabled())
        preview();
}

void BulkSheet::focusApply()
{
    (m_arm->isVisibleTo(this) ? static_cast<QWidget *>(m_arm) : m_apply)->setFocus(Qt::OtherFocusReason);
}

void BulkSheet::preview()
{
    m_message->clear();
    m_edit = {m_set, m_query, changes()};
    if (m_edit.changes.isEmpty())
        return;
    m_cancel = CancelToken();
    setBusy(true, tr("Comparing\u2026"));
    m_reply.ask(m_products.history().preview(m_edit, m_cancel), [this](const Result<catalog::BulkPreview> &preview) {
        setBusy(false, {});
        if (preview)
            show(*preview);
        else if (preview.error().code != ErrorCode::Cancelled)
            m_message->show(preview.error().toString());
        else
            m_summary->setText(tr("Stopped. Nothing was written."));
    });
}

void BulkSheet::show(const catalog::BulkPreview &preview)
{
    m_preview = preview;
    QStringList parts{tr("%1 of %2 products change").arg(number(preview.changed), number(preview.products))};
    if (preview.unchanged > 0)
        parts.append(tr("%1 have it already").arg(number(preview.unchanged)));
    if (preview.refused > 0)
        parts.append(tr("%1 refuse it").arg(number(preview.refused)));
    m_summary->setText(parts.join(QStringLiteral(" \u00b7 ")));
    showSamples(preview);
    showArmed();
    if (isAncestorOf(QApplication::focusWidget()) && preview.changed > 0)
        focusApply();
}

void BulkSheet::showSamples(const catalog::BulkPreview &preview)
{
    m_samples.removeRows(0, m_samples.rowCount());
    const auto add = [this](const QString &name, const QString &text, bool isWrong) {
        auto *product = new QStandardItem(name);
        product->setToolTip(name);
        auto *change = new QStandardItem(text);
        change->setToolTip(text);
        if (isWrong)
            change->setIcon(icon(QStringLiteral("triangle-alert")));
        product->setSizeHint({0, SampleHeight});
        m_samples.appendRow({product, change});
    };
    for (const catalog::RefusedChange &each : preview.refusedFirst)
        add(each.key.toString(), tr("%1: %2").arg(each.error.where, each.error.what), true);
    for (const auto &sample : preview.samples) {
        for (qsizetype i = 0; i < sample.changes.size(); ++i) {
            const catalog::FieldChange &change = sample.changes[i];
            const QString currency = sample.currencies.value(i);
            catalog::FieldPlace place = change.place;
            const QString sku = std::exchange(place.sku, {}); // names the row, so that there is room for the values
            add(sku.isEmpty() ? sample.key.toString() : sku,
                QStringLiteral("%1: %2 \u2192 %3")
                    .arg(catalog::placeName(place).trimmed(), historyValueText(change.before, currency), historyValueText(change.after, currency)),
                false);
        }
    }
    int widest = 0;
    for (int row = 0; row < m_samples.rowCount(); ++row)
        widest = std::max(widest, m_view->fontMetrics().horizontalAdvance(m_samples.item(row, 0)->text()));
    m_view->header()->resizeSection(0, std::clamp(widest + 12, NarrowestName, WidestName));
    m_view->setVisible(m_samples.rowCount() > 0);
}

void BulkSheet::showArmed()
{
    const qint64 changed = m_preview ? m_preview->changed : 0;
    const bool needsArming = changed > ArmedFrom;
    m_armLabel->setVisible(needsArming);
    m_arm->setVisible(needsArming);
    m_armLabel->setText(tr("Type %1 to go ahead:").arg(changed));
    if (!needsArming)
        m_arm->clear();
    m_apply->setText(changed > 0 ? tr("Change %1").arg(products(changed)) : tr("Change the products"));
    QString typed = m_arm->text().trimmed();
    typed.remove(QLocale().groupSeparator()); // the number is written with them, too
    m_apply->setEnabled(changed > 0 && !m_applying && (!needsArming || typed == QString::number(changed)));
}

void BulkSheet::apply()
{
    if (!m_apply->isEnabled())
        return;
    m_applying = true;
    setBusy(true, tr("Changing\u2026 it can be undone as one."));
    m_editor.apply(m_edit, m_reason->text().trimmed());
}

void BulkSheet::setBusy(bool busy, const QString &what)
{
    const bool hadFocus = isAncestorOf(QApplication::focusWidget());
    m_progress->setVisible(busy);
    m_progress->setRange(0, 0);
    m_stop->setVisible(busy);
    if (busy) {
        if (hadFocus)
            m_stop->setFocus(Qt::OtherFocusReason); // where it is, is about to be disabled
        m_summary->setText(what);
        m_previewButton->setEnabled(false);
        m_apply->setEnabled(false);
        m_poll.start();
    } else {
        m_poll.stop();
        m_previewButton->setEnabled(m_set.size() > 0 && !changes().isEmpty());
        if (hadFocus) // not a text field: Ctrl+Z there would be the text's
            m_previewButton->setFocus(Qt::OtherFocusReason);
    }
    for (QWidget *widget : std::initializer_list<QWidget *>{m_add, m_reason})
        widget->setEnabled(!busy);
    for (BulkChangeRow *row : std::as_const(m_rows))
        row->setEnabled(!busy);
}

void BulkSheet::finished(const catalog::ChangeSet &set)
{
    m_applying = false;
    m_preview.reset();
    showSamples({});
    setBusy(false, {});
    showArmed();
    m_last = set.id;
    m_isUndone = false;
    const QString changed = products(set.changed);
    m_outcome = set.changed == 0 ? tr("Nothing was changed.")
                : set.finished   ? tr("%1 changed. Ctrl+Z takes it back.").arg(changed)
                                 : tr("Stopped: %1 changed. Ctrl+Z takes it back.").arg(changed);
    if (set.refused > 0)
        m_outcome += u' ' + tr("%1 refused it and stayed as they were.").arg(number(set.refused));
    m_summary->setText(m_outcome);
}

void BulkSheet::turned(const catalog::ChangeSet &set, bool isHere)
{
    if (m_last == 0 || set.undoes != m_last)
        return;
    m_last = set.id;
    m_isUndone = !m_isUndone;
    if (m_outcome.isEmpty())
        return; // another edit is being made
    const QString changed = products(set.changed);
    m_outcome = m_isUndone && isHere ? tr("Taken back: %1. Ctrl+Shift+Z makes the change again.").arg(changed)
                : m_isUndone         ? tr("Taken back in the History: %1.").arg(changed)
                : isHere             ? tr("%1 changed again. Ctrl+Z takes it back.").arg(changed)
                                     : tr("%1 changed again, in the History.").arg(changed);
    if (set.refused > 0)
        m_outcome += u' ' + tr("%1 stayed: they were changed since.").arg(number(set.refused));
    if (!m_preview && !m_reply.waiting())
        m_summary->setText(m_outcome);
}

void BulkSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit closeRequested();
    else
        QWidget::keyPressEvent(event);
}

} // namespace vitrine::ui
