// How the Images screen is put together; what it does is in images_page.cpp.
#include "ui/images/images_page.h"

#include "ui/style/theme.h"

#include <QAction>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

using images::Format;

namespace {

constexpr int ProgressHeight = 4;
constexpr int EmptyIconSide = 48;

} // namespace

QAction *ImagesPage::makeAction(const char *iconName, const QString &text, const QKeySequence &keys,
                                const QString &tip)
{
    auto *action = new QAction(icon(QLatin1String(iconName)), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    action->setToolTip(
        keys.isEmpty() ? tip : QStringLiteral("%1 (%2)").arg(tip, keys.toString(QKeySequence::NativeText)));
    addAction(action);
    return action;
}

void ImagesPage::makeActions()
{
    // Without a key: Ctrl+O is the window's and would be ambiguous here.
    m_open = makeAction("folder-open", tr("Open file…"), QKeySequence(), tr("Look at any picture file"));
    m_cancel = makeAction("x", tr("Cancel"), QKeySequence(), tr("Stop rendering; what is done stays"));
    m_again =
        makeAction("refresh-cw", tr("Re-render"), QKeySequence(Qt::Key_F5), tr("Render every variant again"));
    m_copyUrl = makeAction("link", tr("Copy URL"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C),
                           tr("Copy the address of variant B; files outside of the catalog have none"));
    m_save = makeAction("save", tr("Save variant as…"), QKeySequence::Save,
                        tr("Write the bytes of variant B to a file"));
    m_reference = makeAction("image", tr("Reference as A"), QKeySequence(Qt::Key_R),
                             tr("Compare with the lossless reference of the same size again"));
    m_flagged = makeAction("flag", tr("Flagged only"), QKeySequence(Qt::Key_X),
                           tr("Show only presets with a failed or odd variant"));
    m_avif = makeAction("plus", tr("AVIF"), QKeySequence(), tr("Render AVIF too"));
    m_png = makeAction("plus", tr("PNG"), QKeySequence(), tr("Render PNG too"));
    for (QAction *toggle : {m_flagged, m_avif, m_png})
        toggle->setCheckable(true);
    connect(m_open, &QAction::triggered, this, &ImagesPage::chooseFile);
    connect(m_cancel, &QAction::triggered, this, &ImagesPage::cancel);
    connect(m_again, &QAction::triggered, this, &ImagesPage::renderAgain);
    connect(m_copyUrl, &QAction::triggered, this, &ImagesPage::copyUrl);
    connect(m_save, &QAction::triggered, this, &ImagesPage::chooseWhereToSave);
    connect(m_reference, &QAction::triggered, m_sides, &ComparedSides::unpinA);
    connect(m_flagged, &QAction::toggled, this, [this](bool on) { m_matrix->order().setFlaggedOnly(on); });
    connect(m_avif, &QAction::toggled, this, [this](bool on) { showFormat(Format::Avif, on); });
    connect(m_png, &QAction::toggled, this, [this](bool on) { showFormat(Format::Png, on); });
}

QWidget *ImagesPage::makeEmptyState()
{
    auto *page = new QWidget(this);
    m_emptyIcon->setParent(page);
    m_emptyIcon->setAlignment(Qt::AlignCenter);
    m_emptyText->setObjectName(QStringLiteral("emptyText"));
    m_emptyMore->setObjectName(QStringLiteral("emptyMore"));
    for (QLabel *label : {m_emptyText, m_emptyMore}) {
        label->setParent(page);
        label->setAlignment(Qt::AlignCenter);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    QFont large = m_emptyText->font();
    large.setPixelSize(18);
    m_emptyText->setFont(large);
    auto *open = new QPushButton(m_open->icon(), m_open->text(), page);
    open->setToolTip(m_open->toolTip());
    connect(open, &QPushButton::clicked, m_open, &QAction::trigger);

    auto *layout = new QVBoxLayout(page);
    layout->setSpacing(12);
    layout->addStretch();
    layout->addWidget(m_emptyIcon);
    layout->addWidget(m_emptyText);
    layout->addWidget(m_emptyMore);
    layout->addWidget(open, 0, Qt::AlignCenter);
    layout->addStretch();
    return page;
}

void ImagesPage::paintEmptyIcon()
{
    m_emptyIcon->setPixmap(iconPixmap(m_emptyIconName, tokens().dim, EmptyIconSide, devicePixelRatioF()));
}

QToolBar *ImagesPage::makeToolBar()
{
    auto *bar = new QToolBar(this);
    bar->setAccessibleName(tr("Images"));
    bar->setIconSize({18, 18});
    bar->setMovable(false);
    m_title->setObjectName(QStringLiteral("pictureTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setContentsMargins(8, 0, 8, 0);
    QFont bold = m_title->font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);

    bar->addAction(m_open);
    bar->addWidget(m_title);
    bar->addSeparator();
    for (QAction *action : {m_flagged, m_avif, m_png})
        bar->addAction(action);
    bar->addSeparator();
    for (QAction *action : {m_reference, m_copyUrl, m_save})
        bar->addAction(action);
    for (QAction *action : bar->actions())
        if (auto *button = qobject_cast<QToolButton *>(bar->widgetForAction(action))) {
            button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
            button->setFocusPolicy(Qt::TabFocus);
        }
    return bar;
}

QWidget *ImagesPage::makeFooter()
{
    auto *footer = new QWidget(this);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(ProgressHeight);
    m_progress->setAccessibleName(tr("Rendered variants"));
    m_summary->setObjectName(QStringLiteral("matrixSummary"));
    m_summary->setAccessibleName(tr("Totals"));
    m_summary->setWordWrap(true);
    m_said->setObjectName(QStringLiteral("pageMessage"));
    m_said->setTextFormat(Qt::PlainText);
    m_said->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    const auto button = [footer](QAction *action) {
        auto *tool = new QToolButton(footer);
        tool->setDefaultAction(action);
        tool->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        tool->setFocusPolicy(Qt::TabFocus);
        tool->setAutoRaise(true);
        return tool;
    };
    auto *line = new QHBoxLayout;
    line->setContentsMargins(8, 2, 4, 4);
    line->addWidget(m_summary, 1);
    line->addWidget(button(m_cancel));
    line->addWidget(button(m_again));
    auto *layout = new QVBoxLayout(footer);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_progress);
    layout->addLayout(line);
    return footer;
}

QWidget *ImagesPage::makeContent()
{
    auto *left = new QWidget(this);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_matrix, 1);
    column->addWidget(makeFooter());

    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(left);
    splitter->addWidget(m_panel);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({842, 598});

    auto *content = new QWidget(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeToolBar());
    layout->addWidget(splitter, 1);
    return content;
}

void ImagesPage::build()
{
    m_stack->addWidget(makeEmptyState());
    m_stack->addWidget(makeContent());
    m_said->setContentsMargins(8, 2, 8, 4);
    m_said->hide();
    auto *layout = new QVBoxLayout(this);
    // Room for the frame that answers a drag.
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(0);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_said);
}

} // namespace vitrine::ui
