#pragma once

#include "origin/origin.h"
#include "origin/support/twin_catalog.h"
#include "origin/support/twin_images.h"
#include "support/manual_clock.h"

#include <QSemaphore>

namespace vitrine::test {

inline constexpr char Picture[] = "abcdef0123456789abcdef0123456789";

/// An origin over twins, asked without sockets.
class OriginFixture
{
public:
    explicit OriginFixture(origin::OriginLimits limits = {}, origin::UrlSettings urls = {},
                           images::ImageServiceLimits ofImages = {})
        : presets(*images::PresetList::parse("[[preset]]\nname = \"tile-340\"\nwidth = 340\nheight = 340\n"
                                             "fit = \"cover\"\n[[preset]]\nname = \"zoom@2x\"\nwidth = 2000\n"
                                             "height = 2000\nfit = \"inside\"\n",
                                             QStringLiteral("test"))),
          images(originals, renderer, clock, ofImages),
          origin(
              catalog.ports(), images, presets, clock, [this] { return readiness; }, limits, std::move(urls))
    {
        catalog.add(QStringLiteral("A-1"), QStringLiteral("Red shirt <b>"),
                    R"({"key":"A-1","name":"Red shirt <b>","version":1,"attributes":{"w":1.5},"prices":[]})",
                    ImageId(QLatin1String(Picture)));
        catalog.add(QStringLiteral("b/2 ü"), QStringLiteral("Blue shirt"),
                    R"({"key":"b/2 ü","name":"Blue shirt"})");
    }

    using Headers = QVector<std::pair<QByteArray, QByteArray>>;
    /// Waits for the answer; -1 as status when none comes.
    origin::Response ask(const QByteArray &target, const Headers &headers = {},
                         const QByteArray &method = "GET")
    {
        auto done = std::make_shared<QSemaphore>();
        auto answer = std::make_shared<origin::Response>();
        origin.handle({method, target, headers, {}}, [done, answer](origin::Response response) {
            *answer = std::move(response);
            done->release();
        });
        if (!done->tryAcquire(1, 5000))
            answer->status = -1;
        return *answer;
    }
    static QByteArray header(const origin::Response &response, const char *name)
    {
        for (const auto &[known, value] : response.headers) {
            if (known.compare(name, Qt::CaseInsensitive) == 0)
                return value;
        }
        return {};
    }

    ManualClock clock;
    TwinCatalog catalog;
    TwinOriginals originals;
    TwinRenderer renderer;
    images::PresetList presets;
    images::ImageService images;
    Status readiness = Done{};
    origin::Origin origin;
};

} // namespace vitrine::test
