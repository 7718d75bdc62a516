#include "app/runtime/configuration.h"
#include "app/runtime/key_files.h"

#include "storage/s3/s3_address.h"

#include <QFile>
#include <QFileInfo>
#include <QProcessEnvironment>
#include <QRegularExpression>

#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <sstream>

namespace vitrine::app {

namespace {

using Set = std::function<std::optional<QString>(Configuration &, const QString &)>; ///< the complaint, if any

constexpr qint64 LeastDiskBytes = 16ll << 20; ///< less would not hold the larger variants

struct Key
{
    const char *name; ///< section.key
    const char *fallback;
    const char *meaning;
    Set set;
};

std::optional<qint64> parseSize(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(R"(^\s*(\d+)\s*(|B|K|KB|KiB|M|MB|MiB|G|GB|GiB)\s*$)"),
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2).left(1).toUpper();
    const int shift = unit == u"K" ? 10 : unit == u"M" ? 20 : unit == u"G" ? 30 : 0;
    bool ok = false;
    const qint64 number = match.captured(1).toLongLong(&ok);
    if (!ok || number > (std::numeric_limits<qint64>::max() >> shift))
        return std::nullopt;
    return number << shift;
}

std::optional<std::chrono::milliseconds> parseDuration(const QString &text)
{
    static const QRegularExpression form(QStringLiteral(R"(^\s*(\d{1,9})\s*(ms|s|m)\s*$)"));
    const auto match = form.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qint64 number = match.captured(1).toLongLong();
    const QString unit = match.captured(2);
    return std::chrono::milliseconds(unit == u"ms" ? number : unit == u"s" ? number * 1000 : number * 60'000);
}

template <typename Target>
Set size(Target target, qint64 least)
{
    return [=](Configuration &c, const QString &text) -> std::optional<QString> {
        const auto bytes = parseSize(text);
        if (!bytes || *bytes < least)
            return QStringLiteral("must be a size of at least %1 bytes such as \"256 MiB\"").arg(least);
        target(c) = *bytes;
        return std::nullopt;
    };
}

template <typename Target>
Set integer(Target target, qint64 least, qint64 most)
{
    return [=](Configuration &c, const QString &text) -> std::optional<QString> {
        bool ok = false;
        const qint64 number = text.toLongLong(&ok);
        if (!ok || number < least || number > most)
            return QStringLiteral("must be a whole number from %1 to %2").arg(least).arg(most);
        using Field = std::remove_reference_t<decltype(target(c))>;
        target(c) = Field(number);
        return std::nullopt;
    };
}

template <typename Target>
Set oneOf(Target target, QStringList allowed)
{
    return [=](Configuration &c, const QString &text) -> std::optional<QString> {
        if (!allowed.contains(text))
            return QStringLiteral("must be one of: %1").arg(allowed.join(QStringLiteral(", ")));
        target(c) = text;
        return std::nullopt;
    };
}

template <typename Target>
Set choice(Target target, QMap<QString, bool> allowed)
{
    return [=](Configuration &c, const QString &text) -> std::optional<QString> {
        if (!allowed.contains(text))
            return QStringLiteral("must be one of: %1").arg(allowed.keys().join(QStringLiteral(", ")));
        target(c) = allowed.value(text);
        return std::nullopt;
    };
}

template <typename Target>
Set fileName(Target target)
{
    return [=](Configuration &c, const QString &text) -> std::optional<QString> {
        if (text.isEmpty())
            return QStringLiteral("must name a file");
        target(c) = text;
        return std::nullopt;
    };
}

const std::vector<Key> &keys()
{
    static const std::vector<Key> list{
        {"catalog.url", "sqlite:catalog.db", "the catalog in the data directory; or mysql://user@host:port/database?password-file=PATH, a database on a server",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             if (text != u"sqlite:catalog.db" && !text.startsWith(u"mysql:"))
                 return QStringLiteral("must be \"sqlite:catalog.db\", or mysql://user@host/database");
             c.catalog.url = text; // a mysql address is taken apart where it is opened, which never shows a password
             return std::nullopt;
         }},
        {"catalog.description", "magento", "of a database on a server: vitrine, a catalog of Vitrine's own that it writes; magento, or the path of a .toml file, a shop's that is only read",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             if (text.isEmpty())
                 return QStringLiteral("must be \"vitrine\", \"magento\", or the path of a .toml file");
             c.catalog.description = text;
             return std::nullopt;
         }},
        {"catalog.connections", "4", "connections to a database on a server; as many more write into one of Vitrine's own",
         integer([](auto &c) -> int & { return c.catalog.connections; }, 1, 256)},
        {"catalog.deadline", "5s", "for one card, page or write of a database on a server",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             const auto time = parseDuration(text);
             if (!time || time->count() < 10)
                 return QStringLiteral("must be a duration of at least 10ms such as \"5s\"");
             c.catalog.deadline = *time;
             return std::nullopt;
         }},
        {"catalog.memory", "auto", "cards kept in memory, of a catalog of Vitrine's own, in the data directory or in a database; auto: an eighth of what this machine or its container has, 256 MiB to 4 GiB; 0: none",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             const auto bytes = text == u"auto" ? usualCardMemoryBytes(machineMemoryBytes()) : parseSize(text);
             if (!bytes)
                 return QStringLiteral("must be \"auto\", 0, or a size such as \"1 GiB\"");
             c.catalog.memoryBytes = *bytes;
             return std::nullopt;
         }},
        {"originals.url", "file:originals",
         "where original pictures live: inside the data directory, or s3://BUCKET/PREFIX?endpoint=URL&region=R&path-style=1 "
         "with the keys from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY or ~/.aws/credentials",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             if (text != u"file:originals") {
                 const auto address = storage::s3::Address::parse(text);
                 if (!address)
                     return QStringLiteral("must be \"file:originals\" or an S3 address: %1. %2").arg(address.error().what, address.error().remedy);
             }
             c.originals = text;
             return std::nullopt;
         }},
        {"originals.cache", "2 GiB", "originals of S3 kept on this disk, in originals-cache/ of the data directory; 0: none",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             const auto bytes = parseSize(text);
             if (!bytes || (*bytes != 0 && *bytes < LeastDiskBytes))
                 return QStringLiteral("must be 0, or a size of at least 16 MiB such as \"2 GiB\"");
             c.originalsCacheBytes = *bytes;
             return std::nullopt;
         }},
        {"variants.memory", "256 MiB", "rendered variants kept in memory",
         size([](auto &c) -> qint64 & { return c.variants.memoryBytes; }, 0)},
        {"variants.disk", "2 GiB", "rendered variants kept on disk, in variants/ of the data directory; 0: none",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             const auto bytes = parseSize(text);
             if (!bytes || (*bytes != 0 && *bytes < LeastDiskBytes))
                 return QStringLiteral("must be 0, or a size of at least 16 MiB such as \"2 GiB\"");
             c.variants.diskBytes = *bytes;
             return std::nullopt;
         }},
        {"variants.hot", "16", "requests for a variant, at addresses without a hash, after which it is encoded again with care while no "
         "picture is waited for: fewer bytes at no lower score, or the preset's score; 0: never",
         integer([](auto &c) -> int & { return c.variants.hotUses; }, 0, 255)},
        {"write-pool.lanes", "4", "writes that run at once",
         integer([](auto &c) -> int & { return c.writePool.lanes; }, 1, 64)},
        {"write-pool.queue", "256", "writes that may wait; beyond that uploads get 503",
         integer([](auto &c) -> int & { return c.writePool.queue; }, 1, 100'000)},
        {"limits.pixels", "100000000", "pixels of one original",
         integer([](auto &c) -> qint64 & { return c.limits.pixels; }, 1, 1'000'000'000)},
        {"limits.bytes", "128 MiB", "bytes of one original",
         size([](auto &c) -> qint64 & { return c.limits.bytes; }, 1)},
        {"limits.deadline", "10s", "for one render; then its worker is killed",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             const auto time = parseDuration(text);
             if (!time || time->count() < 10)
                 return QStringLiteral("must be a duration of at least 10ms such as \"10s\" or \"500ms\"");
             c.limits.deadline = *time;
             return std::nullopt;
         }},
        {"limits.renders", "256", "renders that may wait for a worker; beyond that requests get 503",
         integer([](auto &c) -> int & { return c.limits.renders; }, 1, 100'000)},
        {"limits.connections", "4096", "HTTP connections open at once",
         integer([](auto &c) -> int & { return c.limits.connections; }, 1, 1'000'000)},
        {"limits.output-side", "8192", "pixels of a side of a picture whose address spells its own size out",
         integer([](auto &c) -> int & { return c.urls.settings.bounds.sidePx; }, 16, 16'383)},
        {"limits.output-pixels", "40000000", "pixels of such a picture",
         integer([](auto &c) -> qint64 & { return c.urls.settings.bounds.areaPx; }, 256, 268'402'689)},
        {"iiif.unsigned", "any", "what IIIF addresses without a signature may ask for: any size, or only what info.json has listed",
         choice([](auto &c) -> bool & { return c.urls.settings.iiif.anyUnsigned; }, {{QStringLiteral("any"), true}, {QStringLiteral("listed"), false}})},
        {"iiif.unlisted-renders", "8", "IIIF renders at once that are neither listed nor signed; more get 503, and none is kept",
         integer([](auto &c) -> int & { return c.urls.settings.iiif.unlistedRenders; }, 1, 100'000)},
        {"iiif.tile", "512", "pixels of a side of the tiles that info.json lists",
         integer([](auto &c) -> int & { return c.urls.settings.iiif.tilePx; }, 64, 4096)},
        {"iiif.base-url", "", "what info.json calls this origin, such as https://pictures.example; empty: http and the request's Host",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             static const QRegularExpression form(QStringLiteral(R"(^https?://[A-Za-z0-9._:\[\]-]+(/[A-Za-z0-9._~/-]*[A-Za-z0-9._~-])?$)"));
             if (!text.isEmpty() && !form.match(text).hasMatch())
                 return QStringLiteral("must begin with http:// or https://, name a host, and end without a slash");
             c.urls.settings.iiif.baseUrl = text.toLatin1();
             return std::nullopt;
         }},
        {"signing.keys", "signing.keys", "file of keys that sign addresses, a hexadecimal one of at least 16 bytes a line; the first signs, all are good",
         fileName([](auto &c) -> QString & { return c.urls.signingKeys; })},
        {"imgproxy.keys", "imgproxy.keys", "file of imgproxy's keys: a key and a salt a line, both hexadecimal; the first signs, all are good",
         fileName([](auto &c) -> QString & { return c.urls.imgproxyKeys; })},
        {"imgproxy.signature-size", "32", "bytes of imgproxy's signatures",
         integer([](auto &c) -> int & { return c.urls.imgproxySignatureBytes; }, 8, 32)},
        {"imgproxy.unsafe", "false", "whether /imgproxy/unsafe/... is answered without a signature: anybody may then fill the cache with sizes",
         choice([](auto &c) -> bool & { return c.urls.settings.imgproxy.unsafe; }, {{QStringLiteral("true"), true}, {QStringLiteral("false"), false}})},
        {"imgproxy.raw-bytes", "32 MiB", "bytes of an original that raw:1 hands out",
         size([](auto &c) -> qint64 & { return c.urls.settings.imgproxy.rawBytes; }, 1)},
        {"server.listen", "127.0.0.1:8480", "address of the public listener, or unix:PATH",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             if (text.isEmpty())
                 return QStringLiteral("must be ADDRESS:PORT or unix:PATH");
             c.server.listen = text;
             return std::nullopt;
         }},
        {"server.admin", "", "address of the admin listener, or unix:PATH; empty: none",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             c.server.admin = text;
             return std::nullopt;
         }},
        {"server.notice", "0s", "for so long after SIGTERM requests are answered while /readyz says 503: until a load balancer has noticed",
         [](Configuration &c, const QString &text) -> std::optional<QString> {
             const auto time = parseDuration(text);
             if (!time)
                 return QStringLiteral("must be a duration such as \"5s\" or \"500ms\"");
             c.server.notice = *time;
             return std::nullopt;
         }},
        {"server.io-threads", "2", "threads that speak HTTP",
         integer([](auto &c) -> int & { return c.server.ioThreads; }, 1, 64)},
        {"workers.count", "0", "decoding processes; 0: one a core",
         integer([](auto &c) -> int & { return c.workers; }, 0, 256)},
        {"log.level", "info", "debug, info, warning or error",
         oneOf([](auto &c) -> QString & { return c.log.level; },
               {QStringLiteral("debug"), QStringLiteral("info"), QStringLiteral("warning"), QStringLiteral("error")})},
        {"log.format", "text", "text for people, json for machines",
         oneOf([](auto &c) -> QString & { return c.log.format; }, {QStringLiteral("text"), QStringLiteral("json")})},
    };
    return list;
}

int editDistance(const QString &a, const QString &b)
{
    std::vector<int> row(size_t(b.size()) + 1);
    for (size_t j = 0; j < row.size(); ++j)
        row[j] = int(j);
    for (qsizetype i = 1; i <= a.size(); ++i) {
        int diagonal = std::exchange(row[0], int(i));
        for (qsizetype j = 1; j <= b.size(); ++j) {
            const int substituted = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[size_t(j)];
            row[size_t(j)] = std::min({substituted, row[size_t(j)] + 1, row[size_t(j) - 1] + 1});
        }
    }
    return row.back();
}

/// "Did you mean …?" where a key is near enough to be meant.
QString suggestionFor(const QString &name)
{
    const auto nearest = std::min_element(keys().begin(), keys().end(), [&](const Key &a, const Key &b) {
        return editDistance(name, QLatin1String(a.name)) < editDistance(name, QLatin1String(b.name));
    });
    const QString all = QStringLiteral("All settings: vitrined config");
    const QString key = QLatin1String(nearest->name);
    return editDistance(name, key) > key.size() / 2 ? all : QStringLiteral("Did you mean \"%1\"? %2").arg(key, all);
}

QString variableOf(const Key &key)
{
    QString variable = QStringLiteral("VITRINE_") + QString::fromLatin1(key.name).toUpper();
    return variable.replace(u'.', u'_').replace(u'-', u'_');
}

/// A variable that begins like a section's and names no key of it is a slip; others may be anybody's.
std::optional<Error> unknownVariable(const QMap<QString, QString> &environment)
{
    for (auto entry = environment.cbegin(); entry != environment.cend(); ++entry) {
        const auto sameSection = [&](const Key &key) {
            const QString section = variableOf(key).left(QStringLiteral("VITRINE_").size() + QString::fromLatin1(key.name).indexOf(u'.') + 1);
            return entry.key().startsWith(section);
        };
        const auto section = std::find_if(keys().begin(), keys().end(), sameSection);
        const bool known = std::any_of(keys().begin(), keys().end(), [&](const Key &key) { return variableOf(key) == entry.key(); });
        if (section == keys().end() || known)
            continue;
        const auto nearest = std::min_element(keys().begin(), keys().end(), [&](const Key &a, const Key &b) {
            return editDistance(entry.key(), variableOf(a)) < editDistance(entry.key(), variableOf(b));
        });
        return Error{ErrorCode::InvalidArgument, QStringLiteral("unknown setting %1").arg(entry.key()), QStringLiteral("environment"),
                     QStringLiteral("Did you mean %1? All settings: vitrined config").arg(variableOf(*nearest))};
    }
    return std::nullopt;
}

std::optional<Error> assign(Configuration &configuration, const QString &name, const QString &value, const QString &where)
{
    const auto key = std::find_if(keys().begin(), keys().end(), [&](const Key &k) { return name == QLatin1String(k.name); });
    if (key == keys().end())
        return Error{ErrorCode::InvalidArgument, QStringLiteral("unknown setting \"%1\"").arg(name), where,
                     suggestionFor(name)};
    if (const auto complaint = key->set(configuration, value))
        return Error{ErrorCode::InvalidArgument, QStringLiteral("%1 = \"%2\" %3").arg(name, value, *complaint), where,
                     QStringLiteral("The default is \"%1\"").arg(QLatin1String(key->fallback))};
    configuration.given[name] = value;
    return std::nullopt;
}

QString valueText(const toml::node &node)
{
    if (const auto text = node.value_exact<std::string>())
        return QString::fromStdString(*text);
    std::ostringstream out;
    out << toml::node_view<const toml::node>(&node);
    return QString::fromStdString(out.str());
}

std::optional<Error> applyFile(Configuration &configuration, const QByteArray &text, const QString &path)
{
    toml::table table;
    try {
        table = toml::parse(std::string_view(text.constData(), size_t(text.size())));
    } catch (const toml::parse_error &e) {
        return Error{ErrorCode::InvalidArgument, QStringLiteral("the configuration is not valid TOML: %1").arg(QString::fromUtf8(e.description().data(), qsizetype(e.description().size()))),
                     QStringLiteral("%1:%2:%3").arg(path).arg(e.source().begin.line).arg(e.source().begin.column),
                     QStringLiteral("Correct that line, or remove the file to use the defaults")};
    }
    for (const auto &[sectionName, section] : table) {
        const QString prefix = QString::fromUtf8(sectionName.data(), qsizetype(sectionName.length()));
        const auto at = [&](const toml::node &node) { return QStringLiteral("%1:%2").arg(path).arg(node.source().begin.line); };
        if (prefix == u"preset")
            continue; // read by PresetList below, from the same text
        const toml::table *values = section.as_table();
        if (!values)
            return Error{ErrorCode::InvalidArgument, QStringLiteral("\"%1\" must be a [section]").arg(prefix), at(section),
                         QStringLiteral("Put the setting under its [section]. All settings: vitrined config")};
        for (const auto &[name, value] : *values) {
            const QString full = prefix + u'.' + QString::fromUtf8(name.data(), qsizetype(name.length()));
            if (auto error = assign(configuration, full, valueText(value), at(value)))
                return error;
        }
    }
    if (table.contains("preset")) {
        auto presets = images::PresetList::parse(text, path);
        if (!presets)
            return presets.error();
        configuration.presets = std::move(*presets);
    }
    return std::nullopt;
}

} // namespace

Result<Configuration> Configuration::load(const QString &path, const QMap<QString, QString> &environment)
{
    Configuration configuration;
    configuration.presets = images::PresetList::builtIn();

    QFile file(path);
    if (file.exists()) {
        if (!file.open(QIODevice::ReadOnly))
            return Error{file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io,
                         QStringLiteral("cannot read the configuration: %1").arg(file.errorString()), path,
                         QStringLiteral("Make it readable for this user")};
        if (auto error = applyFile(configuration, file.readAll(), path))
            return *error;
    }
    if (auto error = unknownVariable(environment))
        return *error;
    for (const Key &key : keys()) {
        const QString variable = variableOf(key);
        const auto found = environment.constFind(variable);
        if (found == environment.constEnd())
            continue;
        if (auto error = assign(configuration, QLatin1String(key.name), *found, QStringLiteral("environment variable ") + variable))
            return *error;
    }
    if (auto error = readKeyFiles(configuration, QFileInfo(path).absolutePath()))
        return *error;
    return configuration;
}

Result<Configuration> Configuration::ofDirectory(const QString &dataDir)
{
    return load(dataDir + QStringLiteral("/vitrine.toml"), systemEnvironment());
}

QMap<QString, QString> systemEnvironment()
{
    QMap<QString, QString> environment;
    const QProcessEnvironment system = QProcessEnvironment::systemEnvironment();
    for (const QString &name : system.keys())
        environment.insert(name, system.value(name));
    return environment;
}

QStringList Configuration::changedUntilRestart(const Configuration &other) const
{
    static const QStringList live{QStringLiteral("write-pool.lanes"), QStringLiteral("log.level"), QStringLiteral("log.format")};
    QStringList changed;
    for (const Key &key : keys()) {
        const QString name = QLatin1String(key.name), fallback = QLatin1String(key.fallback);
        const bool ofAddresses = name.startsWith(u"iiif.") || name.startsWith(u"imgproxy.") || name.startsWith(u"signing.") || name.startsWith(u"limits.output-");
        if (!live.contains(name) && !ofAddresses && given.value(name, fallback) != other.given.value(name, fallback))
            changed += name;
    }
    return changed;
}

QString Configuration::reference()
{
    QString text = QStringLiteral("# vitrine.toml: every setting with its default. The environment variable\n"
                                  "# VITRINE_SECTION_KEY overrides section.key.\n");
    QString section;
    for (const Key &key : keys()) {
        const QString name = QLatin1String(key.name);
        const QString prefix = name.section(u'.', 0, 0);
        if (prefix != section)
            text += QStringLiteral("\n[%1]\n").arg(prefix);
        section = prefix;
        text += QStringLiteral("# %1\n%2 = \"%3\"\n").arg(QLatin1String(key.meaning), name.section(u'.', 1), QLatin1String(key.fallback));
    }
    return text;
}

} // namespace vitrine::app
