#pragma once

#include "exchange/draft.h"
#include "exchange/import.h"

namespace vitrine::exchange {

/// Port: products out of another system, a page at a time. One thread.
class ProductFeed
{
public:
    virtual ~ProductFeed() = default;
    /// Its name in messages, e.g. its address without a password.
    virtual QString name() const = 0;
    /// The codes, types and labels that its products use.
    virtual Result<QVector<catalog::Attribute>> attributes() = 0;
    /// The next products, each whole; none at the end. `draft.file` and `line` are set by the import.
    virtual Result<QVector<ProductDraft>> next(const CancelToken &cancel) = 0;
};

/// importInto for a feed: the same rules, batches, pictures and report. Resumable: what the catalog has
/// already is `unchanged` when it runs again. `options.sources` and `format` do not matter.
Result<ImportReport> importFeed(catalog::Catalog &catalog, ProductFeed &feed, const ImportOptions &options,
                                const PutImage &putImage, const ProgressCallback &progress,
                                const CancelToken &cancel);

} // namespace vitrine::exchange
