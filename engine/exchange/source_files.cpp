#include "exchange/source_files.h"

#include "exchange/csv_reader.h"
#include "exchange/json_splitter.h"
#include "exchange/saved_profiles.h"
#include "exchange/table.h"
#include "exchange/zip_entry.h"

#include <QDirIterator>
#include <QFileInfo>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>

namespace vitrine::exchange {
namespace {

bool has(const QStringList &header, std::initializer_list<QLatin1String> names)
{
    return std::all_of(names.begin(), names.end(), [&](QLatin1String name) { return header.contains(name); });
}

/// By the columns that Akeneo's exports always have.
FileKind kindOfAkeneo(const QStringList &header)
{
    using L = QLatin1String;
    if (has(header, {L("family"), L("categories"), L("enabled")}))
        return FileKind::AkeneoProducts;
    if (has(header, {L("code"), L("family_variant")}))
        return FileKind::AkeneoModels;
    if (has(header, {L("code"), L("type"), L("localizable"), L("scopable")}))
        return FileKind::AkeneoAttributes;
    if (has(header, {L("attribute"), L("code"), L("sort_order")}))
        return FileKind::AkeneoOptions;
    if (has(header, {L("code"), L("attributes"), L("attribute_as_label")}))
        return FileKind::AkeneoFamilies;
    if (has(header, {L("code"), L("family"), L("variant-axes_1")}))
        return FileKind::AkeneoFamilyVariants;
    if (has(header, {L("code"), L("currencies"), L("locales")}))
        return FileKind::AkeneoChannels;
    const bool isTree = has(header, {L("code"), L("parent")}) && std::all_of(header.begin(), header.end(), [](const QString &name) {
        return name == u"code" || name == u"parent" || name == u"view_permission" || name == u"edit_permission" ||
               name == u"own_permission" || name.startsWith(u"label-");
    });
    return isTree ? FileKind::AkeneoCategories : FileKind::Unknown;
}

FileKind kindOfHeader(const QStringList &header)
{
    using L = QLatin1String;
    if (const FileKind akeneo = kindOfAkeneo(header); akeneo != FileKind::Unknown && !header.contains(L("key")))
        return akeneo;
    if (has(header, {L("slug"), L("locale")}))
        return FileKind::SpreeTranslations;
    if (has(header, {L("slug"), L("name"), L("price")}))
        return FileKind::Spree;
    if (has(header, {L("Handle"), L("Title")}))
        return FileKind::Shopify;
    if (has(header, {L("sku"), L("product_type"), L("name")}))
        return FileKind::MagentoProducts;
    if (has(header, {L("sku"), L("name"), L("category"), L("price")}))
        return FileKind::MagentoFixture;
    if (header == QStringList{QStringLiteral("sku"), QStringLiteral("image")})
        return FileKind::MagentoImages;
    if (has(header, {L("name"), L("url_key"), L("path")}))
        return FileKind::MagentoCategories;
    if (has(header, {L("attribute_code"), L("frontend_label")}))
        return FileKind::MagentoAttributes;
    return header.contains(L("key")) ? FileKind::Csv : FileKind::Unknown;
}

FileKind kindOfObject(const std::string &text)
{
    const nlohmann::json object = nlohmann::json::parse(text, nullptr, false);
    if (!object.is_object())
        return FileKind::Unknown;
    if (object.contains("key"))
        return FileKind::Jsonl;
    const auto values = object.find("values");
    if (values != object.end() && values->is_structured() &&
        (object.contains("identifier") || object.contains("uuid") || object.contains("family_variant")))
        return FileKind::AkeneoJson;
    return object.contains("id") && object.contains("title") ? FileKind::Icecat : FileKind::Unknown;
}

/// The first non-space byte; 0 for an empty file, 1 for one that is no text.
Result<char> firstByte(const QString &path)
{
    auto stream = ByteStream::open(path);
    if (!stream)
        return stream.error();
    char buffer[4096];
    bool first = true;
    while (true) {
        const auto got = (*stream)->read(buffer, sizeof buffer);
        if (!got)
            return got.error();
        if (*got == 0)
            return '\0';
        qint64 i = 0;
        if (first && *got >= 2 &&
            (std::memcmp(buffer, "\xff\xfe", 2) == 0 || std::memcmp(buffer, "\xfe\xff", 2) == 0))
            return Error{ErrorCode::UnsupportedType, QStringLiteral("the file is UTF-16"), path,
                         QStringLiteral("Save it as UTF-8")};
        if (first && *got >= 3 && std::memcmp(buffer, "\xef\xbb\xbf", 3) == 0)
            i = 3;
        first = false;
        if (std::memchr(buffer, 0, size_t(*got)) != nullptr)
            return '\1';
        for (; i < *got; ++i) {
            if (std::strchr(" \t\r\n", buffer[i]) == nullptr)
                return buffer[i];
        }
    }
}

struct Look
{
    FileKind kind = FileKind::Unknown;
    QString problem; ///< of an unknown one
};

Look lookAtHeader(const RowReader &reader, RowReader::Step step)
{
    if (step == RowReader::Step::End)
        return {};
    if (step == RowReader::Step::Bad)
        return {FileKind::Unknown, QStringLiteral("its header, line %1, column %2: %3")
                                       .arg(reader.line())
                                       .arg(reader.problemColumn(), reader.problem())};
    const FileKind kind = kindOfHeader(reader.header());
    if (kind != FileKind::Unknown)
        return {kind, {}};
    return {kind, QStringLiteral("its columns are %1; the column key is missing, by which the project's own CSV names "
                                 "a product, and so are those of the other formats")
                      .arg(reader.header().join(QStringLiteral(", ")).left(200))};
}

Result<Look> sniff(const QString &path)
{
    if (isZip(path)) {
        const auto table = openTable(path, nullptr);
        if (!table)
            return table.error();
        const auto step = (*table)->readHeader();
        return step == RowReader::Step::Failed ? Result<Look>((*table)->error()) : lookAtHeader(**table, step);
    }
    const auto first = firstByte(path);
    if (!first)
        return first.error();
    if (*first == '\0')
        return Look{FileKind::Empty, {}};
    if (*first == '\1')
        return Look{FileKind::Unknown, QStringLiteral("it is no text in UTF-8 but has NUL bytes")};
    auto stream = ByteStream::open(path);
    if (!stream)
        return stream.error();
    if (*first == '[' || *first == '{') {
        JsonSplitter splitter(**stream);
        const auto step = splitter.next();
        if (step == JsonSplitter::Step::Failed)
            return splitter.error();
        const FileKind kind =
            step == JsonSplitter::Step::Element ? kindOfObject(splitter.text()) : FileKind::Unknown;
        return Look{kind, kind == FileKind::Unknown
                              ? QStringLiteral("its first element has neither a key nor an id with a title")
                              : QString()};
    }
    CsvReader reader(**stream);
    const auto step = reader.readHeader();
    if (step == RowReader::Step::Failed)
        return reader.error();
    return lookAtHeader(reader, step);
}

SourceFormat formatOf(FileKind kind)
{
    switch (kind) {
    case FileKind::Icecat:
        return SourceFormat::Icecat;
    case FileKind::Jsonl:
        return SourceFormat::Jsonl;
    case FileKind::Csv:
        return SourceFormat::Csv;
    case FileKind::Spree:
    case FileKind::SpreeTranslations:
        return SourceFormat::Spree;
    case FileKind::Shopify:
        return SourceFormat::Shopify;
    case FileKind::MagentoProducts:
    case FileKind::MagentoFixture:
    case FileKind::MagentoImages:
    case FileKind::MagentoCategories:
    case FileKind::MagentoAttributes:
        return SourceFormat::Magento;
    case FileKind::AkeneoProducts:
    case FileKind::AkeneoModels:
    case FileKind::AkeneoJson:
    case FileKind::AkeneoAttributes:
    case FileKind::AkeneoOptions:
    case FileKind::AkeneoFamilies:
    case FileKind::AkeneoFamilyVariants:
    case FileKind::AkeneoCategories:
    case FileKind::AkeneoChannels:
        return SourceFormat::Akeneo;
    case FileKind::Mapped:
    case FileKind::Empty:
    case FileKind::Broken:
    case FileKind::Unknown:
        return SourceFormat::Auto;
    }
    Q_UNREACHABLE();
}

/// The kind that a person's word makes of a file whose own looks do not tell.
FileKind kindForFormat(SourceFormat format)
{
    switch (format) {
    case SourceFormat::Auto:
        return FileKind::Unknown;
    case SourceFormat::Icecat:
        return FileKind::Icecat;
    case SourceFormat::Magento:
        return FileKind::MagentoProducts;
    case SourceFormat::Shopify:
        return FileKind::Shopify;
    case SourceFormat::Spree:
        return FileKind::Spree;
    case SourceFormat::Akeneo:
        return FileKind::AkeneoProducts;
    case SourceFormat::Csv:
        return FileKind::Csv;
    case SourceFormat::Jsonl:
        return FileKind::Jsonl;
    }
    Q_UNREACHABLE();
}

bool isSideTable(FileKind kind)
{
    return kind == FileKind::MagentoImages || kind == FileKind::MagentoCategories ||
           kind == FileKind::MagentoAttributes || isAkeneoTable(kind);
}

bool isAkeneo(FileKind kind) { return formatOf(kind) == SourceFormat::Akeneo; }

Error unknownFormat(const QString &path, const QString &problem)
{
    QString what =
        QStringLiteral("no known format recognises this source; tried icecat, magento, shopify, spree, akeneo, csv, jsonl");
    if (!problem.isEmpty())
        what += QStringLiteral(": ") + problem;
    return {ErrorCode::UnsupportedType, what, path,
            QStringLiteral("Name its format or a mapping profile, which import --suggest-profile writes; README has the columns of the "
                           "project's own CSV")};
}

QStringList filesOf(const QString &folder)
{
    QStringList paths;
    QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        QString name = files.fileName().toLower();
        for (const auto *packed : {".gz", ".zst"}) {
            if (name.endsWith(QLatin1String(packed)))
                name.truncate(name.lastIndexOf(u'.'));
        }
        if (name.endsWith(QLatin1String(".csv")) || name.endsWith(QLatin1String(".tsv")) ||
            name.endsWith(QLatin1String(".xlsx")) || name.endsWith(QLatin1String(".json")) || name.endsWith(QLatin1String(".jsonl")) ||
            name.endsWith(QLatin1String(".ndjson")))
            paths.append(path);
    }
    paths.sort();
    return paths;
}

using Profile = std::shared_ptr<const MappingProfile>;

Status mayBeRead(const QString &source)
{
    const QFileInfo info(source);
    if (!info.exists())
        return Error{ErrorCode::NotFound, QStringLiteral("there is no such file or folder"), source,
                     QStringLiteral("Check the path")};
    if (info.isDir() && !info.isReadable())
        return Error{ErrorCode::PermissionDenied, QStringLiteral("the folder may not be read"), source,
                     QStringLiteral("Change its permissions or run as its owner")};
    return Done{};
}

/// Every file of the source, to be read by this profile.
Result<SourceGroup> mappedGroup(const QString &source, const Profile &profile)
{
    if (const Status readable = mayBeRead(source); !readable)
        return readable.error();
    const bool isFolder = QFileInfo(source).isDir();
    SourceGroup group;
    for (const QString &path : isFolder ? filesOf(source) : QStringList{source})
        group.append({path, FileKind::Mapped, QFileInfo(path).size(), {}, profile});
    if (group.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("the folder has no file of a table"), source, QStringLiteral("Check the path")};
    return group;
}

/// A file that says itself what it is, or that a saved profile fits.
Result<SourceFile> lookAt(const QString &path, SourceFormat format, const QVector<Profile> &saved)
{
    const auto look = sniff(path);
    const bool known = look && look->kind != FileKind::Unknown;
    if (!known && format == SourceFormat::Auto) {
        if (Profile profile = fittingProfile(saved, path))
            return SourceFile{path, FileKind::Mapped, QFileInfo(path).size(), {}, std::move(profile)};
    }
    if (!look)
        return look.error();
    return SourceFile{path, look->kind, QFileInfo(path).size(), look->problem, {}};
}

Result<SourceGroup> groupOf(const QString &source, SourceFormat format, const QVector<Profile> &saved)
{
    if (const Status readable = mayBeRead(source); !readable)
        return readable.error();
    const bool isFolder = QFileInfo(source).isDir();
    SourceGroup group;
    bool products = false;
    QString problem;
    for (const QString &path : isFolder ? filesOf(source) : QStringList{source}) {
        const auto look = lookAt(path, format, saved);
        if (!look && !isFolder)
            return look.error();
        SourceFile file = look ? *look : SourceFile{path, FileKind::Broken, QFileInfo(path).size(), look.error().what, {}};
        const bool fits = format == SourceFormat::Auto || formatOf(file.kind) == format;
        if (!fits && file.kind != FileKind::Empty && file.kind != FileKind::Broken)
            file.kind = isFolder ? FileKind::Unknown : kindForFormat(format);
        if (problem.isEmpty())
            problem = file.problem;
        if (file.kind == FileKind::Unknown)
            continue;
        // Akeneo's tables may come as sources of their own, beside the products'.
        products = products || isAkeneoTable(file.kind) || (!isSideTable(file.kind) && file.kind != FileKind::Broken);
        group.append(file);
    }
    if (!products)
        return unknownFormat(source, problem);
    const auto rank = [](const SourceFile &file) {
        return isSideTable(file.kind) || file.kind == FileKind::SpreeTranslations ? 0 : 1;
    };
    std::stable_sort(group.begin(), group.end(),
                     [&](const SourceFile &a, const SourceFile &b) { return rank(a) < rank(b); });
    return group;
}

/// Akeneo's products, models and tables are files of their own: however they are named, they are read together.
void joinAkeneo(QVector<SourceGroup> &groups)
{
    qsizetype first = -1;
    for (qsizetype i = 0; i < groups.size(); ++i) {
        if (std::none_of(groups[i].begin(), groups[i].end(), [](const SourceFile &file) { return isAkeneo(file.kind); }))
            continue;
        if (first < 0) {
            first = i;
            continue;
        }
        groups[first] += groups[i];
        groups.removeAt(i--);
    }
}

} // namespace

bool isAkeneoTable(FileKind kind)
{
    return kind == FileKind::AkeneoAttributes || kind == FileKind::AkeneoOptions || kind == FileKind::AkeneoFamilies ||
           kind == FileKind::AkeneoFamilyVariants || kind == FileKind::AkeneoCategories || kind == FileKind::AkeneoChannels;
}

Result<SourceGroup> akeneoTablesOf(const QStringList &sources)
{
    SourceGroup tables;
    for (const QString &source : sources) {
        if (const Status readable = mayBeRead(source); !readable)
            return readable.error();
        for (const QString &path : QFileInfo(source).isDir() ? filesOf(source) : QStringList{source}) {
            if (const auto look = sniff(path); look && isAkeneoTable(look->kind))
                tables.append({path, look->kind, QFileInfo(path).size(), {}, {}});
        }
    }
    return tables;
}

Result<QVector<SourceGroup>> findSources(const ImportOptions &options, QStringList &warnings)
{
    if (options.sources.isEmpty())
        return Error{ErrorCode::InvalidArgument,
                     QStringLiteral("there is nothing to import"),
                     {},
                     QStringLiteral("Name a file or a folder")};
    Profile profile;
    if (!options.profile.isEmpty()) {
        auto read = readMappingProfile(options.profile);
        if (!read)
            return read.error();
        profile = std::make_shared<const MappingProfile>(*std::move(read));
    }
    const SavedProfiles saved = savedProfiles(profile ? QString() : options.savedProfiles);
    warnings += saved.unreadable;
    QVector<SourceGroup> groups;
    for (const QString &source : options.sources) {
        auto group = profile ? mappedGroup(source, profile) : groupOf(source, options.format, saved.profiles);
        if (!group) {
            Error error = group.error();
            if (error.code == ErrorCode::UnsupportedType && !saved.unreadable.isEmpty()) // it may be the one for this source
                error.remedy += QStringLiteral(". Besides, ") + saved.unreadable.join(QStringLiteral(". "));
            return error;
        }
        groups.append(std::move(*group));
    }
    joinAkeneo(groups);
    for (const SourceGroup &group : std::as_const(groups)) {
        if (std::all_of(group.begin(), group.end(), [](const SourceFile &file) { return isAkeneoTable(file.kind); }))
            return Error{ErrorCode::UnsupportedType, QStringLiteral("these are side tables of Akeneo, without products"), group.first().path,
                         QStringLiteral("Name products.csv and product_models.csv, too, or the folder of all")};
    }
    return groups;
}

} // namespace vitrine::exchange
