#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "catalog/catalog.h"

#include <QIODevice>

#include <functional>

namespace vitrine::exchange {

enum class ExportFormat { Csv, Jsonl, Xlsx };

/// Products written so far.
using ExportProgress = std::function<void(qint64 products)>;

/// Writes every product in the project's own form (own_csv.h, own_json.h), such that importing the file again
/// changes nothing. CSV and XLSX read the catalog twice, first for its columns. Returns the number of products.
/// Blocking; constant memory. TooLarge for what a sheet cannot hold (1 048 576 rows, 32 767 characters a cell); Io when the device does not take the bytes; Cancelled, and what is in the
/// device is then incomplete.
Result<qint64> exportCatalog(catalog::ProductReader &products, ExportFormat format, QIODevice &device,
                             const ExportProgress &progress, const CancelToken &cancel);

} // namespace vitrine::exchange
