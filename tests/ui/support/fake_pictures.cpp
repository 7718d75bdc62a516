#include "ui/support/fake_pictures.h"

#include "ui/support/ready_reply.h"

#include <QBuffer>
#include <QElapsedTimer>
#include <QImageReader>
#include <QImageWriter>
#include <QLinearGradient>
#include <QPainter>
#include <QRandomGenerator>
#include <QThread>
#include <QtConcurrent>

#include <array>
#include <cmath>

namespace vitrine::test {

using images::Fit;
using images::Format;
using images::Preset;

namespace {

constexpr int OriginalSide = 1200;

QString keyOf(const QString &preset, Format format)
{
    return preset + u'/' + QString::number(int(format));
}

QVector<Preset> makePresets(int count)
{
    constexpr std::array sides{16, 24, 32, 40, 48, 64, 80, 96, 120, 160, 200, 240, 320, 400, 540, 720};
    QVector<Preset> presets;
    for (const Fit fit : {Fit::Cover, Fit::Inside, Fit::Pad})
        for (const int side : sides) {
            Preset preset;
            preset.name = QStringLiteral("%1-%2")
                              .arg(fit == Fit::Cover    ? QStringLiteral("square")
                                   : fit == Fit::Inside ? QStringLiteral("photo")
                                                        : QStringLiteral("pad"))
                              .arg(side);
            preset.widthPx = side;
            preset.heightPx = side;
            preset.fit = fit;
            presets += preset;
        }
    return presets.mid(0, count);
}

QImage drawn(const QString &name)
{
    QImage image(OriginalSide, OriginalSide * 3 / 4, QImage::Format_RGB32);
    QRandomGenerator random(uint(qHash(name)));
    QLinearGradient ground(0, 0, image.width(), image.height());
    ground.setColorAt(0, QColor::fromHsv(int(random.bounded(360)), 120, 240));
    ground.setColorAt(1, QColor::fromHsv(int(random.bounded(360)), 160, 120));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(image.rect(), ground);
    for (int i = 0; i < 24; ++i) {
        painter.setBrush(QColor::fromHsv(int(random.bounded(360)), 200, 220, 160));
        painter.drawEllipse(QPointF(random.bounded(image.width()), random.bounded(image.height())),
                            20 + random.bounded(120), 20 + random.bounded(120));
    }
    return image;
}

double luma(QRgb pixel)
{
    return 0.299 * qRed(pixel) + 0.587 * qGreen(pixel) + 0.114 * qBlue(pixel);
}

/// Mean structural similarity over blocks of 8 x 8: near enough to the engine's for a fake.
double blockSimilarity(const QImage &a, const QImage &b)
{
    constexpr int side = 8;
    constexpr double c1 = 6.5025, c2 = 58.5225;
    double sum = 0;
    int blocks = 0;
    for (int y = 0; y + side <= a.height(); y += side)
        for (int x = 0; x + side <= a.width(); x += side) {
            double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
            for (int j = 0; j < side; ++j)
                for (int i = 0; i < side; ++i) {
                    const double p = luma(a.pixel(x + i, y + j)), q = luma(b.pixel(x + i, y + j));
                    ma += p, mb += q, aa += p * p, bb += q * q, ab += p * q;
                }
            constexpr double n = side * side;
            ma /= n, mb /= n;
            const double va = aa / n - ma * ma, vb = bb / n - mb * mb, cov = ab / n - ma * mb;
            sum += ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
            ++blocks;
        }
    return blocks > 0 ? sum / blocks : 1;
}

QImage fitted(const QImage &original, const Preset &preset)
{
    const QSize box(preset.widthPx, preset.heightPx);
    switch (preset.fit) {
    case Fit::Exact:
    case Fit::Inside:
        return original.scaled(box.boundedTo(original.size()), Qt::KeepAspectRatio, Qt::SmoothTransformation);
    case Fit::Cover: {
        const QImage scaled = original.scaled(box, Qt::KeepAspectRatioByExpanding, Qt::SmoothTransformation);
        return scaled.copy((scaled.width() - box.width()) / 2, (scaled.height() - box.height()) / 2,
                           box.width(), box.height());
    }
    case Fit::Pad: {
        QImage padded(box, QImage::Format_RGB32);
        padded.fill(Qt::white);
        const QImage scaled =
            original.scaled(box.boundedTo(original.size()), Qt::KeepAspectRatio, Qt::SmoothTransformation);
        QPainter(&padded).drawImage((box.width() - scaled.width()) / 2, (box.height() - scaled.height()) / 2,
                                    scaled);
        return padded;
    }
    }
    return {};
}

} // namespace

FakePictures::FakePictures(int presetCount) : m_presets(makePresets(presetCount))
{
    m_pool.setMaxThreadCount(2);
}

FakePictures::~FakePictures()
{
    release(heldCount());
    m_pool.waitForDone();
}

void FakePictures::fail(const QString &preset, Format format, const Error &error)
{
    m_failures.insert(keyOf(preset, format), error);
}

void FakePictures::setScore(const QString &preset, Format format, double score)
{
    m_scores.insert(keyOf(preset, format), score);
}

void FakePictures::setPadding(const QString &preset, Format format, int bytes)
{
    m_padding.insert(keyOf(preset, format), bytes);
}

int FakePictures::release(int count)
{
    int released = 0;
    for (; released < count && !m_waiting.empty(); ++released) {
        const Job job = std::move(m_waiting.front());
        m_waiting.pop_front();
        job();
    }
    return released;
}

QImage FakePictures::pixels(const ui::Picture &picture, const Preset &preset) const
{
    if (picture.file.isEmpty())
        return fitted(drawn(picture.image.toString()), preset);
    QImageReader reader(picture.file);
    reader.setAutoTransform(true);
    const QImage original = reader.read();
    return original.isNull() ? QImage() : fitted(original, preset);
}

ui::Reply<QImage> FakePictures::thumbnail(const ImageId &image, int sidePx)
{
    return readyReply<QImage>(drawn(image.toString()).scaled(sidePx, sidePx, Qt::KeepAspectRatio));
}

Result<ui::RenderedVariant> FakePictures::make(const ui::Picture &picture, const Preset &preset,
                                               Format format, const CancelToken &cancel)
{
    const QString key = keyOf(preset.name, format);
    if (m_failures.contains(key))
        return m_failures.value(key);
    QThread::sleep(std::chrono::duration_cast<std::chrono::seconds>(m_delay).count());
    QThread::msleep(m_delay.count() % 1000);
    if (cancel.requested())
        return Error{ErrorCode::Cancelled, QStringLiteral("The render was cancelled"), {}, {}};
    QElapsedTimer timer;
    timer.start();
    const QImage image = pixels(picture, preset);
    if (image.isNull())
        return Error{ErrorCode::Unprocessable, QStringLiteral("Not a picture"), picture.file, {}};
    ui::RenderedVariant variant;
    QBuffer buffer(&variant.bytes);
    QImageWriter writer(&buffer, format == Format::Png ? "png" : "jpeg");
    const int quality = preset.quality[size_t(format)];
    writer.setQuality(format == Format::Webp ? quality - 14 : format == Format::Avif ? quality - 8 : quality);
    if (!buffer.open(QIODevice::WriteOnly) || !writer.write(image))
        return Error{ErrorCode::Internal, writer.errorString(), {}, {}};
    buffer.close();
    variant.renderTime = std::chrono::microseconds(timer.nsecsElapsed() / 1000);
    variant.widthPx = image.width();
    variant.heightPx = image.height();
    variant.ssim = m_scores.contains(key) ? m_scores.value(key)
                                          : blockSimilarity(image, QImage::fromData(variant.bytes));
    variant.bytes += QByteArray(m_padding.value(key), '\0');
    return variant;
}

void FakePictures::settled(bool cancelled)
{
    --m_running;
    m_cancelled += cancelled ? 1 : 0;
}

ui::Reply<ui::RenderedVariant> FakePictures::render(const ui::Picture &picture, const Preset &preset,
                                                    Format format, const CancelToken &cancel)
{
    ++m_asked;
    m_mostAtOnce = std::max(m_mostAtOnce, ++m_running);
    m_order += QStringLiteral("%1/%2").arg(preset.name).arg(int(format));
    const auto promise = std::make_shared<QPromise<Result<ui::RenderedVariant>>>();
    promise->start();
    auto work = [this, promise, picture, preset, format, cancel] {
        promise->addResult(make(picture, preset, format, cancel));
        settled(cancel.requested());
        promise->finish();
    };
    if (m_held)
        m_waiting.push_back(work);
    else
        m_pool.start(work);
    return promise->future();
}

ui::Reply<QImage> FakePictures::decode(const QByteArray &bytes)
{
    return QtConcurrent::run(&m_pool, [bytes]() -> Result<QImage> {
        const QImage image = QImage::fromData(bytes);
        if (image.isNull())
            return Error{ErrorCode::Unprocessable, QStringLiteral("Not a picture"), {}, {}};
        return image;
    });
}

ui::Reply<QImage> FakePictures::reference(const ui::Picture &picture, const Preset &preset)
{
    return QtConcurrent::run(&m_pool, [this, picture, preset]() -> Result<QImage> {
        const QImage image = pixels(picture, preset);
        if (image.isNull())
            return Error{ErrorCode::Unprocessable, QStringLiteral("Not a picture"), picture.file, {}};
        return image;
    });
}

QString FakePictures::url(const ImageId &image, const Preset &preset, Format format) const
{
    static const std::array extensions{"jpg", "webp", "avif", "png"};
    return QStringLiteral("http://127.0.0.1:8480/i/%1/%2.%3")
        .arg(image.toString(), preset.name, QLatin1String(extensions[size_t(format)]));
}

} // namespace vitrine::test
