#pragma once

#include "codec/worker_protocol.h"
#include "images/ports.h"

#include <QByteArray>
#include <QString>

#include <optional>

/// Between the Renderer's values and the worker's messages. Nothing that a worker says is believed without a
/// check: it has read bytes from a stranger.
namespace vitrine::codec {

struct JobResult
{
    JobAnswer answer;
    QByteArray bytes;
};

/// From the source's first bytes. UnsupportedType names what it is instead.
Result<SourceKind> sniffKind(const images::Source &source);

Job toJob(const images::RenderSpec &spec);

/// Unknown where the descriptor tells nothing.
SourceIdentity identityOf(const images::Source &source);

/// Takes ownership of `descriptor`. Internal when the answer contradicts itself.
Result<JobResult> takeResult(const Job &job, const JobAnswer &answer, int descriptor);

images::Rendered toRendered(const JobResult &result);
images::ImageInfo toImageInfo(const JobResult &result, const images::Source &source);

/// "signal 11 (Segmentation fault)", for the log and for people.
QString describeDeath(std::optional<int> waitStatus);
/// Whether the bytes of a picture did that to a decoder: neither somebody from outside nor a decoder that cannot start.
bool isDeathByPicture(std::optional<int> waitStatus);
/// After the second death over one picture.
Error deathError(std::optional<int> waitStatus);

} // namespace vitrine::codec
