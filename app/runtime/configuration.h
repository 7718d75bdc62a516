#pragma once

#include "app/runtime/machine_memory.h"
#include "base/result.h"
#include "images/image_service.h"
#include "images/preset.h"
#include "origin/url_settings.h"
#include "server/http_server.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace vitrine::app {

/// What `vitrine.toml` and the environment say, checked and complete. A value, read at start and by Runtime::reload().
struct Configuration
{
    struct
    {
        QString url = QStringLiteral("sqlite:catalog.db"); ///< or mysql://…: a database on a server
        QString description = QStringLiteral("magento");   ///< "vitrine": of its own, written; else a shop's, only read
        int connections = 4;                               ///< to it, at once
        std::chrono::milliseconds deadline{5'000};         ///< of one card, page or write
        qint64 memoryBytes = usualCardMemoryBytes(machineMemoryBytes()); ///< for cards of a catalog of Vitrine's own
    } catalog;
    struct
    {
        qint64 memoryBytes = 256ll << 20;
        qint64 diskBytes = 2ll << 30; ///< 0: none are kept on disk
        int hotUses = 16;             ///< after which one is made again with care; 0: never
    } variants;
    QString originals = QStringLiteral("file:originals"); ///< or s3://…
    qint64 originalsCacheBytes = 2ll << 30; ///< of those in S3, on this disk; 0: none
    struct
    {
        int lanes = 4;
        int queue = 256;
    } writePool;
    struct
    {
        qint64 pixels = 100'000'000; ///< of one original, over all frames that are decoded
        qint64 bytes = 128ll << 20; ///< of one original
        std::chrono::milliseconds deadline{10'000}; ///< of one render
        int renders = 256; ///< waiting for a worker
        int connections = 4096;
    } limits;
    struct
    {
        QString listen = QStringLiteral("127.0.0.1:8480");
        QString admin; ///< empty: no admin listener
        int ioThreads = 2;
        std::chrono::milliseconds notice{0}; ///< between the signal to stop and the end of accepting
    } server;
    struct
    {
        QString level = QStringLiteral("info");
        QString format = QStringLiteral("text");
    } log;
    struct
    {
        QString signingKeys = QStringLiteral("signing.keys"); ///< files, inside the data directory where relative
        QString imgproxyKeys = QStringLiteral("imgproxy.keys");
        int imgproxySignatureBytes = 32;
        origin::UrlSettings settings; ///< with the keys of those files
    } urls;
    int workers = 0; ///< decoding processes; 0: one a core
    images::PresetList presets;
    QMap<QString, QString> given; ///< section.key: what the file and the environment say, as written

    /// Reads `path` (no file: the defaults) and then `environment`, where VITRINE_SECTION_KEY overrides section.key.
    /// Key files are read too; one that is not there is an error unless it has its usual name. InvalidArgument names file, line and
    /// key, and suggests the nearest known one; NotFound, Io, PermissionDenied.
    static Result<Configuration> load(const QString &path, const QMap<QString, QString> &environment);
    /// load() of a data directory's vitrine.toml and this process's environment.
    static Result<Configuration> ofDirectory(const QString &dataDir);
    /// The settings, section.key, that differ in `other` and are read at start only.
    QStringList changedUntilRestart(const Configuration &other) const;
    /// Every key with its default and what it means, as a commented vitrine.toml.
    static QString reference();
};

/// This process's environment variables.
QMap<QString, QString> systemEnvironment();

} // namespace vitrine::app
