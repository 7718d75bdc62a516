#pragma once

#include "ui/images/variant_matrix_model.h"

#include <QFutureWatcher>
#include <QList>
#include <QObject>

#include <memory>
#include <vector>

namespace vitrine::ui {

/// Asks the session for many variants of one picture, a few at a time, the preferred ones first. GUI thread;
/// the session outlives it. Answers to a cancelled start never arrive.
class RenderFeed final : public QObject
{
    Q_OBJECT
public:
    /// As many renders at once as keep two decoders busy with all formats of a preset each while answers are on their way:
    /// a decoder that always finds the next one waiting decodes the picture once.
    static constexpr int DefaultInFlight = 8;

    explicit RenderFeed(PicturesSession &session, int inFlight = DefaultInFlight, QObject *parent = nullptr);
    ~RenderFeed() override;

    /// Forgets what runs and begins with `wanted`, in its order.
    void start(const Picture &picture, const QVector<images::Preset> &presets,
               const QList<VariantId> &wanted);
    /// More of the same picture, after what already waits.
    void add(const QList<VariantId> &wanted);
    /// Drops what waits in a format; what runs is let finish.
    void drop(images::Format format);
    /// Moves these to the front of what waits, in their order.
    void prefer(const QList<VariantId> &first);
    /// Asks the running renders to end and forgets all; returns what had not arrived.
    QList<VariantId> cancel();

    bool isActive() const { return !m_running.empty() || !m_waiting.isEmpty(); }
    int inFlight() const { return int(m_running.size()); }

signals:
    void started(const vitrine::ui::VariantId &id);
    void finished(const vitrine::ui::VariantId &id,
                  const vitrine::Result<vitrine::ui::RenderedVariant> &result);
    void idle(); ///< all have arrived

private:
    struct Running;
    void pump();
    void arrived(Running *job);

    PicturesSession &m_session;
    const int m_limit;
    Picture m_picture;
    QVector<images::Preset> m_presets;
    QList<VariantId> m_waiting;
    std::vector<std::unique_ptr<Running>> m_running;
    CancelToken m_cancel;
};

} // namespace vitrine::ui
