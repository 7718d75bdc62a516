#include "app/server/invocation.h"
#include "exchange/export.h"

#include <QFileInfo>
#include <QSaveFile>

#include <unistd.h>

namespace vitrine::app {

namespace {

struct ExportArguments
{
    std::string format, output;
};

Error cannotWrite(const QSaveFile &file)
{
    return {file.error() == QFileDevice::PermissionsError ? ErrorCode::PermissionDenied : ErrorCode::Io,
            QStringLiteral("the export cannot be written: %1").arg(file.errorString()), file.fileName(),
            QStringLiteral("Check that its folder exists, may be written to and has room")};
}

ExitCode exportTo(const Invocation &invocation, const ExportArguments &arguments)
{
    auto runtime = Runtime::open(invocation.dataDirectory());
    if (!runtime)
        return invocation.fail(runtime.error());
    QSaveFile file(QString::fromLocal8Bit(arguments.output.data(), qsizetype(arguments.output.size())));
    if (!file.open(QIODevice::WriteOnly))
        return invocation.fail(cannotWrite(file));
    const bool terminal = isatty(STDERR_FILENO) == 1;
    const auto progress = [&](qint64 products) {
        if (terminal && products % 1'000 == 0)
            std::fprintf(stderr, "\r\033[KWriting: %lld products", static_cast<long long>(products));
    };
    const auto format = arguments.format == "csv" ? exchange::ExportFormat::Csv : arguments.format == "xlsx" ? exchange::ExportFormat::Xlsx : exchange::ExportFormat::Jsonl;
    const auto count = exchange::exportCatalog((*runtime)->catalog().products, format, file, progress, invocation.cancel);
    if (terminal)
        std::fputs("\r\033[K", stderr);
    if (!count)
        return invocation.fail(count.error()); // the file that was there before stays
    if (!file.commit())
        return invocation.fail(cannotWrite(file));
    const QFileInfo written(file.fileName());
    if (invocation.json)
        printJson({{QStringLiteral("products"), *count}, {QStringLiteral("file"), written.filePath()}, {QStringLiteral("bytes"), written.size()}});
    else
        printLine(QStringLiteral("%1 products in %2 (%3 bytes)").arg(*count).arg(written.filePath()).arg(written.size()));
    return ExitCode::Done;
}

} // namespace

void addExportVerb(CLI::App &app, Invocation &invocation)
{
    auto arguments = std::make_shared<ExportArguments>();
    CLI::App *verb = app.add_subcommand("export", "Write every product in the project's own form; importing it again changes nothing");
    verb->add_option("--format", arguments->format, "csv, jsonl or xlsx")->required()->check(CLI::IsMember({"csv", "jsonl", "xlsx"}));
    verb->add_option("-o,--output", arguments->output, "File to write; replaced only when the export is whole")->required();
    verb->callback([&invocation, arguments] {
        invocation.run = [&invocation, arguments] { return exportTo(invocation, *arguments); };
    });
}

} // namespace vitrine::app
