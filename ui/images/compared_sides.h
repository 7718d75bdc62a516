#pragma once

#include "ui/bridge/latest.h"
#include "ui/images/compare_panel.h"
#include "ui/images/variant_matrix_model.h"

namespace vitrine::ui {

/// Decides what A and B of the comparison are and fetches their pixels: B is the chosen variant, A a pinned
/// variant or else the lossless reference of B's preset. Owned by the page; GUI thread.
class ComparedSides final : public QObject
{
    Q_OBJECT
public:
    ComparedSides(PicturesSession &session, const VariantMatrixModel &matrix, ComparePanel &panel,
                  QObject *parent = nullptr);

    /// Another picture: the choice of presets stays, the pixels go.
    void setPicture(const Picture &picture);
    void chooseB(const VariantId &id);
    void pinA(const VariantId &id); ///< the same again: back to the reference
    void unpinA();
    /// The variant has been rendered or has failed.
    void arrived(const VariantId &id);
    /// Its format is shown no longer.
    void forget(images::Format format);

    VariantId a() const { return m_a; } ///< invalid: the reference
    VariantId b() const { return m_b; }

signals:
    void changed();

private:
    void load(CompareSide side);
    void loadVariant(CompareSide side, const VariantId &id);
    void loadReference();
    void show(CompareSide side, const Result<MipImage> &pixels);
    void relabel();
    QString label(CompareSide side) const;

    PicturesSession &m_session;
    const VariantMatrixModel &m_matrix;
    ComparePanel &m_panel;
    Picture m_picture;
    VariantId m_a;
    VariantId m_b;
    int m_referencePreset = -1; ///< whose reference is shown or on its way as A
    std::array<Latest<MipImage>, 2> m_loads;
};

} // namespace vitrine::ui
