#include "codec/job_result.h"

#include "images/sniff.h"

#include <sys/stat.h>
#include <sys/wait.h>

#include <csignal>
#include <cstring>
#include <unistd.h>

namespace vitrine::codec {

namespace {

// What the largest picture decodes to, and then some: a worker cannot make this process take more.
constexpr qint64 MaxResultBytes = 1ll << 30;

std::optional<SourceKind> loadableKind(images::SniffedType type)
{
    using images::SniffedType;
    switch (type) {
    case SniffedType::Jpeg:
        return SourceKind::Jpeg;
    case SniffedType::Png:
        return SourceKind::Png;
    case SniffedType::Webp:
        return SourceKind::Webp;
    case SniffedType::Gif:
        return SourceKind::Gif;
    case SniffedType::Tiff:
        return SourceKind::Tiff;
    case SniffedType::Heif:
    case SniffedType::Avif:
        return SourceKind::Heif;
    case SniffedType::Svg:
    case SniffedType::Pdf:
    case SniffedType::Jpeg2000:
    case SniffedType::JpegXl:
    case SniffedType::Bmp:
    case SniffedType::Ico:
    case SniffedType::OpenExr:
    case SniffedType::Radiance:
    case SniffedType::Netpbm:
    case SniffedType::Photoshop:
    case SniffedType::Zip:
    case SniffedType::Gzip:
    case SniffedType::Empty:
    case SniffedType::Unknown:
        return std::nullopt;
    }
    return std::nullopt;
}

bool readAll(int descriptor, QByteArray &bytes)
{
    for (qint64 done = 0; done < bytes.size();) {
        const ssize_t got =
            pread(descriptor, bytes.data() + done, static_cast<size_t>(bytes.size() - done), done);
        if (got == 0 || (got < 0 && errno != EINTR))
            return false;
        done += std::max<ssize_t>(got, 0);
    }
    return true;
}

TargetFormat targetOf(images::Format format)
{
    switch (format) {
    case images::Format::Jpeg:
        return TargetFormat::Jpeg;
    case images::Format::Webp:
        return TargetFormat::Webp;
    case images::Format::Avif:
        return TargetFormat::Avif;
    case images::Format::Png:
        return TargetFormat::Png;
    case images::Format::Gif:
        return TargetFormat::Gif;
    }
    return TargetFormat::Jpeg;
}

} // namespace

Result<SourceKind> sniffKind(const images::Source &source)
{
    const images::SniffedType type = images::sniff(source);
    if (const auto kind = loadableKind(type))
        return *kind;
    return images::unsupportedType(type);
}

Job toJob(const images::RenderSpec &spec)
{
    Job job;
    job.kind = JobKind::Render;
    job.target = targetOf(spec.format);
    job.operations = spec.preset;
    job.score = spec.score;
    job.halfChroma = spec.halfChroma;
    job.quality = spec.preset.quality[static_cast<std::size_t>(spec.format)];
    if (!spec.careful)
        return job;
    job.careful = true;
    job.wantedScore = spec.preset.score;
    job.quality = spec.quality.value_or(job.quality);
    job.qualityKnown = spec.quality.has_value();
    return job;
}

SourceIdentity identityOf(const images::Source &source)
{
    constexpr std::int64_t NanosPerSecond = 1'000'000'000;
    struct stat state
    {
    };
    if (fstat(source.descriptor(), &state) != 0)
        return {};
    return {state.st_dev, state.st_ino, state.st_ctim.tv_sec * NanosPerSecond + state.st_ctim.tv_nsec, state.st_size};
}

Result<JobResult> takeResult(const Job &job, const JobAnswer &answer, int descriptor)
{
    struct Closer
    {
        int descriptor;
        ~Closer() { descriptor >= 0 ? ::close(descriptor) : 0; }
    } closer{descriptor};
    const QString reason = QString::fromUtf8(answer.reason, qstrnlen(answer.reason, sizeof(answer.reason)));
    switch (answer.outcome) {
    case JobOutcome::Done:
        break;
    case JobOutcome::Unprocessable:
        return Error{ErrorCode::Unprocessable, reason, {}, {}};
    case JobOutcome::UnsupportedType:
        return Error{ErrorCode::UnsupportedType, reason, {}, {}};
    case JobOutcome::Internal:
        return Error{ErrorCode::Internal, reason, {}, {}};
    }
    JobResult result{answer, {}};
    if (job.kind == JobKind::Validate)
        return result;
    struct stat state
    {
    };
    const bool sane =
        descriptor >= 0 && fstat(descriptor, &state) == 0 && S_ISREG(state.st_mode) &&
        answer.resultBytes > 0 && answer.resultBytes <= MaxResultBytes &&
        state.st_size == answer.resultBytes && answer.widthPx > 0 && answer.heightPx > 0 &&
        (job.kind != JobKind::Decode || answer.resultBytes == 4ll * answer.widthPx * answer.heightPx);
    if (sane)
        result.bytes = QByteArray(answer.resultBytes, Qt::Uninitialized);
    if (!sane || !readAll(descriptor, result.bytes))
        return Error{
            ErrorCode::Internal, QStringLiteral("a decoder gave an answer that makes no sense"), {}, {}};
    return result;
}

images::Rendered toRendered(const JobResult &result)
{
    images::Rendered rendered;
    rendered.bytes = result.bytes;
    rendered.widthPx = result.answer.widthPx;
    rendered.heightPx = result.answer.heightPx;
    rendered.renderTime = std::chrono::microseconds(result.answer.renderMicros);
    if (result.answer.foundQuality > 0)
        rendered.quality = result.answer.foundQuality;
    if (result.answer.scored)
        rendered.ssim = result.answer.ssim;
    return rendered;
}

images::ImageInfo toImageInfo(const JobResult &result, const images::Source &source)
{
    return {images::sniffedTypeName(images::sniff(source)), result.answer.widthPx, result.answer.heightPx,
            result.answer.frames, result.answer.alpha};
}

QString describeDeath(std::optional<int> waitStatus)
{
    if (!waitStatus)
        return QStringLiteral("it ended together with its zygote");
    if (WIFSIGNALED(*waitStatus))
        return QStringLiteral("signal %1 (%2)")
            .arg(WTERMSIG(*waitStatus))
            .arg(QLatin1String(strsignal(WTERMSIG(*waitStatus))));
    return QStringLiteral("exit code %1").arg(WEXITSTATUS(*waitStatus));
}

bool isDeathByPicture(std::optional<int> waitStatus)
{
    // SIGKILL and SIGTERM come from outside (an administrator, the kernel short of memory).
    return waitStatus && WIFSIGNALED(*waitStatus) && WTERMSIG(*waitStatus) != SIGKILL && WTERMSIG(*waitStatus) != SIGTERM;
}

Error deathError(std::optional<int> waitStatus)
{
    const int signal = waitStatus && WIFSIGNALED(*waitStatus) ? WTERMSIG(*waitStatus) : 0;
    if (signal == SIGXCPU)
        return {ErrorCode::DeadlineExceeded,
                QStringLiteral("decoding the picture took too much processor time"),
                {},
                {}};
    if (signal == SIGSYS)
        return {ErrorCode::Unprocessable,
                QStringLiteral("the picture makes the decoder do what it may not (a forbidden system call)"),
                {},
                QStringLiteral("Treat the file as hostile")};
    if (isDeathByPicture(waitStatus))
        return {ErrorCode::Unprocessable,
                QStringLiteral("the picture makes the decoder fail: %1").arg(describeDeath(waitStatus)),
                {},
                {}};
    return {ErrorCode::Internal,
            QStringLiteral("the decoder died twice: %1").arg(describeDeath(waitStatus)),
            {},
            QStringLiteral("Look for a lack of memory on this machine, and try again")};
}

} // namespace vitrine::codec
