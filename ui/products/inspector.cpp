#include "ui/products/inspector.h"

#include "catalog/product_diff.h"
#include "ui/commands/change_editor.h"
#include "ui/commands/product_editor.h"
#include "ui/models/product_sheet_model.h"
#include "ui/products/completeness_panel.h"
#include "ui/products/history_panel.h"
#include "ui/products/merge_panel.h"
#include "ui/products/message_bar.h"
#include "ui/products/picture_viewer.h"
#include "ui/products/values_panel.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QTime>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {
constexpr int CompletenessTab = 1;
} // namespace

Inspector::Inspector(ProductsSession &products, PicturesSession &pictures, ProductEditor &editor,
                     ChangeEditor &changes, QWidget *parent)
    : QWidget(parent),
      m_products(products),
      m_editor(editor),
      m_changes(changes),
      m_sheet(new ProductSheetModel(this))
{
    setObjectName(QStringLiteral("inspector"));
    setMinimumWidth(280);
    m_stack = new QStackedLayout(this);
    m_state = new StateView(this);
    m_content = makeContent(pictures);
    m_stack->addWidget(m_state);
    m_stack->addWidget(m_content);
    setProduct({}, {});
    applyColors();

    connect(m_sheet, &ProductSheetModel::changeRequested, &m_editor, &ProductEditor::change);
    connect(m_name, &QLineEdit::editingFinished, this, &Inspector::renameEdited);
    connect(m_values, &ValuesPanel::viewChanged, this, &Inspector::askCompleteness);
    connect(m_completeness, &CompletenessPanel::shareChanged, this, [this](const QString &share) {
        m_tabs->setTabText(CompletenessTab, share.isEmpty() ? tr("Complete") : tr("Complete %1").arg(share));
    });
    connect(m_completeness, &CompletenessPanel::fieldRequested, this, &Inspector::editField);
    connect(m_completeness, &CompletenessPanel::familyRequested, this, [this] { editField({}, catalog::FamilyAttribute); });
    connect(m_completeness, &CompletenessPanel::familiesRequested, this, &Inspector::familiesRequested);
    connect(m_pictures, &PictureViewer::focusPlaced, this, [this](const ImageId &image, std::optional<catalog::FocalPoint> point) {
        const FieldRef field{m_key, catalog::Edit::Field::Focus, image.toString(), {}};
        if (const auto &product = m_sheet->product())
            m_editor.change(field, readField(*product, field), point ? std::optional(catalog::Value(catalog::toText(*point))) : std::nullopt);
    });
    connect(m_pictures, &PictureViewer::activated, this, [this](const ImageId &image) {
        emit pictureActivated(Picture{image, {}, m_sheet->product() ? m_sheet->product()->name : QString()});
    });
    connect(m_state, &StateView::actionTriggered, this, &Inspector::reload);
    connect(&m_editor, &ProductEditor::saved, this, &Inspector::saved);
    connect(&m_editor, &ProductEditor::conflicted, m_merge, &MergePanel::add);
    connect(m_merge, &MergePanel::mineChosen, &m_editor, &ProductEditor::change);
    connect(&m_editor, &ProductEditor::failed, this, &Inspector::failed);
    connect(&m_changes, &ChangeEditor::finished, this, [this](const catalog::ChangeSet &set) {
        if (set.changed > 0 && set.kind != catalog::ChangeKind::Remove) // another product is shown then
            reload();
        m_history->reload();
    });
    connect(m_history, &HistoryPanel::asOfRequested, this, &Inspector::showAsOf);
    connect(m_asOfBar, &MessageBar::actionTriggered, this, [this] { showAsOf(std::nullopt); });
    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(&m_editor, &ProductEditor::busyChanged, this, [this](bool busy) {
        if (busy)
            showSaveState(QStringLiteral("save"), tr("Saving\u2026"));
    });
}

QWidget *Inspector::makeContent(PicturesSession &pictures)
{
    auto *content = new QWidget(this);
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(12, 12, 12, 8);
    column->setSpacing(6);

    m_pictures = new PictureViewer(pictures, content);
    column->addWidget(m_pictures);

    m_name = new QLineEdit(content);
    m_name->setObjectName(QStringLiteral("inspector.name"));
    m_name->setAccessibleName(tr("Name"));
    QFont large = font();
    large.setPixelSize(16);
    large.setWeight(QFont::DemiBold);
    m_name->setFont(large);
    m_name->setMinimumHeight(34);
    m_name->setTextMargins(6, 0, 6, 0);
    m_name->installEventFilter(this);
    column->addWidget(m_name);

    m_facts = new QLabel(content);
    m_facts->setObjectName(QStringLiteral("inspector.facts"));
    m_facts->setWordWrap(true);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_facts->setContentsMargins(4, 0, 0, 2);
    m_facts->hide(); // a label without a text has nothing to say to a screen reader
    column->addWidget(m_facts);

    m_message = new MessageBar(content);
    column->addWidget(m_message);

    m_merge = new MergePanel(m_products.history(), content);
    column->addWidget(m_merge);
    m_asOfBar = new MessageBar(content, MessageBar::Tone::Info);
    m_asOfBar->setObjectName(QStringLiteral("inspector.asOf"));
    column->addWidget(m_asOfBar);

    m_tabs = new QTabBar(content);
    m_tabs->setObjectName(QStringLiteral("inspector.tabs"));
    m_tabs->setAccessibleName(tr("Values, completeness or history"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->addTab(tr("Values"));
    m_tabs->addTab(tr("Complete"));
    m_tabs->setTabToolTip(CompletenessTab, tr("What the product's family requires, and what is missing"));
    m_tabs->addTab(tr("History"));
    column->addWidget(m_tabs);
    m_pages = new QStackedWidget(content);
    m_values = new ValuesPanel(*m_sheet, content);
    m_pages->addWidget(m_values);
    m_completeness = new CompletenessPanel(m_products.families(), content);
    m_pages->addWidget(m_completeness);
    m_history = new HistoryPanel(m_products.history(), m_changes, content);
    m_pages->addWidget(m_history);
    column->addWidget(m_pages, 1);

    m_foot = new QHBoxLayout;
    m_saveIcon = new QLabel(content);
    m_saveText = new QLabel(content);
    m_saveText->setObjectName(QStringLiteral("inspector.saveState"));
    m_foot->addWidget(m_saveIcon);
    m_foot->addWidget(m_saveText, 1);
    column->addLayout(m_foot);
    return content;
}

void Inspector::addFootAction(QAction *action)
{
    auto *button = new QToolButton(m_content);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setAutoRaise(true);
    button->setMinimumHeight(26);
    m_foot->addWidget(button);
}

void Inspector::setProduct(const ProductKey &key, const QString &brand)
{
    m_brand = brand;
    if (key == m_key && !key.isEmpty())
        return;
    m_key = key;
    if (m_asOf)
        showAsOf(std::nullopt);
    m_history->setProduct(key);
    m_merge->setProduct(key);
    m_message->clear();
    showSaveState({}, {});
    if (key.isEmpty()) {
        m_product.forget();
        m_sheet->setProduct(std::nullopt);
        askCompleteness();
        m_state->show(QStringLiteral("package"), tr("No product selected"),
                      tr("Select one to see and edit its values."), {});
        m_stack->setCurrentWidget(m_state);
        return;
    }
    reload();
}

void Inspector::reload()
{
    if (m_key.isEmpty())
        return;
    if (m_asOf)
        return; // what was then does not change
    m_product.ask(m_products.product(m_key), [this](const Result<catalog::Product> &product) {
        if (product)
            return show(*product);
        m_state->show(QStringLiteral("circle-alert"), tr("This product cannot be shown"),
                      product.error().toString(), tr("Retry"));
        m_stack->setCurrentWidget(m_state);
    });
}

void Inspector::showAsOf(std::optional<qint64> atMs)
{
    m_asOf = atMs;
    m_pictures->setFocusEditable(!atMs);
    m_name->setReadOnly(atMs.has_value());
    if (!atMs) {
        m_asOfBar->clear();
        m_sheet->setNow(std::nullopt);
        return reload();
    }
    const std::optional<catalog::Product> now = m_sheet->now() ? m_sheet->now() : m_sheet->product();
    m_product.ask(m_products.history().productAt(m_key, *atMs), [this, now](const Result<catalog::Product> &then) {
        const QString when =
            QLocale().toString(QDateTime::fromMSecsSinceEpoch(m_asOf.value_or(0)), QLocale::ShortFormat);
        if (!then) {
            showAsOf(std::nullopt);
            return m_message->show(tr("As of %1: %2").arg(when, then.error().toString()));
        }
        const int differences = now ? int(catalog::diff(*then, *now).size()) : 0;
        const QString compared = differences == 0   ? tr("Nothing is different now.")
                                 : differences == 1 ? tr("One field is different now.")
                                                    : tr("%1 fields are different now.").arg(QLocale().toString(differences));
        m_asOfBar->show(tr("As of %1, to look at. %2").arg(when, compared), tr("&Back to now"));
        m_sheet->setNow(now);
        show(*then);
        m_tabs->setCurrentIndex(0);
    });
}

void Inspector::focusMerge()
{
    if (m_merge->isAsking())
        m_merge->setFocus(Qt::ShortcutFocusReason);
}

void Inspector::reloadSchema()
{
    m_schema.ask(m_products.attributes(), [this](const Result<QVector<catalog::Attribute>> &attributes) {
        // Without the schema the sheet shows codes instead of labels: still usable, so nobody is disturbed.
        if (!attributes)
            return;
        m_sheet->setAttributes(*attributes);
        m_completeness->setSchema(m_sheet->schema());
    });
    m_sheet->setFamilies(m_products.families().model());
    m_values->refreshChoices();
    m_completeness->setSchema(m_sheet->schema());
}

void Inspector::askCompleteness()
{
    m_completeness->setProduct(m_asOf ? std::nullopt : m_sheet->product(), m_sheet->view().sku);
}

void Inspector::editField(const catalog::Scope &place, const QString &code)
{
    if (m_asOf)
        showAsOf(std::nullopt);
    m_tabs->setCurrentIndex(0);
    m_values->editField(place, code);
}

void Inspector::show(const catalog::Product &product)
{
    m_stack->setCurrentWidget(m_content);
    m_pictures->setPictures(product.images);
    if (!m_name->hasFocus() || !m_name->isModified()) {
        m_name->setText(product.name);
        m_name->setCursorPosition(0);
    }
    QStringList facts{product.key.toString()};
    if (!m_brand.isEmpty())
        facts << m_brand;
    QStringList lines{facts.join(QStringLiteral(" \u00b7 "))};
    for (const QString &category : product.categories) {
        QString path = category;
        lines << path.replace(u'/', QStringLiteral(" \u203a "));
    }
    lines << tr("Version %1 \u00b7 %2 in stock")
                 .arg(QLocale().toString(product.version), QLocale().toString(product.stock()));
    m_facts->setText(lines.join(u'\n'));
    m_facts->show();
    m_sheet->setProduct(product);
    m_values->refreshChoices();
    askCompleteness();
}

void Inspector::saved(const catalog::Product &product)
{
    showSaveState(QStringLiteral("circle-check"),
                  tr("Saved %1").arg(QLocale().toString(QTime::currentTime(), QLocale::ShortFormat)));
    if (product.key != m_key)
        return;
    m_message->clear();
    m_history->reload();
    if (!m_asOf)
        show(product);
}

void Inspector::failed(const FieldRef &field, const Error &error)
{
    showSaveState(QStringLiteral("circle-alert"), tr("Not saved"));
    const QString text = error.toString();
    const bool isHere = field.key == m_key;
    if (!(isHere && error.code == ErrorCode::Conflict && m_merge->isAsking())) // which says it itself
        m_message->show(isHere ? text : tr("%1: %2").arg(field.key.toString(), text));
    // What the sheet shows may be what the person wanted: back to the truth.
    m_name->setModified(false);
    reload();
}

void Inspector::renameEdited()
{
    const auto &product = m_sheet->product();
    if (!product || !m_name->isModified() || m_name->text() == product->name)
        return;
    m_name->setModified(false);
    m_editor.change({product->key, catalog::Edit::Field::Name, {}, {}}, catalog::Value(product->name),
                    catalog::Value(m_name->text()));
}

bool Inspector::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (watched == m_name && key == Qt::Key_Escape && m_sheet->product()) {
        m_name->setText(m_sheet->product()->name);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void Inspector::showSaveState(const QString &iconName, const QString &text)
{
    m_saveIconName = iconName;
    m_saveText->setText(text);
    applyColors();
}

void Inspector::applyColors()
{
    const Tokens &colors = tokens();
    for (QLabel *label : {m_facts, m_saveText}) {
        QPalette dim = label->palette();
        dim.setColor(QPalette::WindowText, colors.dim);
        if (label->palette() != dim)
            label->setPalette(dim);
    }
    if (m_saveIconName.isEmpty())
        return m_saveIcon->setPixmap({});
    const QColor color = m_saveIconName == u"circle-check"   ? colors.ok
                         : m_saveIconName == u"circle-alert" ? colors.bad
                                                             : colors.dim;
    m_saveIcon->setPixmap(iconPixmap(m_saveIconName, color, 16, devicePixelRatioF()));
}

void Inspector::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_saveText)
        applyColors();
}

} // namespace vitrine::ui
