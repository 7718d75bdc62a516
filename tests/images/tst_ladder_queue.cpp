#include "images/ladder_queue.h"
#include "images/support/fake_renderer.h"
#include "images/support/requests.h"

#include <QtTest>

#include <condition_variable>
#include <thread>

using namespace vitrine;
using namespace vitrine::images;

namespace {

/// Holds every render until it is opened.
class Gate
{
public:
    void pass()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_open; });
    }
    void open()
    {
        std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
};

} // namespace

class LadderQueueTest : public QObject
{
    Q_OBJECT

private slots:
    void requestsOfOnePictureShareALadder()
    {
        test::FakeRenderer renderer;
        renderer.workers = 1;
        Gate gate;
        renderer.beforeRender = [&] { gate.pass(); };
        LadderQueue queue(renderer, std::chrono::seconds(30));
        for (int i = 0; i < 6; ++i)
            queue.add(request(i % 2 ? QStringLiteral("one") : QStringLiteral("other"), QString::number(i)));
        gate.open();
        QTRY_COMPARE(m_done.load(), 6);
        QCOMPARE(renderer.renders.load(), 6);
        QCOMPARE(renderer.ladders.load(), 2);
        QCOMPARE(m_order, (QStringList{"0", "2", "4", "1", "3", "5"}));
        queue.add(request(QStringLiteral("one"), QStringLiteral("later"))); // it starts again
        QTRY_COMPARE(m_done.load(), 7);
    }

    void formatsOfAPresetStayTogether()
    {
        test::FakeRenderer renderer;
        renderer.workers = 1;
        Gate gate;
        renderer.beforeRender = [&] { gate.pass(); };
        LadderQueue queue(renderer, std::chrono::seconds(30));
        for (const Format format : {Format::Jpeg, Format::Webp}) {
            for (const char *preset : {"a", "b"})
                queue.add(request(QStringLiteral("one"), QLatin1String(preset), format));
        }
        gate.open();
        QTRY_COMPARE(m_done.load(), 4);
        QCOMPARE(m_order, (QStringList{"a", "a", "b", "b"}));
    }

    void twoWorkersClimbAtOnce()
    {
        test::FakeRenderer renderer;
        renderer.workers = 2;
        Gate gate;
        renderer.beforeRender = [&] { gate.pass(); };
        LadderQueue queue(renderer, std::chrono::seconds(30));
        queue.add(request(QStringLiteral("one"), QStringLiteral("a")));
        QTRY_COMPARE(renderer.renders.load(), 1);
        queue.add(request(QStringLiteral("one"), QStringLiteral("b")));
        QTRY_COMPARE(renderer.renders.load(), 2); // the other is at its first still
        for (const char *preset : {"a", "b"})
            queue.add(request(QStringLiteral("one"), QLatin1String(preset), Format::Webp));
        gate.open();
        QTRY_COMPARE(m_done.load(), 4);
        QCOMPARE(renderer.ladders.load(), 2);
    }

    void whatIsNotWantedAnyMoreIsNotRendered()
    {
        test::FakeRenderer renderer;
        renderer.workers = 1;
        Gate gate;
        renderer.beforeRender = [&] { gate.pass(); };
        LadderQueue queue(renderer, std::chrono::seconds(30));
        const CancelToken cancel;
        queue.add(request(QStringLiteral("one"), QStringLiteral("wanted")));
        QTRY_COMPARE(renderer.renders.load(), 1);
        LadderQueue::Request dropped = request(QStringLiteral("one"), QStringLiteral("dropped"));
        dropped.cancel = cancel;
        queue.add(std::move(dropped));
        queue.add(request(QStringLiteral("one"), QStringLiteral("also wanted")));
        cancel.request();
        gate.open();
        QTRY_COMPARE(m_done.load(), 3);
        QCOMPARE(renderer.renders.load(), 2);
        QCOMPARE(m_failed, (QStringList{"dropped"}));
        QCOMPARE(m_code, ErrorCode::Cancelled);
    }

    void everyRequestIsAnsweredWhenItEnds()
    {
        test::FakeRenderer renderer;
        renderer.workers = 1;
        Gate gate;
        renderer.beforeRender = [&] { gate.pass(); };
        auto queue = std::make_unique<LadderQueue>(renderer, std::chrono::seconds(30));
        for (int i = 0; i < 5; ++i)
            queue->add(request(QStringLiteral("one"), QString::number(i)));
        QTRY_COMPARE(renderer.renders.load(), 1);
        std::thread end([&] { queue.reset(); });
        gate.open();
        end.join();
        QCOMPARE(m_done.load(), 5);
    }

    void aPictureThatCannotBeOpenedFails()
    {
        test::FakeRenderer renderer;
        LadderQueue queue(renderer, std::chrono::seconds(30));
        LadderQueue::Request lost = request(QStringLiteral("lost"), QStringLiteral("a"));
        lost.open = []() -> Result<std::shared_ptr<const Source>> {
            return Error{ErrorCode::NotFound, QStringLiteral("no such file"), {}, {}};
        };
        queue.add(std::move(lost));
        QTRY_COMPARE(m_done.load(), 1);
        QCOMPARE(m_code, ErrorCode::NotFound);
        QCOMPARE(renderer.renders.load(), 0);
    }

    void init()
    {
        m_done = 0;
        m_order.clear();
        m_failed.clear();
    }

private:
    LadderQueue::Request request(const QString &picture, const QString &preset, Format format = Format::Jpeg)
    {
        RenderSpec spec;
        spec.preset.name = preset;
        spec.format = format;
        return {picture, [] { return Result<std::shared_ptr<const Source>>(test::sourceOf("x")); }, spec, {},
                [this, preset](const Result<Rendered> &rendered) {
                    std::lock_guard lock(m_mutex);
                    m_order.append(preset);
                    if (!rendered) {
                        m_failed.append(preset);
                        m_code = rendered.error().code;
                    }
                    ++m_done;
                }};
    }

    std::mutex m_mutex;
    QStringList m_order, m_failed;
    ErrorCode m_code = ErrorCode::Internal;
    std::atomic<int> m_done{0};
};

QTEST_GUILESS_MAIN(LadderQueueTest)
#include "tst_ladder_queue.moc"
