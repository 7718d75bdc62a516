#include "app/server/invocation.h"

namespace vitrine::app {

void addConfigVerb(CLI::App &app, Invocation &invocation)
{
    CLI::App *verb = app.add_subcommand("config", "Print every setting with its default, as a commented vitrine.toml");
    verb->callback([&invocation] {
        invocation.run = [] {
            printLine(Configuration::reference().trimmed());
            return ExitCode::Done;
        };
    });
}

} // namespace vitrine::app
