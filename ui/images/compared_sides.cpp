#include "ui/images/compared_sides.h"

#include "ui/style/theme.h"

#include <QLocale>

namespace vitrine::ui {

namespace {

/// Halving a large picture takes longer than a frame: not on the GUI thread.
QFuture<Result<MipImage>> inLevels(Reply<QImage> pixels)
{
    return pixels.then(QtFuture::Launch::Async, [](const Result<QImage> &image) -> Result<MipImage> {
        if (!image)
            return image.error();
        return MipImage(*image);
    });
}

} // namespace

ComparedSides::ComparedSides(PicturesSession &session, const VariantMatrixModel &matrix, ComparePanel &panel,
                             QObject *parent)
    : QObject(parent), m_session(session), m_matrix(matrix), m_panel(panel)
{
}

void ComparedSides::setPicture(const Picture &picture)
{
    m_picture = picture;
    m_referencePreset = -1;
    for (auto &reply : m_loads)
        reply.forget();
    m_panel.setPicture(CompareSide::A, {});
    m_panel.setPicture(CompareSide::B, {});
    load(CompareSide::A);
    load(CompareSide::B);
    emit changed();
}

void ComparedSides::chooseB(const VariantId &id)
{
    if (id == m_b || !id.isValid())
        return;
    m_b = id;
    load(CompareSide::B);
    if (!m_a.isValid())
        load(CompareSide::A);
    relabel();
    emit changed();
}

void ComparedSides::pinA(const VariantId &id)
{
    if (id == m_a) {
        unpinA();
        return;
    }
    m_a = id;
    load(CompareSide::A);
    relabel();
    emit changed();
}

void ComparedSides::unpinA()
{
    if (!m_a.isValid())
        return;
    m_a = {};
    load(CompareSide::A);
    relabel();
    emit changed();
}

void ComparedSides::arrived(const VariantId &id)
{
    if (id == m_b)
        load(CompareSide::B);
    if (id == m_a)
        load(CompareSide::A);
    if (id == m_a || id == m_b)
        relabel();
}

void ComparedSides::forget(images::Format format)
{
    if (m_a.isValid() && m_a.format == format)
        unpinA();
    if (m_b.isValid() && m_b.format == format)
        chooseB({m_b.preset, images::Format::Jpeg});
}

void ComparedSides::load(CompareSide side)
{
    const VariantId &id = side == CompareSide::A ? m_a : m_b;
    if (m_picture.isEmpty())
        return;
    if (id.isValid()) {
        if (side == CompareSide::A)
            m_referencePreset = -1;
        loadVariant(side, id);
    } else if (side == CompareSide::A && m_b.isValid() && m_referencePreset != m_b.preset) {
        loadReference();
    }
}

void ComparedSides::loadVariant(CompareSide side, const VariantId &id)
{
    const VariantCell &cell = m_matrix.cell(id);
    if (cell.state == VariantCell::Done) {
        m_loads[size_t(side)].ask(inLevels(m_session.decode(cell.variant.bytes)),
                                  [this, side](const Result<MipImage> &pixels) { show(side, pixels); });
        return;
    }
    m_loads[size_t(side)].forget();
    ComparedPicture picture;
    picture.label = label(side);
    picture.failed = cell.state == VariantCell::Failed;
    picture.note = picture.failed ? cell.error.toString() : tr("Rendering %1…").arg(m_matrix.variantName(id));
    m_panel.setPicture(side, picture);
}

void ComparedSides::loadReference()
{
    m_referencePreset = m_b.preset;
    m_loads[size_t(CompareSide::A)].ask(
        inLevels(m_session.reference(m_picture, m_matrix.presets()[m_b.preset])),
        [this](const Result<MipImage> &pixels) { show(CompareSide::A, pixels); });
}

void ComparedSides::show(CompareSide side, const Result<MipImage> &pixels)
{
    ComparedPicture picture;
    picture.label = label(side);
    if (pixels) {
        picture.pixels = *pixels;
    } else {
        picture.failed = true;
        picture.note = pixels.error().toString();
    }
    m_panel.setPicture(side, picture);
}

void ComparedSides::relabel()
{
    for (const CompareSide side : {CompareSide::A, CompareSide::B})
        m_panel.view().setLabel(side, label(side));
}

QString ComparedSides::label(CompareSide side) const
{
    const VariantId &id = side == CompareSide::A ? m_a : m_b;
    if (!id.isValid())
        return side == CompareSide::A && m_b.isValid()
                   ? tr("Lossless reference · %1").arg(m_matrix.presets()[m_b.preset].name)
                   : QString();
    QStringList parts{m_matrix.encodingName(id)};
    const VariantCell &cell = m_matrix.cell(id);
    if (cell.state == VariantCell::Done) {
        parts += formatBytes(cell.variant.bytes.size());
        if (side == CompareSide::B && m_a.isValid() && m_matrix.cell(m_a).state == VariantCell::Done) {
            const double other = double(m_matrix.cell(m_a).variant.bytes.size());
            const double delta = 100.0 * (double(cell.variant.bytes.size()) - other) / other;
            parts.last() += QStringLiteral(" (%1%2 %)")
                                .arg(delta < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                                .arg(qRound(qAbs(delta)));
        }
        if (cell.variant.ssim)
            parts += tr("SSIM %1").arg(QLocale().toString(*cell.variant.ssim, 'f', 3));
    }
    // The preset last: when room is short it is the one that the table shows too.
    parts += m_matrix.presets()[id.preset].name;
    return parts.join(QStringLiteral(" · "));
}

} // namespace vitrine::ui
