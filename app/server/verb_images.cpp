#include "app/server/invocation.h"

#include "images/matrix_report.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSaveFile>
#include <QThreadPool>
#include <QtConcurrent>

#include <mutex>

namespace vitrine::app {

namespace {

constexpr std::chrono::minutes CarefulPatience{10}; // who asks for care has time

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

/// A file when there is one of that name, else one of the catalog's originals.
Result<std::shared_ptr<const images::Source>> openPicture(Runtime &runtime, const QString &name)
{
    static const QRegularExpression idForm(QStringLiteral("^[0-9a-f]{32}$"));
    if (!QFileInfo::exists(name) && idForm.match(name).hasMatch())
        return runtime.originals().open(ImageId(name));
    return images::Source::fromFile(name);
}

Status writeWhole(Runtime &runtime, const QString &path, const QByteArray &bytes)
{
    return runtime.writePool().runAndWait({QStringLiteral("variant %1").arg(QFileInfo(path).fileName()),
                                           storage::WriteClass::Bulk, bytes.size(), [&]() -> Status {
        QSaveFile file(path);
        if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
            return Done{};
        return Error{ErrorCode::Io, QStringLiteral("cannot write the file: %1").arg(file.errorString()), path,
                     QStringLiteral("Choose a writable place with -o")};
    }});
}

images::Renderer::Deadline deadlineOf(const Runtime &runtime)
{
    return std::chrono::steady_clock::now() + runtime.configuration().limits.deadline;
}

void addPut(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::vector<std::string> files;
        std::string product;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("put", "Check pictures by a whole decode and store them as originals");
    verb->add_option("FILE", arguments->files, "Pictures")->required();
    verb->add_option("--product", arguments->product, "Add them to this product");
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            QVector<catalog::ImageRef> stored;
            QJsonArray images, errors;
            for (const std::string &name : arguments->files) {
                if (invocation.cancel.requested())
                    break;
                const QString file = toQString(name);
                const auto original = images::Source::fromFile(file).andThen([&](const auto &source) { return (*runtime)->images().put(source); });
                if (!original) {
                    errors.append(QJsonObject{{QStringLiteral("file"), file}, {QStringLiteral("reason"), original.error().toString()}});
                    if (!invocation.json)
                        std::fprintf(stderr, "%s: %s\n", qPrintable(file), qPrintable(original.error().toString()));
                    continue;
                }
                stored.append({original->id, original->info.widthPx, original->info.heightPx});
                images.append(QJsonObject{{QStringLiteral("file"), file},
                                          {QStringLiteral("image"), original->id.toString()},
                                          {QStringLiteral("hash"), QString::fromLatin1(original->sha256.toHex())},
                                          {QStringLiteral("width"), original->info.widthPx},
                                          {QStringLiteral("height"), original->info.heightPx}});
                if (!invocation.json)
                    printLine(QStringLiteral("%1  %2 x %3  %4").arg(original->id.toString()).arg(original->info.widthPx).arg(original->info.heightPx).arg(file));
            }
            if (!arguments->product.empty() && !stored.isEmpty()) {
                catalog::Catalog &catalog = (*runtime)->catalog();
                auto product = catalog.products.product(ProductKey(toQString(arguments->product)));
                if (!product)
                    return invocation.fail(product.error());
                for (const catalog::ImageRef &image : stored)
                    if (!product->images.contains(image))
                        product->images.append(image);
                const auto outcome = catalog.writer.upsert({*product});
                if (!outcome)
                    return invocation.fail(outcome.error());
            }
            if (invocation.json)
                printJson({{QStringLiteral("images"), images}, {QStringLiteral("errors"), errors}});
            return errors.isEmpty() ? ExitCode::Done : ExitCode::DoneWithRejections;
        };
    });
}

void addRender(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string picture, preset, format = "jpeg", out;
        bool careful = false;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("render", "Make one variant of a file or an original");
    verb->add_option("PICTURE", arguments->picture, "A file, or the id of an original")->required();
    verb->add_option("--preset", arguments->preset, "Name of a preset, e.g. pdp-800")->required();
    verb->add_option("--format", arguments->format, "jpeg, webp, avif, png or gif; webp and gif keep an animation")->check(CLI::IsMember({"jpeg", "jpg", "webp", "avif", "png", "gif"}))->capture_default_str();
    verb->add_option("-o,--output", arguments->out, "File to write")->required();
    verb->add_flag("--careful", arguments->careful, "As an origin makes again what is hot: slowly, by the preset's score");
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            const images::Preset *preset = (*runtime)->configuration().presets.find(toQString(arguments->preset));
            if (!preset)
                return invocation.fail({ErrorCode::InvalidArgument, QStringLiteral("no preset is named \"%1\"").arg(toQString(arguments->preset)),
                                        QStringLiteral("--preset"), QStringLiteral("GET /presets.json and resources/presets.toml list them")});
            const auto source = openPicture(**runtime, toQString(arguments->picture));
            if (!source)
                return invocation.fail(source.error());
            const images::RenderSpec spec{*preset, *images::formatFromName(toQString(arguments->format)), true, arguments->careful};
            const auto deadline = arguments->careful ? std::chrono::steady_clock::now() + CarefulPatience : deadlineOf(**runtime);
            const auto rendered = (*runtime)->renderer().render(**source, spec, deadline);
            if (!rendered)
                return invocation.fail(rendered.error());
            const QString out = toQString(arguments->out);
            if (const Status written = writeWhole(**runtime, out, rendered->bytes); !written)
                return invocation.fail(written.error());
            if (invocation.json)
                printJson({{QStringLiteral("file"), out}, {QStringLiteral("width"), rendered->widthPx}, {QStringLiteral("height"), rendered->heightPx},
                           {QStringLiteral("bytes"), rendered->bytes.size()}, {QStringLiteral("renderMicros"), qint64(rendered->renderTime.count())},
                           {QStringLiteral("ssim"), rendered->ssim.value_or(0)},
                           {QStringLiteral("quality"), rendered->quality.value_or(preset->quality[size_t(spec.format)])}});
            else
                printLine(QStringLiteral("%1: %2 x %3, %4 bytes, %5 ms, SSIM %6").arg(out).arg(rendered->widthPx).arg(rendered->heightPx)
                              .arg(rendered->bytes.size()).arg(double(rendered->renderTime.count()) / 1000, 0, 'f', 1).arg(rendered->ssim.value_or(0), 0, 'f', 4));
            return ExitCode::Done;
        };
    });
}

ExitCode renderMatrix(const Invocation &invocation, Runtime &runtime, const QString &picture, const QString &dir,
                      const QVector<images::Format> &formats)
{
    const auto source = openPicture(runtime, picture);
    if (!source)
        return invocation.fail(source.error());
    if (!QDir().mkpath(dir))
        return invocation.fail({ErrorCode::PermissionDenied, QStringLiteral("cannot create the folder"), dir, QStringLiteral("Choose a writable place with -o")});

    const QVector<images::Preset> presets = runtime.configuration().presets.all();
    QVector<images::MatrixRow> rows(presets.size() * formats.size());
    std::atomic<qsizetype> nextPreset{0};
    std::atomic_int done{0};
    // A ladder a decoder: each takes a preset at a time, whose formats have the same pixels.
    const auto climb = [&](int) {
        qsizetype preset = 0, format = formats.size();
        images::MatrixRow *row = nullptr;
        const auto next = [&]() -> std::optional<images::RenderSpec> {
            if (format == formats.size()) {
                preset = nextPreset++;
                format = 0;
            }
            if (preset >= presets.size() || invocation.cancel.requested())
                return std::nullopt;
            row = &rows[preset * formats.size() + format];
            return images::RenderSpec{presets[preset], formats[format++], true};
        };
        const auto keep = [&](const Result<images::Rendered> &rendered) {
            row->preset = presets[preset].name;
            row->format = formats[format - 1];
            if (rendered) {
                row->fileName = QStringLiteral("%1.%2").arg(row->preset, QString(images::formatExtension(row->format)));
                row->widthPx = rendered->widthPx;
                row->heightPx = rendered->heightPx;
                row->bytes = rendered->bytes.size();
                row->renderTime = rendered->renderTime;
                row->ssim = rendered->ssim;
                if (const Status written = writeWhole(runtime, dir + u'/' + row->fileName, rendered->bytes); !written)
                    row->error = written.error().toString();
            } else {
                row->error = rendered.error().toString();
            }
            std::fprintf(stderr, "\r%d of %d", ++done, int(rows.size()));
        };
        runtime.renderer().renderLadder(**source, {next, keep}, runtime.configuration().limits.deadline);
    };
    rows.data(); // its own before several threads write into it
    QThreadPool pool;
    const int ladders = runtime.renderer().concurrency();
    pool.setMaxThreadCount(ladders);
    QVector<int> each(ladders);
    QtConcurrent::blockingMap(&pool, each, climb);
    std::fputc('\n', stderr);
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (!rows[i].preset.isEmpty())
            continue;
        rows[i].preset = presets[i / formats.size()].name;
        rows[i].format = formats[i % formats.size()];
        rows[i].error = QStringLiteral("cancelled");
    }

    const images::MatrixReport report(picture, rows);
    for (const auto &[name, bytes] : {std::pair{QStringLiteral("report.json"), report.toJson()}, std::pair{QStringLiteral("report.html"), report.toHtml()}})
        if (const Status written = writeWhole(runtime, dir + u'/' + name, bytes); !written)
            return invocation.fail(written.error());
    const auto failed = std::count_if(rows.begin(), rows.end(), [](const images::MatrixRow &row) { return !row.error.isEmpty(); });
    if (invocation.json)
        printJson({{QStringLiteral("report"), dir + QStringLiteral("/report.json")}, {QStringLiteral("variants"), qint64(rows.size() - failed)}, {QStringLiteral("failed"), qint64(failed)}});
    else
        printLine(QStringLiteral("%1 variants, %2 failed: %3/report.html").arg(rows.size() - failed).arg(failed).arg(dir));
    return failed == 0 ? ExitCode::Done : failed == rows.size() ? ExitCode::Failed : ExitCode::DoneWithRejections;
}

void addMatrix(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::string picture, out;
        std::vector<std::string> formats;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("matrix", "Make every preset in every format, with a report of bytes, time and score");
    verb->add_option("PICTURE", arguments->picture, "A file, or the id of an original")->required();
    verb->add_option("-o,--output", arguments->out, "Folder to write")->required();
    verb->add_option("--format", arguments->formats, "Only these formats (default: all but gif)")->check(CLI::IsMember({"jpeg", "jpg", "webp", "avif", "png", "gif"}));
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            QVector<images::Format> formats(images::StillFormats.begin(), images::StillFormats.end());
            if (!arguments->formats.empty()) {
                formats.clear();
                for (const std::string &name : arguments->formats)
                    formats.append(*images::formatFromName(toQString(name)));
            }
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            return renderMatrix(invocation, **runtime, toQString(arguments->picture), toQString(arguments->out), formats);
        };
    });
}

} // namespace

void addImageVerbs(CLI::App &app, Invocation &invocation)
{
    addPut(app, invocation);
    addRender(app, invocation);
    addMatrix(app, invocation);
}

} // namespace vitrine::app
