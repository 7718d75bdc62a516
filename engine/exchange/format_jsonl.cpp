#include "exchange/own_json.h"
#include "exchange/source_reader.h"

#include <QSet>

#include <nlohmann/json.hpp>

namespace vitrine::exchange {

namespace {
constexpr int MaxStrangers = 100; // unknown names that are told apart; a file may have any number
}

/// Reads the form that own_json.h describes, as lines or as one array.
Status readJsonl(const SourceFile &file, ImportRun &run)
{
    SeenKeys seen;
    QSet<QString> strangers;
    return readObjects(file, run, [&](const nlohmann::json &object, qint64 line) -> Status {
        for (const auto &entry : object.items()) {
            const QString name = QString::fromStdString(entry.key());
            if (isMember(name) || strangers.contains(name) || strangers.size() >= MaxStrangers)
                continue;
            strangers.insert(name);
            run.reject(file.path, line, name,
                       QStringLiteral("no member of a product: it is left out, here and further on"));
        }
        ProductDraft draft;
        draft.file = file.path;
        draft.line = line;
        const JsonProblem problem = draftFromJson(object, run.codes(), draft);
        const QString key = draft.product.key.toString();
        if (!problem.ok()) {
            run.rejectProduct(file.path, line, problem.field, problem.reason);
        } else if (!key.isEmpty() && !seen.insert(key)) {
            run.rejectProduct(file.path, line, QStringLiteral("key"),
                              QStringLiteral("the key %1 was in this file before").arg(key));
        } else {
            return run.add(std::move(draft));
        }
        return Done{};
    });
}

} // namespace vitrine::exchange
