#include "exchange/import.h"

#include "exchange/import_run.h"
#include "exchange/source_reader.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vitrine::exchange {
namespace {

using Named = std::pair<SourceFormat, QLatin1String>;
constexpr std::array names{Named{SourceFormat::Auto, QLatin1String("auto")},
                           Named{SourceFormat::Icecat, QLatin1String("icecat")},
                           Named{SourceFormat::Magento, QLatin1String("magento")},
                           Named{SourceFormat::Shopify, QLatin1String("shopify")},
                           Named{SourceFormat::Spree, QLatin1String("spree")},
                           Named{SourceFormat::Akeneo, QLatin1String("akeneo")},
                           Named{SourceFormat::Csv, QLatin1String("csv")},
                           Named{SourceFormat::Jsonl, QLatin1String("jsonl")}};

bool isMagento(const SourceFile &file)
{
    return file.kind == FileKind::MagentoProducts || file.kind == FileKind::MagentoFixture;
}

bool isSpree(const SourceFile &file)
{
    return file.kind == FileKind::Spree || file.kind == FileKind::SpreeTranslations;
}

bool isAkeneo(const SourceFile &file)
{
    return file.kind == FileKind::AkeneoProducts || file.kind == FileKind::AkeneoModels || file.kind == FileKind::AkeneoJson;
}

Status readFile(const SourceFile &file, ImportRun &run)
{
    switch (file.kind) {
    case FileKind::Icecat:
        return readIcecat(file, run);
    case FileKind::Jsonl:
        return readJsonl(file, run);
    case FileKind::Csv:
        return readCsv(file, run);
    case FileKind::Shopify:
        return readShopify(file, run);
    case FileKind::Mapped:
        return readMapped(file, run);
    case FileKind::Empty:
        run.reject(file.path, 0, {}, QStringLiteral("the file is empty"));
        return Done{};
    case FileKind::Broken:
        run.reject(file.path, 0, {}, file.problem);
        return Done{};
    case FileKind::AkeneoProducts:
    case FileKind::AkeneoModels:
    case FileKind::AkeneoJson:
    case FileKind::AkeneoAttributes:
    case FileKind::AkeneoOptions:
    case FileKind::AkeneoFamilies:
    case FileKind::AkeneoFamilyVariants:
    case FileKind::AkeneoCategories:
    case FileKind::AkeneoChannels:
    case FileKind::Spree:
    case FileKind::SpreeTranslations:
    case FileKind::MagentoProducts:
    case FileKind::MagentoFixture:
    case FileKind::MagentoImages:
    case FileKind::MagentoCategories:
    case FileKind::MagentoAttributes:
    case FileKind::Unknown:
        return Done{}; // read with their group
    }
    Q_UNREACHABLE();
}

Status readGroup(const SourceGroup &group, ImportRun &run)
{
    Status done = Done{};
    if (std::any_of(group.begin(), group.end(), isMagento))
        done = readMagento(group, run);
    if (done && std::any_of(group.begin(), group.end(), isSpree))
        done = readSpree(group, run);
    if (done && std::any_of(group.begin(), group.end(), isAkeneo))
        done = readAkeneo(group, run);
    for (const SourceFile &file : group) {
        if (!done || !run.wanted())
            return done;
        done = readFile(file, run);
    }
    return done;
}

} // namespace

QLatin1String sourceFormatName(SourceFormat format)
{
    const auto entry =
        std::find_if(names.begin(), names.end(), [=](const Named &one) { return one.first == format; });
    return entry->second;
}

std::optional<SourceFormat> sourceFormatFromName(QStringView name)
{
    const auto entry =
        std::find_if(names.begin(), names.end(), [=](const Named &one) { return one.second == name; });
    return entry == names.end() ? std::nullopt : std::optional(entry->first);
}

Result<ImportReport> importInto(catalog::Catalog &catalog, const ImportOptions &options,
                                const PutImage &putImage, const ProgressCallback &progress,
                                const CancelToken &cancel)
{
    ImportRun run(catalog, options, putImage, progress, cancel);
    QStringList warnings;
    const auto groups = findSources(options, warnings);
    if (!groups)
        return groups.error();
    for (const QString &warning : std::as_const(warnings))
        run.warn(warning);
    qint64 bytes = 0;
    for (const SourceGroup &group : *groups) {
        for (const SourceFile &file : group)
            bytes += file.storedBytes;
    }
    if (const Status begun = run.begin(bytes); !begun)
        return begun.error();
    for (const SourceGroup &group : *groups) {
        if (!run.wanted())
            break;
        Status done = readGroup(group, run);
        if (done && run.wanted())
            done = run.flush(); // sources follow each other: the next one meets what this one wrote
        if (!done)
            return done.error();
    }
    return run.finish();
}

} // namespace vitrine::exchange
