#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "catalog/catalog.h"
#include "catalog/product_diff.h"

#include <QJsonObject>
#include <QMap>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>

namespace vitrine::exchange {

enum class SourceFormat { Auto, Icecat, Magento, Shopify, Spree, Csv, Jsonl };
QLatin1String sourceFormatName(SourceFormat format);
std::optional<SourceFormat> sourceFormatFromName(QStringView name);

/// One thing of a source that did not go in.
struct Rejection
{
    QString file;
    qint64 line = 0; ///< 1-based, of the first line of the row; 0 when it is about the whole file
    QString field; ///< column name, or the column's number where it has none
    QString reason;
};

struct ImportProgress
{
    QString stage; ///< what is being done, for people
    qint64 bytesRead = 0; ///< of the compressed sources
    qint64 bytesTotal = 0;
    qint64 products = 0;
    qint64 values = 0;
    qint64 rejected = 0;
    double valuesPerSecond = 0;
    std::optional<std::chrono::seconds> remaining;
};

struct ImportReport
{
    qint64 created = 0, updated = 0, unchanged = 0, rejected = 0;
    qint64 values = 0;
    qint64 imagesStored = 0, imagesUnchanged = 0, imagesMissing = 0, imagesRejected = 0;
    QVector<Rejection> errors; ///< the first 1 000
    qint64 errorCount = 0;
    /// Of a dry run: how many products would get another value in which field ("price SG", "weight"; a variant's by
    /// the same name). A product that would be created is in none. The first 5 000 fields, then "other fields".
    QMap<QString, qint64> fields;
    bool cancelled = false; ///< what was reported went in; the rest did not
    bool dryRun = false;
    quint64 change = 0; ///< the set of changes by which it can be undone; 0: it changed nothing, or no history is kept
    std::chrono::milliseconds took{0};

    /// The JSON of CONTRACT.md.
    QJsonObject toJson() const;
};

/// What an import would do to one product.
struct Difference
{
    QString file;
    qint64 line = 0;
    ProductKey key;
    bool created = false; ///< then every value is a change from none
    QVector<catalog::FieldChange> changes;
    QStringList currencies; ///< of each change; empty where it is no price

    /// One line of a file of differences.
    QJsonObject toJson() const;
};

struct ImportOptions
{
    QStringList sources; ///< files or folders
    SourceFormat format = SourceFormat::Auto;
    QString imagesDir; ///< where picture files are looked up by name; empty: none
    bool dryRun = false;
    /// Told of every product that a dry run would create or update, in the order of the source; an Error ends the import.
    std::function<Status(const Difference &)> onDifference{};
    QString profile; ///< a mapping profile (mapping_profile.h) by which every source is read; empty: none
    QString savedProfiles; ///< a folder of profiles for files in which no format recognises itself; empty: none
};

/// How an import stores a picture it found; given by the composition (validated, through the write pool).
using PutImage = std::function<Result<catalog::ImageRef>(const QString &path)>;
using ProgressCallback = std::function<void(const ImportProgress &)>;

/// Reads every source in constant memory and writes products in batches. Blocking; call it on a thread of its own.
/// A bad row is a Rejection while the good ones go in; an unreadable source, a full disk or a read-only catalog is an
/// Error. Cancelling keeps what was committed and says so in the report. Running it again continues: what is there
/// already is `unchanged`.
Result<ImportReport> importInto(catalog::Catalog &catalog, const ImportOptions &options, const PutImage &putImage,
                                const ProgressCallback &progress, const CancelToken &cancel);

} // namespace vitrine::exchange
