#include "ui/images/images_page.h"

#include "ui/style/theme.h"

#include <QAction>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QProgressBar>
#include <QSaveFile>
#include <QSplitter>
#include <QStackedWidget>
#include <QtConcurrent>

#include <cmath>

namespace vitrine::ui {

using images::Format;

namespace {

constexpr int EnoughFailures = 8; ///< of the same kind and no success: it is the picture
constexpr int TitleWidth = 260;   ///< long file names must not push the tools out

} // namespace

ImagesPage::ImagesPage(PicturesSession &session, QWidget *parent)
    : QWidget(parent),
      m_session(session),
      m_model(new VariantMatrixModel(this)),
      m_feed(new RenderFeed(session, RenderFeed::DefaultInFlight, this)),
      m_panel(new ComparePanel(this)),
      m_sides(new ComparedSides(session, *m_model, *m_panel, this)),
      m_matrix(new MatrixView(*m_model, this)),
      m_stack(new QStackedWidget(this)),
      m_emptyIcon(new QLabel(this)),
      m_emptyText(new QLabel(this)),
      m_emptyMore(new QLabel(this)),
      m_title(new QLabel(this)),
      m_summary(new QLabel(this)),
      m_said(new QLabel(this)),
      m_progress(new QProgressBar(this))
{
    setObjectName(QStringLiteral("imagesPage"));
    setAccessibleName(tr("Images"));
    setAcceptDrops(true);
    makeActions();
    build();

    connect(m_feed, &RenderFeed::started, m_model, &VariantMatrixModel::setRendering);
    connect(m_feed, &RenderFeed::finished, this, &ImagesPage::arrived);
    connect(m_feed, &RenderFeed::idle, this, &ImagesPage::updateSummary);
    connect(m_matrix, &MatrixView::pickedA, m_sides, &ComparedSides::pinA);
    connect(m_matrix, &MatrixView::pickedB, m_sides, &ComparedSides::chooseB);
    connect(m_matrix, &MatrixView::pickedB, this, &ImagesPage::preferVisible);
    connect(m_matrix, &MatrixView::scrolled, this, &ImagesPage::preferVisible);
    connect(m_matrix, &QWidget::customContextMenuRequested, this, &ImagesPage::showMenu);
    connect(m_sides, &ComparedSides::changed, this, [this] {
        m_matrix->setSides(m_sides->a(), m_sides->b());
        updateActions();
    });
    setPicture({});
}

ImagesPage::~ImagesPage()
{
    m_feed->cancel();
}

void ImagesPage::setPicture(const Picture &picture)
{
    m_feed->cancel();
    m_picture = picture;
    m_said->hide();
    const QVector<images::Preset> presets = m_session.presets();
    if (presets != m_model->presets()) {
        m_model->setPresets(presets);
        m_matrix->fitColumns();
    }
    m_model->clear();
    m_title->setText(m_title->fontMetrics().elidedText(picture.title, Qt::ElideMiddle, TitleWidth));
    m_title->setToolTip(picture.file.isEmpty() ? picture.image.toString() : picture.file);
    m_sides->setPicture(picture);
    if (!picture.isEmpty() && !presets.isEmpty()) {
        if (!m_sides->b().isValid())
            m_matrix->setCurrentVariant({presetToShowFirst(presets), Format::Jpeg});
        renderAll();
    }
    showEmptyState();
    updateSummary();
    emit pictureChanged(picture);
}

std::optional<Error> ImagesPage::unreadable() const
{
    const MatrixTotals totals = m_model->totals();
    if (totals.done > 0 || totals.failed < std::min(totals.wanted, EnoughFailures))
        return std::nullopt;
    std::optional<Error> reason;
    for (const VariantId &id : cells(m_model->formats())) {
        const VariantCell &cell = m_model->cell(id);
        if (cell.state != VariantCell::Failed)
            continue;
        const bool ofThePicture =
            cell.error.code == ErrorCode::Unprocessable || cell.error.code == ErrorCode::UnsupportedType ||
            cell.error.code == ErrorCode::TooLarge || cell.error.code == ErrorCode::NotFound ||
            cell.error.code == ErrorCode::PermissionDenied;
        if (!ofThePicture || (reason && reason->what != cell.error.what))
            return std::nullopt;
        reason = cell.error;
    }
    return reason;
}

void ImagesPage::showEmptyState()
{
    const std::optional<Error> reason = m_picture.isEmpty() ? std::nullopt : unreadable();
    if (reason) {
        m_emptyText->setText(tr("“%1” cannot be shown").arg(m_picture.title));
        m_emptyMore->setText(
            reason->remedy.isEmpty()
                ? tr("%1.\nOpen another file, or get an undamaged copy of this one.").arg(reason->what)
                : QStringLiteral("%1.\n%2").arg(reason->what, reason->remedy));
    } else {
        m_emptyText->setText(tr("Select a product or drop a picture here"));
        m_emptyMore->setText(
            tr("You will see it in every preset and format, with its size, its score and its cost."));
    }
    m_emptyIconName = reason ? QStringLiteral("image-off") : QStringLiteral("images");
    paintEmptyIcon();
    m_stack->setCurrentIndex(m_picture.isEmpty() || reason ? 0 : 1);
}

/// A size in which there is something to compare: not the swatch that the list begins with.
int ImagesPage::presetToShowFirst(const QVector<images::Preset> &presets)
{
    const auto large = std::find_if(presets.begin(), presets.end(), [](const images::Preset &preset) {
        return std::max(preset.widthPx, preset.heightPx) >= 640;
    });
    return large == presets.end() ? 0 : int(large - presets.begin());
}

void ImagesPage::openFile(const QString &path)
{
    Picture picture;
    picture.file = path;
    picture.title = QFileInfo(path).fileName();
    setPicture(picture);
}

QList<VariantId> ImagesPage::cells(const QVector<Format> &formats) const
{
    QList<VariantId> list;
    for (int row = 0; row < m_model->rowCount(); ++row)
        for (const Format format : formats)
            list += VariantId{row, format};
    return list;
}

void ImagesPage::renderAll()
{
    QList<VariantId> wanted = m_matrix->visibleVariants();
    for (const VariantId &id : cells(m_model->formats()))
        if (!wanted.contains(id))
            wanted += id;
    m_feed->start(m_picture, m_model->presets(), wanted);
    updateSummary();
}

void ImagesPage::renderAgain()
{
    if (m_picture.isEmpty())
        return;
    m_feed->cancel();
    m_model->clear();
    showEmptyState();
    renderAll();
}

void ImagesPage::cancel()
{
    for (const VariantId &id : m_feed->cancel())
        m_model->setWaiting(id);
    updateSummary();
}

void ImagesPage::preferVisible()
{
    m_feed->prefer(m_matrix->visibleVariants());
}

void ImagesPage::showFormat(Format format, bool shown)
{
    m_model->setFormatShown(format, shown);
    m_matrix->fitColumns();
    if (!shown) {
        m_sides->forget(format);
        m_feed->drop(format);
    } else if (!m_picture.isEmpty()) {
        QList<VariantId> missing;
        for (const VariantId &id : cells({format}))
            if (m_model->cell(id).state == VariantCell::Waiting)
                missing += id;
        m_feed->add(missing);
    }
    updateSummary();
}

void ImagesPage::arrived(const VariantId &id, const Result<RenderedVariant> &result)
{
    m_model->setResult(id, result);
    m_sides->arrived(id);
    if (!result && unreadable()) { // 96 times the same complaint would tell no more
        cancel();
        showEmptyState();
    }
    updateSummary();
    updateActions();
}

void ImagesPage::updateSummary()
{
    const MatrixTotals totals = m_model->totals();
    const int settled = totals.done + totals.failed;
    QStringList parts{tr("%1 of %2 rendered").arg(totals.done).arg(totals.wanted)};
    if (totals.done > 0)
        parts += formatBytes(totals.bytes);
    if (totals.webpSaving) {
        const int percent = int(std::lround(*totals.webpSaving * 100));
        parts += percent >= 0 ? tr("WebP saves %1 %").arg(percent) : tr("WebP costs %1 % more").arg(-percent);
    }
    if (totals.worstScore)
        parts += tr("lowest SSIM %1 (%2)")
                     .arg(QLocale().toString(*totals.worstScore, 'f', 3), m_model->variantName(totals.worst));
    if (totals.failed > 0)
        parts += tr("%1 failed").arg(totals.failed);
    if (totals.flagged > 0)
        parts += tr("%1 flagged").arg(totals.flagged);
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
    m_summary->setToolTip(m_summary->text());
    m_progress->setRange(0, std::max(1, totals.wanted));
    m_progress->setValue(settled);
    m_progress->setVisible(m_feed->isActive());
    updateActions();
}

void ImagesPage::updateActions()
{
    const VariantId b = m_sides->b();
    const bool shown = !m_picture.isEmpty();
    const bool done = shown && b.isValid() && m_model->cell(b).state == VariantCell::Done;
    m_cancel->setEnabled(m_feed->isActive());
    m_again->setEnabled(shown && !m_feed->isActive());
    m_copyUrl->setEnabled(shown && b.isValid() && !m_picture.image.isEmpty());
    m_save->setEnabled(done);
    m_reference->setEnabled(m_sides->a().isValid());
    for (QAction *toggle : {m_flagged, m_avif, m_png})
        toggle->setEnabled(shown);
}

void ImagesPage::say(const QString &text)
{
    m_said->setText(text);
    m_said->show();
    emit message(text);
}

void ImagesPage::copyUrl()
{
    const VariantId id = m_sides->b();
    if (!id.isValid() || m_picture.image.isEmpty())
        return;
    const QString url = m_session.url(m_picture.image, m_model->presets()[id.preset], id.format);
    QGuiApplication::clipboard()->setText(url);
    say(tr("Copied %1").arg(url));
}

void ImagesPage::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Open a picture"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Pictures (*.jpg *.jpeg *.png *.webp *.avif *.heic *.gif *.tif *.tiff *.svg)"),
                            tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ImagesPage::openFile);
    dialog->open();
}

void ImagesPage::chooseWhereToSave()
{
    const VariantId id = m_sides->b();
    if (!id.isValid() || m_model->cell(id).state != VariantCell::Done)
        return;
    auto *dialog = new QFileDialog(this, tr("Save the variant"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("%1-%2.%3")
                           .arg(QFileInfo(m_picture.title).completeBaseName(),
                                m_model->presets()[id.preset].name, images::formatExtension(id.format)));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, id](const QString &path) { saveVariant(id, path); });
    dialog->open();
}

void ImagesPage::saveVariant(const VariantId &id, const QString &path)
{
    const QByteArray bytes = m_model->cell(id).variant.bytes;
    m_saving.ask(
        QtConcurrent::run([bytes, path]() -> Result<Done> {
            QSaveFile file(path);
            if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
                return Error{ErrorCode::Io, file.errorString(), path, {}};
            return Done{};
        }),
        [this, path](const Result<Done> &saved) {
            say(saved ? tr("Saved %1").arg(path) : tr("Not saved: %1").arg(saved.error().toString()));
        });
}

void ImagesPage::showMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const VariantId id = m_matrix->indexAt(at).data(VariantMatrixModel::VariantRole).value<VariantId>();
    if (id.isValid()) {
        menu->addAction(tr("Show as A"), m_sides, [this, id] { m_sides->pinA(id); });
        menu->addAction(tr("Show as B"), m_sides, [this, id] { m_sides->chooseB(id); });
        menu->addAction(m_reference);
        menu->addSeparator();
        const QString complaint = m_model->complaint(id);
        if (!complaint.isEmpty())
            menu->addAction(icon(QStringLiteral("copy")), tr("Copy what is wrong"), this,
                            [complaint] { QGuiApplication::clipboard()->setText(complaint); });
    }
    menu->addAction(m_copyUrl);
    menu->addAction(m_save);
    menu->popup(m_matrix->viewport()->mapToGlobal(at));
}

void ImagesPage::dragEnterEvent(QDragEnterEvent *event)
{
    for (const QUrl &url : event->mimeData()->urls())
        m_dropping = m_dropping || url.isLocalFile();
    if (!m_dropping)
        return;
    event->setDropAction(Qt::CopyAction);
    event->accept();
    update();
}

void ImagesPage::dragLeaveEvent(QDragLeaveEvent *)
{
    m_dropping = false;
    update();
}

void ImagesPage::dropEvent(QDropEvent *event)
{
    m_dropping = false;
    update();
    for (const QUrl &url : event->mimeData()->urls()) {
        if (!url.isLocalFile())
            continue;
        event->setDropAction(Qt::CopyAction);
        event->accept();
        openFile(url.toLocalFile());
        return;
    }
}

void ImagesPage::keyPressEvent(QKeyEvent *event)
{
    // Keys of the comparison work wherever the focus is on the page.
    if (m_picture.isEmpty() || !m_panel->view().handleKey(event))
        QWidget::keyPressEvent(event);
}

void ImagesPage::keyReleaseEvent(QKeyEvent *event)
{
    if (!m_panel->view().handleKey(event))
        QWidget::keyReleaseEvent(event);
}

void ImagesPage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    // The colour is in the pixels, unlike an icon's.
    if (event->type() == QEvent::PaletteChange)
        paintEmptyIcon();
}

void ImagesPage::paintEvent(QPaintEvent *event)
{
    QWidget::paintEvent(event);
    if (!m_dropping)
        return;
    QPainter painter(this);
    painter.setPen(QPen(tokens().accent, 4));
    painter.drawRect(rect().adjusted(2, 2, -2, -2));
}

} // namespace vitrine::ui
