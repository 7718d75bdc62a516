#include "ui/products/remove_dialog.h"

#include "ui/style/theme.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int NamedProducts = 5;
/// A removal of more products than these asks for their number, like a bulk edit.
constexpr qint64 ArmedFrom = 100;
constexpr int NameChars = 60;
constexpr int IconSide = 32;

QString number(qint64 count) { return QLocale().toString(count); }

QString shortened(const QString &name)
{
    return name.size() <= NameChars ? name : name.left(NameChars - 1).trimmed() + QChar(0x2026);
}

QString counted(qint64 count, const QString &one, const QString &several)
{
    return count == 1 ? one : several.arg(number(count));
}

} // namespace

RemoveDialog::RemoveDialog(ProductsSession &products, const catalog::ResultSet &set, QWidget *parent)
    : QDialog(parent), m_products(products), m_set(set), m_seenAtMs(QDateTime::currentMSecsSinceEpoch())
{
    setObjectName(QStringLiteral("removeDialog"));
    const qint64 count = m_set.size();
    setWindowTitle(count == 1 ? tr("Remove product") : tr("Remove products"));
    layOut();
    m_title->setText(count == 1 ? tr("Remove this product?") : tr("Remove %1 products?").arg(number(count)));
    m_names->setText(tr("Looking\u2026"));
    m_effect->setText(tr("Their values, prices, variants and stock go, and their places in categories. The pictures stay "
                         "among the originals.\n\nIt can be undone: with Ctrl+Z, or later from the History (Ctrl+5)."));
    m_effect->setVisible(count > 1);
    showArmed();
    m_rows.ask(m_products.rows(m_set, 0, NamedProducts), [this](const Result<QVector<catalog::Row>> &rows) {
        if (rows)
            show(*rows);
        else
            refuse(tr("The products cannot be read, so none is removed. %1").arg(rows.error().toString()));
    });
}

void RemoveDialog::layOut()
{
    auto *picture = new QLabel(this);
    picture->setPixmap(iconPixmap(QStringLiteral("trash-2"), tokens().bad, IconSide, devicePixelRatioF()));
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("remove.title"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    QFont large = font();
    large.setPixelSize(16);
    large.setWeight(QFont::DemiBold);
    m_title->setFont(large);
    m_names = new QLabel(this);
    m_names->setObjectName(QStringLiteral("remove.names"));
    m_effect = new QLabel(this);
    m_effect->setObjectName(QStringLiteral("remove.effect"));
    for (QLabel *label : {m_names, m_effect}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setMinimumWidth(400);
    }
    m_armLabel = new QLabel(tr("Type %1 to go ahead:").arg(m_set.size()), this);
    m_arm = new QLineEdit(this);
    m_arm->setObjectName(QStringLiteral("remove.arm"));
    m_arm->setMinimumHeight(30);
    m_armLabel->setBuddy(m_arm);
    const bool needsArming = m_set.size() > ArmedFrom;
    m_armLabel->setVisible(needsArming);
    m_arm->setVisible(needsArming);

    auto *buttons = new QDialogButtonBox(this);
    QPushButton *cancel = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    m_remove = buttons->addButton(m_set.size() == 1 ? tr("&Remove product") : tr("&Remove %1 products").arg(number(m_set.size())),
                                  QDialogButtonBox::AcceptRole);
    m_remove->setObjectName(QStringLiteral("remove.remove"));
    m_remove->setIcon(icon(QStringLiteral("trash-2")));
    for (QPushButton *button : {cancel, m_remove})
        button->setMinimumHeight(32);
    m_remove->setDefault(true); // it can be undone
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_arm, &QLineEdit::textChanged, this, &RemoveDialog::showArmed);

    auto *text = new QVBoxLayout;
    text->setSpacing(10);
    for (QWidget *part : std::initializer_list<QWidget *>{m_title, m_names, m_effect, m_armLabel, m_arm})
        text->addWidget(part);
    auto *body = new QHBoxLayout;
    body->setSpacing(16);
    body->addWidget(picture, 0, Qt::AlignTop);
    body->addLayout(text, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 20, 20, 16);
    column->setSpacing(18);
    column->setSizeConstraint(QLayout::SetFixedSize);
    column->addLayout(body);
    column->addWidget(buttons);
    if (needsArming)
        m_arm->setFocus(Qt::TabFocusReason);
}

void RemoveDialog::show(const QVector<catalog::Row> &rows)
{
    QStringList names;
    for (const catalog::Row &row : rows) {
        if (!row.key.isEmpty()) // removed meanwhile
            names.append(row.name.isEmpty() ? row.key.toString()
                                            : shortened(row.name) + QStringLiteral(" \u00b7 ") + row.key.toString());
    }
    if (names.isEmpty())
        return refuse(m_set.size() == 1 ? tr("It is not there any more: somebody else has removed it.")
                                        : tr("They are not there any more: somebody else has removed them."));
    if (m_set.size() > rows.size())
        names.append(tr("and %1 more").arg(number(m_set.size() - rows.size())));
    m_names->setText(names.join(u'\n'));
    if (m_set.size() > 1) {
        m_isRead = true;
        return showArmed();
    }
    m_product.ask(m_products.product(rows[0].key), [this](const Result<catalog::Product> &product) {
        if (product)
            show(*product);
        else
            refuse(tr("It cannot be read, so it is not removed. %1").arg(product.error().toString()));
    });
}

void RemoveDialog::show(const catalog::Product &product)
{
    QStringList parts{counted(product.attributes.size(), tr("1 value"), tr("%1 values"))};
    if (!product.prices.isEmpty())
        parts.append(counted(product.prices.size(), tr("1 price"), tr("%1 prices")));
    if (!product.categories.isEmpty())
        parts.append(counted(product.categories.size(), tr("its place in 1 category"), tr("its places in %1 categories")));
    const QString variants = counted(product.variants.size(), tr("1 variant"), tr("%1 variants"));
    parts.append(tr("%1 with %2 in stock").arg(variants, number(product.stock())));
    QString text = tr("With it go: %1.").arg(parts.join(QStringLiteral(", ")));
    if (!product.images.isEmpty())
        text += u' ' + counted(product.images.size(), tr("Its picture stays among the originals."),
                               tr("Its %1 pictures stay among the originals."));
    text += QStringLiteral("\n\n") + tr("It can be undone: with Ctrl+Z, or later from the History (Ctrl+5).");
    m_effect->setText(text);
    m_effect->setVisible(true);
    m_isRead = true;
    showArmed();
}

void RemoveDialog::refuse(const QString &text)
{
    m_names->setText(text);
    m_effect->hide();
    m_armLabel->hide();
    m_arm->hide();
    m_isRead = false;
    showArmed();
}

void RemoveDialog::showArmed()
{
    const bool isArmed = m_set.size() <= ArmedFrom || m_arm->text().trimmed() == QString::number(m_set.size());
    const bool hadFocus = m_remove->hasFocus();
    m_remove->setEnabled(m_isRead && isArmed);
    if (m_remove->isEnabled() && (hadFocus || !m_arm->isVisibleTo(this)))
        m_remove->setFocus(Qt::TabFocusReason); // with its ring: Enter goes ahead
}

} // namespace vitrine::ui
