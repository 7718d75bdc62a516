#pragma once

#include "app/runtime/runtime.h"
#include "app/server/bench/figure.h"
#include "app/server/bench/photo_set.h"

namespace vitrine::app {

// Each measures one row of README's table on a running engine; interleaved with its peer where it is a ratio.
// An error says what is missing (no product, no picture, no nginx).

/// Service time of a card by key inside the store, paced at 1 000 a second and in a closed loop, and of a whole product from
/// its attribute values.
Result<QVector<Figure>> cardServiceTime(Runtime &runtime);
/// Cards by popularity: service time in the store paced at 1 000 and at 10 000 a second; then over HTTP in an open loop,
/// inside the server, and at the client against a constant on a server of the same kind.
Result<QVector<Figure>> pacedCards(Runtime &runtime, int rounds);
/// The same over HTTP while 20 000 values a second are imported: adds products to a catalog of generated ones.
Result<QVector<Figure>> pacedCardsWhileImporting(Runtime &runtime, int rounds, const CancelToken &cancel);
/// Throughput of cards over HTTP against a handler that answers a constant of the same size on the same server.
Result<QVector<Figure>> cardThroughput(Runtime &runtime, int rounds);
/// Throughput of a cached variant of about 64 KB against nginx serving the same file from the page cache.
Result<QVector<Figure>> variantAgainstNginx(Runtime &runtime, int rounds);
/// Throughput of 304 against the same cached variant's 200.
Result<QVector<Figure>> notModifiedAgainstHit(Runtime &runtime, int rounds);
/// 1 000 requests at once for one variant that nobody has asked for yet.
Result<QVector<Figure>> coldBurst(Runtime &runtime);
/// Import of a catalog of files into an empty directory, with cards and text index; memory at its first and last tenth.
Result<QVector<Figure>> importRate(const QString &source);
/// Bytes of a JPEG of quality 80 against those of WebP, of AVIF and of what a browser is sent, by each measure that this
/// machine has (picture_measures.h); perceptualScore() is the one that presets name.
Result<QVector<Figure>> bytesAtEqualScore(Runtime &runtime, const QVector<Photo> &photos);
/// How many times less is asked for; none: only reported.
struct StorageTargets
{
    std::optional<double> bytes{}, blocks{}, files{};
};
/// What all presets as JPEG and WebP of each photograph would take as files, against what an empty data directory takes
/// that serves them all. `kind` is what a person calls them.
Result<QVector<Figure>> storageAgainstPrecomputed(Runtime &runtime, const QVector<Photo> &photos, const QString &kind, const StorageTargets &targets);
/// Resident memory of `vitrined serve` and its decoders while nobody asks for anything.
Result<QVector<Figure>> idleMemory();

} // namespace vitrine::app
