#pragma once

#include "images/image_service.h"
#include "origin/call.h"

#include <QDateTime>

#include <memory>
#include <optional>

namespace vitrine::origin {

/// Since when the bytes of an address are what they are.
struct LastModified
{
    QDateTime time;
    QByteArray text; ///< as a header
};

/// The variant that a request asks for, and how its address may be cached. A value; the views live as long as the call.
struct WantedVariant
{
    const images::Preset *preset = nullptr;
    images::Format format = images::Format::Jpeg;
    bool negotiated = false; ///< the format is chosen by Accept
    bool immutable = false;  ///< the URL holds the hash
    QByteArrayView image{};  ///< a valid id
    std::shared_ptr<const images::Preset> made{}; ///< owns `preset` where the URL spelled it out
    std::optional<qint64> secondsLeft{};          ///< until the URL expires
    QVector<std::pair<QByteArray, QByteArray>> headers{}; ///< more of them
    const LastModified *lastModified = nullptr; ///< none: If-Modified-Since is not understood
    bool kept = true;                ///< by the service, once rendered
    std::shared_ptr<const void> held{}; ///< let go once answered
};

/// 32 lower-case hexadecimal digits.
bool isImageId(QByteArrayView text);
/// Chooses the format of a negotiated one by Accept, and checks the others against it: answers 406 itself and is false
/// where nothing fits.
bool settleFormat(const Call &call, WantedVariant *wanted);
/// Answers: 304 without any work, from memory at once, else from a render. `quickEtag` is that of the quick variant,
/// which an immutable address answers for ever; others answer the careful one where there is one.
void replyWithVariant(Call call, images::ImageService &service, WantedVariant wanted, const QByteArray &quickEtag);
/// The answer to a failure on a negotiated address says Vary: Accept too.
void replyWithError(const Call &call, bool negotiated, const Error &error);

} // namespace vitrine::origin
