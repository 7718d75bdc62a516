#pragma once

#include "base/result.h"

#include <QFutureWatcher>

#include <functional>
#include <memory>

namespace vitrine::ui {

/// Waits for one answer at a time and drops the late ones: asking again forgets the earlier question. A member of the
/// receiver, so that nothing arrives after the receiver is gone. GUI thread.
template <typename T>
class Latest
{
public:
    using Handler = std::function<void(const Result<T> &)>;

    void ask(QFuture<Result<T>> reply, Handler handler)
    {
        m_watcher.reset(new QFutureWatcher<Result<T>>);
        QObject::connect(m_watcher.get(), &QFutureWatcherBase::finished, m_watcher.get(),
                         [watcher = m_watcher.get(), handle = std::move(handler)] {
                             if (watcher->future().resultCount() > 0)
                                 handle(watcher->result());
                         });
        m_watcher->setFuture(std::move(reply));
    }
    void forget() { m_watcher.reset(); }
    bool waiting() const { return m_watcher && !m_watcher->isFinished(); }

private:
    struct DeleteLater
    {
        void operator()(QObject *object) const
        {
            object->disconnect();
            object->deleteLater();
        }
    };
    // deleteLater: a handler may ask the next question while its own watcher is still on the stack.
    std::unique_ptr<QFutureWatcher<Result<T>>, DeleteLater> m_watcher;
};

} // namespace vitrine::ui
