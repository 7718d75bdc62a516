#pragma once

#include "app/runtime/runtime.h"
#include "app/server/bench/figure.h"

namespace vitrine::app {

struct GrowthOptions
{
    qint64 fromValues = 5'000'000;
    qint64 toValues = 100'000'000;
    int stages = 20;
    double valuesPerSecond = 0; ///< how fast it grows; 0: as fast as it goes
};

/// Reads while the catalog grew by one stage. Times in milliseconds inside the store, at 1 000 cards a second with keys
/// drawn by Zipf's law from all that was there; `control*` the same from a small catalog that did not grow, in turns.
struct GrowthStage
{
    qint64 products = 0;
    qint64 values = 0;
    double valuesPerSecond = 0;
    double p50 = 0, p90 = 0, p99 = 0, worst = 0;
    double controlP90 = 0;
    qint64 reads = 0;
};

/// Grows the catalog of `runtime`, which holds generated products only or none, while cards are read from it. `onStage`
/// is called after each; cancelling ends it after the batch at hand, with the stages so far. Blocking; one other thread.
Result<QVector<GrowthStage>> growth(Runtime &runtime, const GrowthOptions &options, const exchange::ProgressCallback &onProgress,
                                    const std::function<void(const GrowthStage &)> &onStage, const CancelToken &cancel);

/// p90 of the last stage against the first.
QVector<Figure> growthFigures(const QVector<GrowthStage> &stages);
/// The p90 of every stage as bars, for a terminal.
QString growthPlot(const QVector<GrowthStage> &stages);

} // namespace vitrine::app
