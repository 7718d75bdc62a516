#pragma once

#include "base/result.h"

#include <QString>

namespace vitrine::codec {

/// The path of vitrine-worker: what VITRINE_WORKER names, or the one beside the running program, or the
/// installed one
/// (../libexec/vitrine/ or ../lib/vitrine/ from there). NotFound lists where it was looked for.
Result<QString> findWorkerProgram();

} // namespace vitrine::codec
