#pragma once

#include "images/intermediates.h"
#include "images/warm_queue.h"

namespace vitrine::images {

/// A variant that is to be made now, and where it goes.
struct WarmVariant
{
    RenderSpec spec;
    std::function<void(const Result<Rendered> &)> land;
};

/// What is to be made ahead of demand, as many variants of one original over one decode as there are in a row, by half of
/// the renderer's workers. Thread-safe.
class WarmLadder
{
public:
    struct Rules
    {
        /// Nothing for what is there already, or is being made.
        std::function<std::optional<WarmVariant>(const VariantKey &)> claim;
        std::function<bool(int lanesAtWork)> mayGoOn; ///< asked between variants: nobody waits for a picture
        std::function<void(std::function<void()>)> later; ///< on another thread, behind everybody; never once it all ends
        std::chrono::milliseconds each; ///< to render
    };
    WarmLadder(WarmQueue &queue, Intermediates &intermediates, Renderer &renderer, Rules rules)
        : m_queue(queue), m_intermediates(intermediates), m_renderer(renderer), m_rules(std::move(rules))
    {
    }

    /// There is something in the queue.
    void start();

private:
    int lanesAtWork();
    void climb();
    std::optional<WarmVariant> next(const WarmQueue::Filter &filter, VariantKey &key, int &passed);

    WarmQueue &m_queue;
    Intermediates &m_intermediates;
    Renderer &m_renderer;
    const Rules m_rules;
    std::mutex m_mutex;
    int m_lanes = 0; ///< at work, by m_mutex
};

} // namespace vitrine::images
