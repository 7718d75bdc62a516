#include "ui/style/error_banner.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

ErrorBanner::ErrorBanner(QWidget *parent)
    : QFrame(parent),
      m_what(new QLabel),
      m_remedy(new QLabel),
      m_fix(new QPushButton),
      m_close(new QToolButton)
{
    setObjectName(QStringLiteral("errorBanner"));
    setAccessibleName(tr("Error"));
    QFont bold = m_what->font();
    bold.setWeight(QFont::DemiBold);
    m_what->setFont(bold);
    for (QLabel *label : {m_what, m_remedy}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setFocusPolicy(Qt::ClickFocus);
    }
    m_close->setIcon(icon(QStringLiteral("x")));
    m_close->setAutoRaise(true);
    m_close->setToolTip(tr("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss the error"));

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_what);
    words->addWidget(m_remedy);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(44, 10, 8, 10);
    layout->setSpacing(12);
    layout->addLayout(words, 1);
    layout->addWidget(m_fix, 0, Qt::AlignVCenter);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    connect(m_fix, &QPushButton::clicked, this, &ErrorBanner::fixRequested);
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    hide();
}

void ErrorBanner::showError(const Error &error, const QString &fix)
{
    const QString what = error.where.isEmpty() ? error.what : tr("%1 (%2)").arg(error.what, error.where);
    showMessage(what, error.remedy, fix);
}

void ErrorBanner::showMessage(const QString &what, const QString &remedy, const QString &fix)
{
    m_what->setText(what);
    m_remedy->setText(remedy);
    m_remedy->setVisible(!remedy.isEmpty());
    m_fix->setText(fix);
    m_fix->setVisible(!fix.isEmpty());
    setAccessibleDescription(text());
    show();
}

QString ErrorBanner::text() const
{
    return m_remedy->text().isEmpty() ? m_what->text() : m_what->text() + QLatin1Char(' ') + m_remedy->text();
}

void ErrorBanner::paintEvent(QPaintEvent *)
{
    const Tokens &t = tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor ground = t.bad;
    ground.setAlphaF(t.dark ? 0.16f : 0.07f);
    painter.setPen(QPen(t.bad, 1));
    painter.setBrush(ground);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.drawPixmap(14, 11, iconPixmap(QStringLiteral("circle-alert"), t.bad, 18, devicePixelRatioF()));
}

} // namespace vitrine::ui
