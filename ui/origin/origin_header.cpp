#include "ui/origin/origin_header.h"

#include "ui/origin/requests_model.h"
#include "ui/style/error_banner.h"
#include "ui/style/heading_font.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

#include <utility>

namespace vitrine::ui {

namespace {

constexpr int DotSide = 18;

QToolButton *makeButton(const QString &iconName, const QString &text, const QString &tip)
{
    auto *button = new QToolButton;
    button->setIcon(icon(iconName));
    button->setText(text);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    return button;
}

} // namespace

OriginHeader::OriginHeader(OriginControl &control, QWidget *parent)
    : QWidget(parent),
      m_control(control),
      m_dot(new QLabel),
      m_state(new QLabel),
      m_detail(new QLabel),
      m_link(new QLabel),
      m_copy(makeButton(QStringLiteral("copy"), tr("&Copy"), tr("Copy the origin's address"))),
      m_open(makeButton(QStringLiteral("external-link"), tr("&Open"), tr("Open the origin in the browser"))),
      m_listen(new QLineEdit(control.listen())),
      m_startStop(new QPushButton),
      m_banner(new ErrorBanner),
      m_example(new QComboBox)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(makeStateRow());
    layout->addWidget(m_banner);
    m_tryRow = makeTryRow();
    layout->addWidget(m_tryRow);

    connect(m_startStop, &QPushButton::clicked, &m_control, &OriginControl::toggle);
    connect(m_listen, &QLineEdit::textEdited, &m_control, &OriginControl::setListen);
    connect(m_listen, &QLineEdit::returnPressed, &m_control, &OriginControl::start);
    connect(m_banner, &ErrorBanner::fixRequested, &m_control, &OriginControl::startOnFreePort);
    connect(m_copy, &QToolButton::clicked, this, &OriginHeader::copyAddress);
    connect(m_open, &QToolButton::clicked, this, &OriginHeader::openAddress);
    connect(&m_control, &OriginControl::changed, this, &OriginHeader::refresh);
    refresh();
}

QWidget *OriginHeader::makeStateRow()
{
    m_state->setFont(headingFont(font()));
    m_state->setObjectName(QStringLiteral("originState"));
    m_state->setAccessibleName(tr("Origin"));
    m_dot->setFixedSize(DotSide, DotSide);
    m_dot->setAccessibleName(tr("State of the origin"));
    m_link->setObjectName(QStringLiteral("originLink"));
    m_link->setOpenExternalLinks(true);
    m_link->setTextInteractionFlags(Qt::TextBrowserInteraction);
    m_link->setLayoutDirection(Qt::LeftToRight);
    m_listen->setObjectName(QStringLiteral("originListen"));
    m_listen->setAccessibleName(tr("Listen on"));
    m_listen->setToolTip(tr("Address and port, such as 127.0.0.1:8480; port 0 picks a free one"));
    m_listen->setLayoutDirection(Qt::LeftToRight);
    m_listen->setFixedWidth(150);
    m_startStop->setObjectName(QStringLiteral("originStartStop"));
    m_startStop->setMinimumSize(104, 36);
    m_detail->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *label = new QLabel(tr("&Listen on"));
    label->setBuddy(m_listen);

    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_dot);
    layout->addWidget(m_state);
    layout->addSpacing(8);
    layout->addWidget(m_link);
    layout->addWidget(m_copy);
    layout->addWidget(m_open);
    layout->addWidget(m_detail, 1); // the first to give way in a narrow window
    layout->addWidget(label);
    layout->addWidget(m_listen);
    layout->addWidget(m_startStop);
    return row;
}

QWidget *OriginHeader::makeTryRow()
{
    m_example->setObjectName(QStringLiteral("originExample"));
    m_example->setEditable(true);
    m_example->addItems({QStringLiteral("/v1/search?q=&limit=10"), QStringLiteral("/presets.json"),
                         QStringLiteral("/openapi.json"), QStringLiteral("/healthz"),
                         QStringLiteral("/readyz")});
    m_example->setAccessibleName(tr("Request to try"));
    m_example->setToolTip(tr("The path of a request: choose one or write your own"));
    m_example->setLayoutDirection(Qt::LeftToRight);
    m_example->setMinimumWidth(320);
    auto *copyUrl =
        makeButton(QStringLiteral("link"), tr("Copy URL"), tr("Copy the address of this request"));
    auto *copyCurl = makeButton(QStringLiteral("terminal"), tr("Copy as curl"),
                                tr("Copy a command that sends this request"));
    auto *open =
        makeButton(QStringLiteral("external-link"), tr("Open"), tr("Open this request in the browser"));
    connect(copyUrl, &QToolButton::clicked, this,
            [this] { QApplication::clipboard()->setText(exampleUrl()); });
    connect(copyCurl, &QToolButton::clicked, this, [this] {
        OriginRequest request;
        request.target = m_example->currentText();
        QApplication::clipboard()->setText(curlCommand(m_control.address(), request));
    });
    connect(open, &QToolButton::clicked, this, [this] { QDesktopServices::openUrl(QUrl(exampleUrl())); });

    auto *label = new QLabel(tr("&Try"));
    label->setBuddy(m_example);
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(label);
    layout->addWidget(m_example);
    layout->addWidget(copyUrl);
    layout->addWidget(copyCurl);
    layout->addWidget(open);
    layout->addStretch(1);
    return row;
}

QString OriginHeader::exampleUrl() const
{
    return m_control.address() + m_example->currentText();
}

void OriginHeader::setDetail(const QString &detail)
{
    m_detail->setText(detail);
}

void OriginHeader::refresh()
{
    using Phase = OriginControl::Phase;
    const Phase phase = m_control.phase();
    const Tokens &t = tokens();
    const bool running = phase == Phase::Running, stopped = phase == Phase::Stopped;
    m_state->setText(phaseName(phase));
    const QColor color = running ? t.ok : stopped ? t.dim : t.warn;
    const QString sign = running   ? QStringLiteral("circle-check")
                         : stopped ? QStringLiteral("circle")
                                   : QStringLiteral("clock");
    m_dot->setPixmap(iconPixmap(sign, color, DotSide, devicePixelRatioF()));
    m_link->setText(QStringLiteral("<a href=\"%1\" style=\"color:%2\">%1</a>")
                        .arg(m_control.address().toHtmlEscaped(), t.accent.name()));
    for (QWidget *widget :
         {static_cast<QWidget *>(m_link), static_cast<QWidget *>(m_copy), static_cast<QWidget *>(m_open)})
        widget->setVisible(running);
    m_tryRow->setVisible(running);
    if (stopped)
        m_detail->clear();
    // What is disabled with the keyboard in it passes it to a stranger: it comes back when the state is
    // settled.
    m_keyboardHere |= m_listen->hasFocus() || m_startStop->hasFocus();
    m_listen->setEnabled(stopped);
    if (m_listen->text() != m_control.listen())
        m_listen->setText(m_control.listen());
    m_startStop->setEnabled(running || stopped);
    if ((running || stopped) && std::exchange(m_keyboardHere, false) && !m_listen->hasFocus())
        m_startStop->setFocus(Qt::OtherFocusReason);
    m_startStop->setText(running || phase == Phase::Stopping ? tr("&Stop") : tr("&Start"));
    m_startStop->setIcon(
        icon(running || phase == Phase::Stopping ? QStringLiteral("square") : QStringLiteral("play")));
    m_startStop->setToolTip(running ? tr("Finish the answers in flight, then stop (Ctrl+Shift+O)")
                                    : tr("Serve the catalog over HTTP (Ctrl+Shift+O)"));
    if (phase == Phase::Starting)
        m_detail->setText(tr("opening %1").arg(m_control.listen()));
    else if (phase == Phase::Stopping)
        m_detail->setText(tr("answers in flight are finished first"));

    const Error &failure = m_control.failure();
    if (failure.what.isEmpty())
        m_banner->hide();
    else
        m_banner->showError(failure,
                            failure.code == ErrorCode::Conflict ? tr("Pick a &free port") : QString());
}

void OriginHeader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_tryRow)
        refresh(); // the dot and the link carry colours of the theme
}

void OriginHeader::copyAddress() const
{
    QApplication::clipboard()->setText(m_control.address());
}

void OriginHeader::openAddress() const
{
    QDesktopServices::openUrl(QUrl(m_control.address() + QStringLiteral("/healthz")));
}

} // namespace vitrine::ui
