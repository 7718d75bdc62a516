#pragma once

#include "app/runtime/exit_code.h"
#include "app/runtime/runtime.h"
#include "base/cancel.h"

#include <QJsonObject>
#include <QString>

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace vitrine::app {

/// What every verb shares: the data directory, how to print, and how to be stopped. One a process; main thread.
struct Invocation
{
    std::string dataDir;
    bool json = false;
    CancelToken cancel; ///< set by SIGINT and SIGTERM
    std::function<ExitCode()> run; ///< chosen by the command line

    QString dataDirectory() const;
    /// Prints the reason on stderr; its exit code.
    ExitCode fail(const Error &error) const;
};

/// One JSON document on stdout.
void printJson(const QJsonObject &object);
/// A line of text on stdout.
void printLine(const QString &line);

/// The verbs; each adds its subcommand and, when chosen, sets `invocation.run`.
void addImportVerbs(CLI::App &app, Invocation &invocation); ///< import, generate
void addExportVerb(CLI::App &app, Invocation &invocation); ///< export
void addCatalogVerbs(CLI::App &app, Invocation &invocation); ///< card, search
void addHistoryVerb(CLI::App &app, Invocation &invocation); ///< history
void addBulkEditVerb(CLI::App &app, Invocation &invocation); ///< bulk-edit
void addDoctorVerb(CLI::App &app, Invocation &invocation); ///< doctor
void addFamiliesVerb(CLI::App &app, Invocation &invocation); ///< families import, export, list, completeness, show, check, count
void addRemoveVerb(CLI::App &app, Invocation &invocation); ///< remove
void addImageVerbs(CLI::App &app, Invocation &invocation); ///< put, render, matrix
void addSignVerb(CLI::App &app, Invocation &invocation); ///< sign
void addCacheVerbs(CLI::App &app, Invocation &invocation); ///< warm, purge
void addServeVerb(CLI::App &app, Invocation &invocation); ///< serve
void addConfigVerb(CLI::App &app, Invocation &invocation); ///< config
void addTokenVerb(CLI::App &app, Invocation &invocation); ///< token create, list, revoke
void addBenchVerb(CLI::App &app, Invocation &invocation); ///< bench

} // namespace vitrine::app
