#pragma once

#include "images/image_service.h"

#include <array>
#include <mutex>

namespace vitrine::origin {

/// Remembers the ETags of variants that were asked for lately: making one costs a SHA-256, more than all the
/// rest of answering a cached picture. Bounded; thread-safe. Presets are told apart by address: one list a
/// memo.
class EtagMemo
{
public:
    QByteArray etag(const images::Preset &preset, QByteArrayView image, images::Format format);

private:
    struct Entry
    {
        const images::Preset *preset = nullptr;
        images::Format format{};
        QByteArray image;
        QByteArray etag;
    };
    std::mutex m_mutex;
    std::array<Entry, 4096> m_entries;
};

} // namespace vitrine::origin
