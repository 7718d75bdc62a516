#include "images/careful_pass.h"

#include "images/image_service.h"

namespace vitrine::images {

namespace {

constexpr std::size_t MostWaiting = 1024;
constexpr qsizetype MostSettled = 100'000;
/// On processor time that nobody else wants, which on a busy machine is little.
constexpr std::chrono::minutes Deadline{10};

} // namespace

CarefulPass::CarefulPass(Renderer &renderer, const Clock &clock, QualityMemory *qualities, Owner owner)
    : m_renderer(renderer), m_clock(clock), m_qualities(qualities), m_owner(std::move(owner))
{
    m_thread.setMaxThreadCount(1);
}

CarefulPass::~CarefulPass()
{
    stop();
}

void CarefulPass::stop()
{
    m_stop.request();
    m_thread.waitForDone();
}

void CarefulPass::add(const VariantKey &key, qint64 quickBytes)
{
    if (key.format == Format::Gif) // whose encoder gains nothing by effort
        return;
    VariantKey careful = key;
    careful.generation = Generation::Careful;
    QByteArray etag = ImageService::etag(careful);
    {
        std::lock_guard lock(m_mutex);
        if (m_queue.size() >= MostWaiting || m_settled.contains(etag))
            return;
        if (m_settled.size() >= MostSettled) {
            m_settled.clear();
            for (const Wanted &waiting : m_queue)
                m_settled.insert(waiting.etag);
        }
        m_settled.insert(etag);
        m_queue.push_back({std::move(careful), std::move(etag), quickBytes});
    }
    wake();
}

void CarefulPass::wake()
{
    {
        std::lock_guard lock(m_mutex);
        if (m_running || m_queue.empty() || m_stop.requested())
            return;
        m_running = true;
    }
    m_thread.start([this] {
        while (const auto wanted = next())
            make(*wanted);
    });
}

/// None while somebody waits for a picture; then the thread's work is over until wake().
std::optional<CarefulPass::Wanted> CarefulPass::next()
{
    std::lock_guard lock(m_mutex); // also while asking: no wake() falls between
    if (m_queue.empty() || m_stop.requested() || !m_owner.idle()) {
        m_running = false;
        return std::nullopt;
    }
    Wanted wanted = std::move(m_queue.front());
    m_queue.pop_front();
    return wanted;
}

void CarefulPass::make(const Wanted &wanted)
{
    const auto keep = m_owner.begin();
    const VariantKey &key = wanted.key;
    const auto source = m_owner.open(key.image);
    if (!source)
        return settle(wanted, true, &CarefulCounters::failed);
    RenderSpec spec{key.preset, key.format};
    spec.careful = true;
    if (m_qualities && key.preset.score > 0)
        spec.quality = m_qualities->find(wanted.etag);
    const auto rendered = m_renderer.renderAside(**source, spec, m_clock.now() + Deadline, m_stop);
    if (!rendered) {
        const ErrorCode code = rendered.error().code;
        const bool passes = code == ErrorCode::Overloaded || code == ErrorCode::Cancelled || code == ErrorCode::Io ||
                            code == ErrorCode::DeadlineExceeded;
        return settle(wanted, passes, &CarefulCounters::failed);
    }
    if (m_qualities && rendered->quality && key.preset.score > 0)
        m_qualities->remember(wanted.etag, *rendered->quality);
    if (key.preset.score == 0 && rendered->bytes.size() >= wanted.quickBytes)
        return settle(wanted, false, &CarefulCounters::withoutGain);
    const Variant variant{rendered->bytes,    key.format,  rendered->widthPx,
                          rendered->heightPx, wanted.etag, tagsOf(key.image, key.preset)};
    if (!keep(variant))
        return settle(wanted, true, &CarefulCounters::failed);
    settle(wanted, true, &CarefulCounters::made);
    std::lock_guard lock(m_mutex);
    m_counters.savedBytes += quint64(std::max<qint64>(0, wanted.quickBytes - rendered->bytes.size()));
}

/// `again`: it may be asked for once more, when it was purged or evicted or a second try may go well.
void CarefulPass::settle(const Wanted &wanted, bool again, quint64 CarefulCounters::*counter)
{
    std::lock_guard lock(m_mutex);
    ++(m_counters.*counter);
    if (again)
        m_settled.remove(wanted.etag);
}

CarefulCounters CarefulPass::counters() const
{
    std::lock_guard lock(m_mutex);
    CarefulCounters counters = m_counters;
    counters.waiting = int(m_queue.size());
    return counters;
}

} // namespace vitrine::images
