#include "ui/images/render_feed.h"

#include <algorithm>

namespace vitrine::ui {

struct RenderFeed::Running
{
    // Deleted later: the watcher may be the sender of the signal that is being handled.
    struct Leave
    {
        void operator()(QObject *watcher) const
        {
            watcher->disconnect();
            watcher->deleteLater();
        }
    };
    VariantId id;
    std::unique_ptr<QFutureWatcher<Result<RenderedVariant>>, Leave> watcher{
        new QFutureWatcher<Result<RenderedVariant>>};
};

RenderFeed::RenderFeed(PicturesSession &session, int inFlight, QObject *parent)
    : QObject(parent), m_session(session), m_limit(inFlight)
{
}

RenderFeed::~RenderFeed()
{
    m_cancel.request();
}

void RenderFeed::start(const Picture &picture, const QVector<images::Preset> &presets,
                       const QList<VariantId> &wanted)
{
    cancel();
    m_picture = picture;
    m_presets = presets;
    m_waiting = wanted;
    pump();
}

void RenderFeed::add(const QList<VariantId> &wanted)
{
    m_waiting += wanted;
    pump();
}

void RenderFeed::drop(images::Format format)
{
    m_waiting.removeIf([format](const VariantId &id) { return id.format == format; });
}

void RenderFeed::prefer(const QList<VariantId> &first)
{
    QList<VariantId> front;
    for (const VariantId &id : first)
        if (m_waiting.removeOne(id))
            front += id;
    m_waiting = front + m_waiting;
}

QList<VariantId> RenderFeed::cancel()
{
    m_cancel.request();
    m_cancel = CancelToken();
    QList<VariantId> missing;
    for (const auto &job : m_running)
        missing += job->id;
    missing += m_waiting;
    m_running.clear();
    m_waiting.clear();
    return missing;
}

void RenderFeed::pump()
{
    while (!m_waiting.isEmpty() && int(m_running.size()) < m_limit) {
        const VariantId id = m_waiting.takeFirst();
        m_running.push_back(std::make_unique<Running>());
        Running *job = m_running.back().get();
        job->id = id;
        connect(job->watcher.get(), &QFutureWatcherBase::finished, this, [this, job] { arrived(job); });
        job->watcher->setFuture(m_session.render(m_picture, m_presets[id.preset], id.format, m_cancel));
        emit started(id);
    }
}

void RenderFeed::arrived(Running *job)
{
    const auto place = std::find_if(m_running.begin(), m_running.end(),
                                    [job](const auto &running) { return running.get() == job; });
    if (place == m_running.end())
        return;
    const std::unique_ptr<Running> done = std::move(*place);
    m_running.erase(place);
    const auto future = done->watcher->future();
    emit finished(done->id, future.resultCount() > 0
                                ? future.result()
                                : Result<RenderedVariant>(
                                      Error{ErrorCode::Internal, tr("The render gave no answer"), {}, {}}));
    pump();
    if (!isActive())
        emit idle();
}

} // namespace vitrine::ui
