#include "app/server/invocation.h"
#include "catalog/focal_point.h"

#include <QSet>

#include <thread>

namespace vitrine::app {

namespace {

QString toQString(const std::string &text) { return QString::fromLocal8Bit(text.data(), qsizetype(text.size())); }

Error noStore()
{
    return {ErrorCode::InvalidArgument, QStringLiteral("no variants are kept on disk"), QStringLiteral("variants.disk"),
            QStringLiteral("Set variants.disk to a size such as \"2 GiB\"")};
}

/// The images of the named products, or of all of them; each once, in the catalog's order.
Result<QVector<ImageId>> imagesOf(Runtime &runtime, const std::vector<std::string> &products, const CancelToken &cancel)
{
    QVector<ImageId> images;
    QSet<ImageId> seen;
    const auto add = [&](const catalog::Product &product) {
        for (const catalog::ImageRef &image : product.images) {
            if (!seen.contains(image.id)) {
                seen.insert(image.id);
                images += image.id;
            }
        }
        return !cancel.requested();
    };
    for (const std::string &key : products) {
        const auto product = runtime.catalog().products.product(ProductKey(toQString(key)));
        if (!product)
            return product.error();
        add(*product);
    }
    if (products.empty()) {
        if (const Status read = runtime.catalog().products.forEach(add); !read)
            return read.error();
    }
    return images;
}

/// Names `names` in the list of presets, or takes all of them.
Result<QVector<images::Preset>> presetsOf(const images::PresetList &list, const std::vector<std::string> &names)
{
    if (names.empty())
        return list.all();
    QVector<images::Preset> presets;
    for (const std::string &name : names) {
        const images::Preset *preset = list.find(toQString(name));
        if (!preset)
            return Error{ErrorCode::InvalidArgument, QStringLiteral("no preset is named \"%1\"").arg(toQString(name)),
                         QStringLiteral("--preset"), QStringLiteral("GET /presets.json lists them")};
        presets += *preset;
    }
    return presets;
}

/// One for all pictures, and one more for each that has a focal point: its crops are its own.
std::vector<images::WarmUp> warmUps(const QVector<ImageId> &images, const QVector<images::Preset> &presets,
                                    const QVector<images::Format> &formats, const catalog::FocalPoints *focalPoints)
{
    std::vector<images::WarmUp> all{{{}, presets, formats}};
    for (const ImageId &image : images) {
        const auto focus = focalPoints ? focalPoints->find(image) : std::nullopt;
        if (!focus) {
            all.front().images += image;
            continue;
        }
        QVector<images::Preset> focused;
        for (const images::Preset &preset : presets)
            focused += images::focusedOn(preset, focus->x, focus->y);
        all.push_back({{image}, focused, formats});
    }
    if (all.front().images.isEmpty() && all.size() > 1)
        all.erase(all.begin());
    return all;
}

void addWarm(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::vector<std::string> products, presets, formats{"avif", "webp", "jpeg"};
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("warm", "Make variants ahead of demand and keep them on disk");
    verb->add_option("--product", arguments->products, "Only the pictures of these products (default: of all)");
    verb->add_option("--preset", arguments->presets, "Only these presets (default: all)");
    verb->add_option("--format", arguments->formats, "jpeg, webp, avif or png")->check(CLI::IsMember({"jpeg", "webp", "avif", "png"}))->capture_default_str();
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            if ((*runtime)->configuration().variants.diskBytes == 0)
                return invocation.fail(noStore());
            auto images = imagesOf(**runtime, arguments->products, invocation.cancel);
            if (!images)
                return invocation.fail(images.error());
            auto presets = presetsOf((*runtime)->configuration().presets, arguments->presets);
            if (!presets)
                return invocation.fail(presets.error());
            QVector<images::Format> formats;
            for (const std::string &format : arguments->formats)
                formats += *images::formatFromName(toQString(format));

            images::ImageService &service = (*runtime)->images();
            for (images::WarmUp &part : warmUps(*images, *presets, formats, (*runtime)->catalog().focalPoints)) {
                if (const Status accepted = service.warmUp(std::move(part)); !accepted)
                    return invocation.fail(accepted.error());
            }
            images::WarmUpState state = service.warmUpState();
            for (; state.waiting > 0; state = service.warmUpState()) {
                if (invocation.cancel.requested())
                    service.cancelWarmUp();
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
                std::fprintf(stderr, "\r%lld to go ", qlonglong(state.waiting));
            }
            std::fputc('\n', stderr);
            if (invocation.json)
                printJson({{QStringLiteral("rendered"), state.rendered}, {QStringLiteral("present"), state.present}, {QStringLiteral("failed"), state.failed}});
            else
                printLine(QStringLiteral("%1 variants made, %2 were there already, %3 could not be made").arg(state.rendered).arg(state.present).arg(state.failed));
            if (invocation.cancel.requested())
                return invocation.fail({ErrorCode::Cancelled, QStringLiteral("stopped before all was made"), {}, QStringLiteral("Run it again to go on")});
            return state.failed > 0 ? ExitCode::DoneWithRejections : ExitCode::Done;
        };
    });
}

void addPurge(CLI::App &app, Invocation &invocation)
{
    struct Arguments
    {
        std::vector<std::string> products, images, presets, prefixes;
        bool all = false;
    };
    auto arguments = std::make_shared<Arguments>();
    CLI::App *verb = app.add_subcommand("purge", "Forget variants that are kept on disk; they are made again on demand");
    auto *what = verb->add_option_group("what");
    what->add_option("--product", arguments->products, "Those of the pictures of these products");
    what->add_option("--image", arguments->images, "Those of these originals");
    what->add_option("--preset", arguments->presets, "Those of these presets, and of presets that say the same");
    what->add_option("--prefix", arguments->prefixes, "Those with a tag such as preset/pdp- or image/4f, or an address such as /i/pdp-800/4f, that begins like this");
    what->add_flag("--all", arguments->all, "Every one");
    what->require_option(1, 0);
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] {
            auto runtime = Runtime::open(invocation.dataDirectory());
            if (!runtime)
                return invocation.fail(runtime.error());
            images::Purge purge;
            if (!arguments->products.empty()) {
                const auto images = imagesOf(**runtime, arguments->products, invocation.cancel);
                if (!images)
                    return invocation.fail(images.error());
                for (const ImageId &image : *images)
                    purge.tags += "image/" + image.toString().toLatin1();
            }
            for (const std::string &image : arguments->images)
                purge.tags += "image/" + QByteArray::fromStdString(image);
            for (const std::string &preset : arguments->presets)
                purge.tags += "preset/" + QByteArray::fromStdString(preset);
            for (const std::string &prefix : arguments->prefixes)
                purge.prefixes += QByteArray::fromStdString(prefix);
            if (arguments->all)
                purge.prefixes += QByteArrayLiteral("");
            images::ImageService &service = (*runtime)->images();
            const auto purged = service.purge(images::withTwins(std::move(purge), (*runtime)->configuration().presets));
            if (!purged)
                return invocation.fail(purged.error());
            const qint64 left = service.counters().disk.variants;
            if (invocation.json)
                printJson({{QStringLiteral("purged"), purged->onDisk}, {QStringLiteral("left"), left}});
            else
                printLine(QStringLiteral("%1 variants forgotten, %2 are left").arg(purged->onDisk).arg(left));
            return ExitCode::Done;
        };
    });
}

} // namespace

void addCacheVerbs(CLI::App &app, Invocation &invocation)
{
    addWarm(app, invocation);
    addPurge(app, invocation);
}

} // namespace vitrine::app
