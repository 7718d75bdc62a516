#include "exchange/generate.h"

#include "exchange/product_maker.h"

#include <QElapsedTimer>
#include <QHash>
#include <QThread>

#include <algorithm>

namespace vitrine::exchange {
namespace {

constexpr int BatchSize = 500;
constexpr int WaitMs = 20;
constexpr int MaxWaits = 3'000; // a minute of back-pressure, then the store is taken for stuck

template <typename Try>
auto withPatience(const CancelToken &cancel, Try attempt)
{
    auto result = attempt();
    for (int waits = 0;
         !result && result.error().code == ErrorCode::Overloaded && waits < MaxWaits && !cancel.requested();
         ++waits) {
        QThread::msleep(WaitMs);
        result = attempt();
    }
    return result;
}

/// One run of the generator. One thread.
class Generation
{
public:
    Generation(catalog::Catalog &catalog, const GenerateOptions &options, const PutBytes &putImage,
               const ProgressCallback &progress, const CancelToken &cancel)
        : m_catalog(catalog),
          m_options(options),
          m_putImage(putImage),
          m_progress(progress),
          m_cancel(cancel),
          m_maker(options)
    {
        m_clock.start();
    }

    Result<ImportReport> run()
    {
        if (const Status described = m_catalog.writer.describe(m_maker.hints()); !described)
            return described.error();
        const qint64 end = m_options.first + m_options.products;
        for (qint64 first = m_options.first; first < end && !m_cancel.requested(); first += BatchSize) {
            const qint64 last = std::min(first + BatchSize, end) - 1;
            if (const Status written = batch(first, last); !written && !m_cancel.requested())
                return written.error();
        }
        m_report.cancelled = m_cancel.requested();
        m_report.took = std::chrono::milliseconds(m_clock.elapsed());
        report(m_report.cancelled ? QStringLiteral("Cancelled") : QStringLiteral("Done"), true);
        return m_report;
    }

private:
    Status batch(qint64 first, qint64 last)
    {
        QVector<catalog::Product> products;
        for (qint64 number = first; number <= last; ++number) {
            auto made = m_maker.make(number);
            for (const int picture : std::as_const(made.pictures)) {
                if (m_cancel.requested())
                    return Done{};
                if (const Status added = addPicture(picture, made.product); !added)
                    return added;
            }
            products.append(std::move(made.product));
        }
        const auto outcomes = withPatience(m_cancel, [&] { return m_catalog.writer.upsert(products); });
        if (!outcomes)
            return outcomes.error();
        for (qsizetype i = 0; i < outcomes->size(); ++i)
            count(products[i], outcomes->at(i));
        report(QStringLiteral("Making products"), false);
        return Done{};
    }

    /// Pictures are drawn when the first product needs them.
    Status addPicture(int picture, catalog::Product &product)
    {
        auto stored = m_stored.constFind(picture);
        if (stored == m_stored.constEnd()) {
            const qint64 begun = m_clock.elapsed();
            report(QStringLiteral("Drawing picture %1 of %2").arg(m_stored.size() + 1).arg(m_options.pictures), false);
            const QByteArray png = drawPicture(m_maker.look(picture));
            const auto put = withPatience(m_cancel, [&] { return m_putImage(png); });
            if (!put)
                return put.error();
            ++m_report.imagesStored;
            stored = m_stored.insert(picture, *put);
            m_picturesMs += m_clock.elapsed() - begun;
        }
        product.images.append(*stored);
        return Done{};
    }

    void count(const catalog::Product &product, const catalog::ProductOutcome &outcome)
    {
        switch (outcome.outcome) {
        case catalog::Outcome::Created:
            ++m_report.created;
            break;
        case catalog::Outcome::Updated:
            ++m_report.updated;
            break;
        case catalog::Outcome::Unchanged:
            ++m_report.unchanged;
            break;
        case catalog::Outcome::Rejected:
            ++m_report.rejected;
            if (++m_report.errorCount <= 1'000)
                m_report.errors.append({{},
                                        0,
                                        outcome.error.where,
                                        product.key.toString() + QStringLiteral(": ") + outcome.error.what});
            return;
        }
        m_report.values += product.attributes.size();
        for (const catalog::Variant &variant : product.variants)
            m_report.values += variant.attributes.size();
    }

    /// Pictures are drawn for the first products that need them and would spoil an estimate made of products alone.
    std::optional<std::chrono::seconds> remaining(double seconds, qint64 products) const
    {
        const double drawing = double(m_picturesMs) / 1'000;
        if (m_stored.isEmpty() && products == 0)
            return std::nullopt;
        double left = 0;
        if (!m_stored.isEmpty())
            left += drawing * double(m_options.pictures - m_stored.size()) / double(m_stored.size());
        if (products > 0)
            left += std::max(0.0, seconds - drawing) * double(m_options.products - products) / double(products);
        return std::chrono::seconds(qint64(left + 0.5));
    }

    void report(const QString &stage, bool always)
    {
        const qint64 now = m_clock.elapsed();
        if (!m_progress || (!always && now - m_lastReportMs < 100))
            return;
        m_lastReportMs = now;
        ImportProgress progress;
        progress.stage = stage;
        progress.products = m_report.created + m_report.updated + m_report.unchanged;
        progress.values = m_report.values;
        progress.rejected = m_report.rejected;
        const double seconds = std::max(0.001, double(now) / 1'000);
        progress.valuesPerSecond = double(progress.values) / seconds;
        progress.remaining = remaining(seconds, progress.products);
        m_progress(progress);
    }

    catalog::Catalog &m_catalog;
    const GenerateOptions m_options;
    const PutBytes &m_putImage;
    const ProgressCallback &m_progress;
    CancelToken m_cancel;
    ProductMaker m_maker;
    QHash<int, catalog::ImageRef> m_stored;
    ImportReport m_report;
    QElapsedTimer m_clock;
    qint64 m_picturesMs = 0; ///< spent on drawing and storing
    qint64 m_lastReportMs = -1'000;
};

} // namespace

Result<ImportReport> generateInto(catalog::Catalog &catalog, const GenerateOptions &options,
                                  const PutBytes &putImage, const ProgressCallback &progress,
                                  const CancelToken &cancel)
{
    const auto outside = [](const char *what, const char *range) {
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("%1 is out of range").arg(QLatin1String(what)), QLatin1String(what),
                     QStringLiteral("Choose %1").arg(QLatin1String(range))};
    };
    if (options.products < 0 || options.products > 99'999'999)
        return outside("products", "0 to 99999999");
    if (options.first < 1 || options.first > 100'000'000 - options.products)
        return outside("first", "1 to 99999999, so that no number is above it");
    if (options.attributes < 7 || options.attributes > 100'000)
        return outside("attributes", "7 to 100000");
    if (options.channels < 1 || options.channels > Languages)
        return outside("channels", "1 to 6");
    if (options.pictures < 0 || options.pictures > 10'000)
        return outside("pictures", "0 to 10000");
    return Generation(catalog, options, putImage, progress, cancel).run();
}

} // namespace vitrine::exchange
