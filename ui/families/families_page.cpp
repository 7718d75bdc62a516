#include "ui/families/families_page.h"

#include "ui/commands/family_editor.h"
#include "ui/families/declaration_preview.h"
#include "ui/families/families_model.h"
#include "ui/families/family_counts.h"
#include "ui/families/family_view.h"
#include "ui/families/share_delegate.h"
#include "ui/style/error_banner.h"
#include "ui/style/heading_font.h"
#include "ui/style/list_table.h"
#include "ui/style/page_action.h"
#include "ui/style/state_view.h"
#include "ui/style/theme.h"

#include <QFile>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace vitrine::ui {

namespace {

constexpr int PollMs = 250;
constexpr qint64 LargestFile = 4 << 20;
const QString FileKind = QStringLiteral("TOML (*.toml)");
enum StackPage { StatePage, ListPage, PreviewPage };

} // namespace

FamiliesPage::FamiliesPage(ProductsSession &session, QUndoStack &stack, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_editor(new FamilyEditor(session.families(), stack, this)),
      m_counts(new FamilyCounts(session, this)),
      m_model(new FamiliesModel(*m_counts, this)),
      m_table(new QTableView(this)),
      m_view(new FamilyView(*m_counts, this)),
      m_preview(new DeclarationPreview(this)),
      m_state(new StateView(this)),
      m_error(new ErrorBanner(this)),
      m_summary(new QLabel(this))
{
    setObjectName(QStringLiteral("familiesPage"));
    makeTable();
    auto *splitter = new QSplitter(Qt::Vertical); // a list of many places is wide
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_table);
    splitter->addWidget(m_view);
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({280, 420});
    auto *body = new QWidget;
    m_stack = new QStackedLayout(body);
    m_stack->addWidget(m_state);
    m_stack->addWidget(splitter);
    m_stack->addWidget(m_preview);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 12, 16, 12);
    column->setSpacing(10);
    column->addWidget(makeHeader());
    column->addWidget(m_error);
    column->addWidget(makeProgress());
    column->addWidget(body, 1);
    setFocusProxy(m_table);
    addActions();

    m_poll.setInterval(PollMs);
    connect(&m_poll, &QTimer::timeout, this, [this] {
        if (m_editor->busy()) {
            if (m_session.families().model() != m_shown)
                follow(); // it holds; counting takes longer
            showProgress(m_session.families().progress());
        } else if (isVisible() && !m_completeness.waiting()) {
            read(); // somebody else counts: the engine itself, after a start
        }
    });
    connect(m_editor, &FamilyEditor::begun, this, &FamiliesPage::counting);
    connect(m_editor, &FamilyEditor::settled, this, &FamiliesPage::settled);
    connect(m_counts, &FamilyCounts::changed, this, [this] {
        m_model->countsChanged();
        m_view->countsChanged();
    });
    connect(m_counts, &FamilyCounts::failed, this, [this](const Error &error) { m_error->showError(error, tr("&Retry")); });
    connect(m_error, &ErrorBanner::fixRequested, this, [this] {
        m_error->hide();
        read();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &FamiliesPage::showCurrent);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit productsRequested(FamilyCounts::queryOf(m_model->family(index.row()).code, std::nullopt));
    });
    connect(m_view, &FamilyView::productsRequested, this, [this](const QString &family, const auto &place) {
        emit productsRequested(FamilyCounts::queryOf(family, place));
    });
    connect(m_state, &StateView::actionTriggered, this, &FamiliesPage::chooseFile);
    connect(m_preview, &DeclarationPreview::applyRequested, this, &FamiliesPage::declare);
    connect(m_preview, &DeclarationPreview::cancelRequested, this, &FamiliesPage::showModel);
    m_stack->setCurrentIndex(StatePage);
}

FamiliesPage::~FamiliesPage()
{
    m_readCancel.request();
}

QWidget *FamiliesPage::makeHeader()
{
    auto *header = new QWidget;
    auto *title = new QLabel(tr("Families"));
    title->setFont(headingFont(title->font()));
    m_summary->setObjectName(QStringLiteral("families.summary"));
    m_summary->setWordWrap(true);
    const auto button = [](const QString &iconName, const QString &text, const char *name, const QString &tip) {
        auto *one = new QToolButton;
        one->setObjectName(QLatin1String(name));
        one->setIcon(icon(iconName));
        one->setText(text);
        one->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        one->setToolTip(tip);
        one->setMinimumHeight(30);
        return one;
    };
    m_import = button(QStringLiteral("file-up"), tr("Import\u2026"), "families.import", tr("Declare families from a file, after a look at what changes (Ctrl+Shift+I)"));
    m_export = button(QStringLiteral("download"), tr("E&xport\u2026"), "families.export", tr("Write what is declared into a file (Ctrl+E)"));
    auto *again = button(QStringLiteral("refresh-cw"), tr("&Read again"), "families.refresh", tr("Count again (F5)"));
    connect(m_import, &QToolButton::clicked, this, &FamiliesPage::chooseFile);
    connect(m_export, &QToolButton::clicked, this, &FamiliesPage::chooseTarget);
    connect(again, &QToolButton::clicked, this, &FamiliesPage::read);
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(title);
    row->addWidget(m_summary, 1);
    row->addWidget(m_import);
    row->addWidget(m_export);
    row->addWidget(again);
    return header;
}

QWidget *FamiliesPage::makeProgress()
{
    m_progress = new QWidget;
    m_progress->setObjectName(QStringLiteral("families.counting"));
    m_progressText = new QLabel;
    m_progressText->setObjectName(QStringLiteral("families.countingText"));
    m_bar = new QProgressBar;
    m_bar->setAccessibleName(tr("Products that are counted by the families as they are"));
    m_bar->setTextVisible(false);
    m_bar->setRange(0, 1'000);
    m_stop = new QPushButton;
    m_stop->setObjectName(QStringLiteral("families.stop"));
    m_stop->setMinimumHeight(30);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        if (m_editor->busy())
            m_editor->stop();
        else
            m_editor->count();
    });
    auto *row = new QHBoxLayout(m_progress);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_progressText);
    row->addWidget(m_bar, 1);
    row->addWidget(m_stop);
    m_progress->hide();
    return m_progress;
}

void FamiliesPage::makeTable()
{
    m_table->setObjectName(QStringLiteral("families.list"));
    m_table->setAccessibleName(tr("Families"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new ShareDelegate(m_table));
    makeListTable(m_table, 32);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setMinimumWidth(320);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->horizontalHeader()->setStretchLastSection(true);
}

void FamiliesPage::addActions()
{
    addPageAction(this, tr("Import families from a file"), QStringLiteral("file-up"), QKeySequence(QStringLiteral("Ctrl+Shift+I")), &FamiliesPage::chooseFile);
    addPageAction(this, tr("Export the families"), QStringLiteral("download"), QKeySequence(QStringLiteral("Ctrl+E")), &FamiliesPage::chooseTarget);
    addPageAction(this, tr("Stop counting"), QStringLiteral("square"), QKeySequence(QStringLiteral("Ctrl+.")), [this] { m_editor->stop(); });
    addPageAction(this, tr("Count the families again"), QStringLiteral("refresh-cw"), QKeySequence::Refresh, &FamiliesPage::read);
}

void FamiliesPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (std::exchange(m_isStale, false))
        read();
}

void FamiliesPage::reload()
{
    m_isStale = !isVisible();
    if (!m_isStale)
        read();
}

void FamiliesPage::read()
{
    const auto model = m_session.families().model();
    if (model != m_shown) {
        m_shown = model;
        const QString chosen = m_table->currentIndex().isValid() ? m_model->family(m_table->currentIndex().row()).code : QString();
        m_model->setModel(model);
        QHeaderView *header = m_table->horizontalHeader();
        header->setSectionResizeMode(FamiliesModel::Name, QHeaderView::Interactive);
        header->resizeSection(FamiliesModel::Name, 220);
        header->resizeSection(FamiliesModel::Products, 90);
        for (int column = FamiliesModel::Everywhere; column < m_model->columnCount(); ++column)
            header->resizeSection(column, 118);
        if (m_model->rowCount() > 0)
            m_table->selectRow(std::max(0, m_model->rowOf(chosen)));
        if (m_stack->currentIndex() != PreviewPage)
            showModel();
    }
    if (m_model->rowCount() > 0) {
        const QVector<catalog::Scope> leaves = FamiliesModel::leaves(*model);
        m_counts->ask(leaves.contains(catalog::Scope{}) ? leaves : QVector<catalog::Scope>{catalog::Scope{}} + leaves);
    }
    m_readCancel.request();
    m_readCancel = CancelToken();
    m_completeness.ask(m_session.families().completeness(m_readCancel), [this](const Result<catalog::CatalogCompleteness> &all) {
        if (!all) {
            if (all.error().code != ErrorCode::Cancelled && m_session.families().readOnlyReason().isEmpty())
                m_error->showError(all.error(), tr("&Retry"));
            return;
        }
        const QLocale locale;
        const auto &declaration = m_shown->declaration();
        const auto counted = [&locale](qsizetype count, const QString &one, const QString &many) { return count == 1 ? one : many.arg(locale.toString(count)); };
        m_summary->setText(declaration.families.isEmpty() ? QString()
                                                          : tr("%1, %2, %3. %4 of %5 products have a family.")
                                                                .arg(counted(declaration.families.size(), tr("1 family"), tr("%1 families")),
                                                                     counted(declaration.attributes.size(), tr("1 rule"), tr("%1 rules")),
                                                                     counted(declaration.channels.size(), tr("1 channel"), tr("%1 channels")),
                                                                     locale.toString(all->withFamily), locale.toString(all->products)));
        if (!m_editor->busy())
            showProgress(all->count);
    });
    m_attributes.ask(m_session.attributes(), [this](const Result<QVector<catalog::Attribute>> &attributes) {
        if (!attributes)
            return; // codes say the same
        QHash<QString, QString> labels;
        for (const catalog::Attribute &attribute : *attributes)
            labels.insert(attribute.code, attribute.label);
        m_view->setLabels(labels);
    });
}

void FamiliesPage::showModel()
{
    const QString reason = m_session.families().readOnlyReason();
    const bool isAny = m_model->rowCount() > 0;
    m_import->setEnabled(reason.isEmpty() && !m_editor->busy());
    m_export->setEnabled(isAny);
    if (!reason.isEmpty())
        m_state->show(QStringLiteral("list-todo"), tr("No families here"), reason, {});
    else if (!isAny)
        m_state->show(QStringLiteral("list-todo"), tr("No families yet"),
                      tr("A family says which attributes products of one kind have, and which they must have, in every channel or in one.\n"
                         "Write them into a TOML file \u2013 [[channel]], [[attribute]], [[family]], as the README shows \u2013 and import it.\n"
                         "Then give products a family: in the inspector, by bulk edit of the attribute \u201cfamily\u201d, or with an import."),
                      tr("Import families\u2026"));
    m_stack->setCurrentIndex(isAny ? ListPage : StatePage);
    showCurrent();
    // Also before the window is active: then nobody has the focus yet, or a button that came before the list did.
    const QWidget *focus = window()->focusWidget();
    if (isAny && isVisible() && (!focus || isAncestorOf(focus)))
        m_table->setFocus(Qt::OtherFocusReason);
}

void FamiliesPage::showCurrent()
{
    const QModelIndex current = m_table->currentIndex();
    m_view->showFamily(m_shown ? m_shown : std::make_shared<const catalog::FamilyModel>(), current.isValid() ? m_model->family(current.row()).code : QString());
}

void FamiliesPage::chooseFile()
{
    if (!m_import->isEnabled() || m_editor->busy())
        return;
    const QString path = QFileDialog::getOpenFileName(this, tr("Import families"), {}, FileKind);
    if (!path.isEmpty())
        openFile(path);
}

void FamiliesPage::openFile(const QString &path)
{
    read(); // what it is compared with
    m_error->hide();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return m_error->showError({ErrorCode::Io, tr("The file cannot be read: %1").arg(file.errorString()), path, tr("Check that it exists and may be read")});
    if (file.size() > LargestFile)
        return m_error->showError({ErrorCode::InvalidArgument, tr("The file is too large to be a declaration of families"), path, tr("Choose one of at most 4 MB")});
    const auto declaration = catalog::readFamilies(file.readAll(), path);
    if (!declaration)
        return m_error->showError(declaration.error());
    m_wanted = *declaration;
    m_file = path;
    showPreview();
}

void FamiliesPage::showPreview()
{
    m_stack->setCurrentIndex(PreviewPage);
    m_preview->showChanges(m_file, declarationChanges(m_shown->declaration(), m_wanted), m_session.productCount());
}

void FamiliesPage::chooseTarget()
{
    if (!m_export->isEnabled())
        return;
    const QString path = QFileDialog::getSaveFileName(this, tr("Export the families"), QStringLiteral("families.toml"), FileKind);
    if (!path.isEmpty())
        saveFile(path);
}

void FamiliesPage::saveFile(const QString &path)
{
    m_error->hide();
    const QByteArray toml = catalog::writeFamilies(m_session.families().model()->declaration());
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(toml) != toml.size() || !file.commit())
        m_error->showError({ErrorCode::Io, tr("The families cannot be written: %1").arg(file.errorString()), path,
                            tr("Check that its folder exists, may be written to and has room")});
}

void FamiliesPage::declare()
{
    m_editor->declare(m_wanted, declarationChanges(m_shown->declaration(), m_wanted).size());
}

void FamiliesPage::counting()
{
    m_error->hide();
    m_import->setEnabled(false);
    showProgress({});
    m_poll.start();
    emit begun();
}

void FamiliesPage::settled(const Result<catalog::FamilyCount> &count)
{
    if (!count && count.error().code != ErrorCode::Cancelled)
        m_error->showError(count.error());
    if (m_editor->busy())
        return;
    m_poll.stop();
    m_progress->hide();
    follow();
    emit familiesChanged();
}

void FamiliesPage::follow()
{
    read();
    m_import->setEnabled(!m_editor->busy());
    if (m_stack->currentIndex() == PreviewPage && m_wanted != m_shown->declaration())
        showPreview(); // refused, or another file is being looked at: compared with what holds now
    else
        showModel();
}

void FamiliesPage::showProgress(const catalog::FamilyCount &count)
{
    const bool isRunning = m_editor->busy();
    const QLocale locale;
    m_progress->setVisible(isRunning || !count.finished());
    if (m_progress->isHidden())
        return m_poll.stop();
    m_bar->setValue(count.products > 0 ? int(1'000.0 * double(count.done) / double(count.products)) : 0);
    m_progressText->setText(count.products == 0 ? tr("Declaring\u2026")
                                                : tr("Counted %1 of %2 products by the families as they are").arg(locale.toString(count.done), locale.toString(count.products)));
    m_stop->setText(isRunning ? tr("S&top") : tr("&Go on counting"));
    m_stop->setToolTip(isRunning ? tr("What is declared stays declared; counting can go on later (Ctrl+.)") : tr("Count the products that are left"));
    if (!isRunning && !m_poll.isActive())
        m_poll.start(); // it may be going on by itself
}

} // namespace vitrine::ui
