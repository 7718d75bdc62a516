#pragma once

#include "images/ports.h"

#include <QMutex>
#include <QWaitCondition>

#include <atomic>

namespace vitrine::test {

/// One original in memory: any id that begins with "ab" is there.
class TwinOriginals final : public images::OriginalStore
{
public:
    Result<images::Original> put(std::shared_ptr<const images::Source>, const images::ImageInfo &) override
    {
        return Error{ErrorCode::Internal, QStringLiteral("the origin stores nothing"), {}, {}};
    }
    Result<std::shared_ptr<const images::Source>> open(const ImageId &id) override
    {
        ++opens;
        if (!id.toString().startsWith(QLatin1String("ab"))) {
            return Error{ErrorCode::NotFound,
                         QStringLiteral("there is no image '%1'").arg(id.toString()),
                         QStringLiteral("image"),
                         {}};
        }
        return images::Source::fromBytes("pixels");
    }
    Result<images::Original> describe(const ImageId &id) override
    {
        if (auto source = open(id); !source)
            return source.error();
        return images::Original{id, {}, {QStringLiteral("jpeg"), 800, 600, 1, false}, 6};
    }
    std::atomic<int> opens{0};
};

/// "Renders" 1000 bytes that name preset and format.
class TwinRenderer final : public images::Renderer
{
public:
    Result<images::ImageInfo> validate(const images::Source &, Deadline) override
    {
        return images::ImageInfo{QStringLiteral("jpeg"), 800, 600, 1, false};
    }
    Result<images::Rendered> render(const images::Source &, const images::RenderSpec &spec, Deadline) override
    {
        ++renders;
        {
            QMutexLocker lock(&m_mutex);
            lastPreset = spec.preset;
            while (m_held)
                m_released.wait(&m_mutex);
        }
        if (failure)
            return *failure;
        images::Rendered rendered;
        rendered.bytes = spec.preset.name.toLatin1() + ' ' + images::formatName(spec.format).data() + ' ';
        for (int i = 0; rendered.bytes.size() < 1000; ++i)
            rendered.bytes += QByteArray::number(i);
        rendered.bytes.truncate(1000);
        rendered.widthPx = spec.preset.widthPx;
        rendered.heightPx = spec.preset.heightPx;
        return rendered;
    }
    /// What render() gives, shorter.
    Result<images::Rendered> renderAside(const images::Source &, const images::RenderSpec &spec, Deadline,
                                             const CancelToken &) override
    {
        images::Rendered rendered;
        rendered.bytes = spec.preset.name.toLatin1() + " with care";
        rendered.widthPx = spec.preset.widthPx;
        rendered.heightPx = spec.preset.heightPx;
        return rendered;
    }
    Result<images::Pixels> decode(const images::Source &, int, Deadline) override
    {
        return Error{ErrorCode::Internal, QStringLiteral("the origin needs no pixels"), {}, {}};
    }
    int concurrency() const override { return 1; }

    /// Renders that begin from now on wait for release().
    void hold()
    {
        QMutexLocker lock(&m_mutex);
        m_held = true;
    }
    void release()
    {
        QMutexLocker lock(&m_mutex);
        m_held = false;
        m_released.wakeAll();
    }

    std::optional<Error> failure;
    images::Preset lastPreset; ///< read it while nothing renders
    std::atomic<int> renders{0};

private:
    QMutex m_mutex;
    QWaitCondition m_released;
    bool m_held = false;
};

} // namespace vitrine::test
