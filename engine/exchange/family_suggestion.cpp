#include "exchange/family_suggestion.h"

#include "exchange/akeneo_tables.h"

namespace vitrine::exchange {

Result<FamilySuggestion> suggestFamilies(const QStringList &sources)
{
    const auto files = akeneoTablesOf(sources);
    if (!files)
        return files.error();
    FamilySuggestion suggestion;
    AkeneoTables tables;
    for (const SourceFile &file : *files) {
        const Status read = tables.read(file, [&](qint64 line, const QString &column, const QString &reason) {
            suggestion.problems.append(QStringLiteral("%1:%2 [%3]: %4").arg(file.path).arg(line).arg(column, reason));
        });
        if (!read)
            return read.error();
    }
    const catalog::FamilyDeclaration declaration = tables.declaration();
    if (declaration.families.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("the source declares no families"), sources.value(0),
                     QStringLiteral("Name Akeneo's families.csv and attributes.csv, or the folder in which they are")};
    if (tables.attributeCount() == 0)
        return Error{ErrorCode::NotFound, QStringLiteral("the source declares families, and not what their attributes are"), sources.value(0),
                     QStringLiteral("Export the attributes, too, and name attributes.csv or its folder")};
    suggestion.toml = catalog::writeFamilies(declaration);
    if (const auto readable = catalog::readFamilies(suggestion.toml, QStringLiteral("families")); !readable)
        return readable.error();
    suggestion.families = declaration.families.size();
    suggestion.attributes = declaration.attributes.size();
    suggestion.channels = declaration.channels.size();
    return suggestion;
}

} // namespace vitrine::exchange
