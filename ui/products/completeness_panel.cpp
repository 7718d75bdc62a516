#include "ui/products/completeness_panel.h"

#include "ui/models/completeness_model.h"
#include "ui/products/completeness_delegate.h"
#include "ui/style/share_bar.h"
#include "ui/style/state_view.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QStackedLayout>
#include <QTreeView>
#include <QVBoxLayout>

namespace vitrine::ui {

CompletenessPanel::CompletenessPanel(FamilySession &session, QWidget *parent)
    : QWidget(parent), m_session(session), m_model(new CompletenessModel(this)), m_summary(new QLabel(this)), m_view(new QTreeView(this)), m_state(new StateView(this))
{
    setObjectName(QStringLiteral("completenessPanel"));
    m_summary->setObjectName(QStringLiteral("completeness.summary"));
    m_summary->setWordWrap(true);
    m_summary->setContentsMargins(4, 4, 4, 2);
    m_view->setObjectName(QStringLiteral("completeness.places"));
    m_view->setAccessibleName(tr("What is there and what is missing, per channel and language"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new CompletenessDelegate(m_view));
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true); // one family may require hundreds of values in each of many places
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setIndentation(16);
    m_view->setMouseTracking(true);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setSelectionMode(QAbstractItemView::NoSelection);
    m_view->installEventFilter(this);
    auto *list = new QWidget;
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_summary);
    column->addWidget(m_view, 1);
    m_stack = new QStackedLayout(this);
    m_stack->addWidget(m_state);
    m_stack->addWidget(list);
    setFocusProxy(m_view);
    connect(m_view, &QTreeView::clicked, this, &CompletenessPanel::activate);
    connect(m_state, &StateView::actionTriggered, this, [this] {
        if (m_schema.families().declaration().families.isEmpty())
            emit familiesRequested();
        else if (m_product && !m_schema.families().familyOf(*m_product))
            emit familyRequested();
        else
            ask();
    });
}

void CompletenessPanel::setProduct(const std::optional<catalog::Product> &product, const QString &sku)
{
    m_product = product;
    m_sku = sku;
    ask();
}

void CompletenessPanel::setSchema(const SheetSchema &schema)
{
    m_schema = schema;
    m_model->setSchema(schema);
    ask();
}

void CompletenessPanel::ask()
{
    m_reply.forget();
    if (!m_product)
        return setShare({});
    const auto say = [this](const QString &iconName, const QString &title, const QString &detail, const QString &action) {
        m_state->show(iconName, title, detail, action);
        m_stack->setCurrentIndex(0);
        setShare({});
    };
    if (m_schema.families().declaration().families.isEmpty())
        return say(QStringLiteral("list-todo"), tr("No families yet"),
                   tr("A family says what products of one kind have to have, in each channel and language."), tr("&Families\u2026"));
    if (!m_schema.families().familyOf(*m_product))
        return say(QStringLiteral("list-todo"), tr("This product has no family"),
                   tr("With one it is told here what is missing, in each channel and language."), tr("Choose its &family"));
    m_reply.ask(m_session.completeness(m_product->key, {}, m_sku), [this, say](const Result<catalog::Completeness> &completeness) {
        if (completeness)
            show(*completeness);
        else
            say(QStringLiteral("circle-alert"), tr("This cannot be told now"), completeness.error().toString(), tr("Retry"));
    });
}

void CompletenessPanel::show(const catalog::Completeness &completeness)
{
    quint64 filled = 0, required = 0;
    for (const auto &place : completeness.places) {
        filled += place.count.filled;
        required += place.count.required;
    }
    const QLocale locale;
    const QString family = m_schema.familyLabel(completeness.family);
    if (filled >= required)
        m_summary->setText(tr("%1: all that is required is there.").arg(family));
    else if (completeness.places.size() == 1)
        m_summary->setText(tr("%1: %2 of %3 required values are there.").arg(family, locale.toString(filled), locale.toString(required)));
    else
        m_summary->setText(tr("%1: %2 of %3 required values are there, in %4 places together.")
                               .arg(family, locale.toString(filled), locale.toString(required), locale.toString(completeness.places.size())));
    QSet<QString> open;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_view->isExpanded(m_model->index(row, 0)))
            open.insert(scopeText(m_model->placeOf(m_model->index(row, 0))));
    }
    m_model->setCompleteness(completeness);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex place = m_model->index(row, 0);
        m_view->setExpanded(place, m_model->rowCount() == 1 || open.contains(scopeText(m_model->placeOf(place))));
    }
    m_stack->setCurrentIndex(1);
    setShare(shareText(qint64(filled), qint64(required)));
}

void CompletenessPanel::setShare(const QString &share)
{
    m_share = share;
    emit shareChanged(share);
}

void CompletenessPanel::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const QString code = index.data(CompletenessModel::CodeRole).toString();
    if (!code.isEmpty())
        emit fieldRequested(m_model->placeOf(index), code);
    else if (m_model->rowCount(index) > 0)
        m_view->setExpanded(index, !m_view->isExpanded(index));
}

bool CompletenessPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Space) {
            activate(m_view->currentIndex());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace vitrine::ui
