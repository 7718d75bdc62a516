#include "exchange/import_run.h"
#include "exchange/product_feed.h"

namespace vitrine::exchange {

Result<ImportReport> importFeed(catalog::Catalog &catalog, ProductFeed &feed, const ImportOptions &options,
                                const PutImage &putImage, const ProgressCallback &progress,
                                const CancelToken &cancel)
{
    ImportRun run(catalog, options, putImage, progress, cancel);
    if (const Status begun = run.begin(0); !begun) // how much it is shows at its end
        return begun.error();
    const auto attributes = feed.attributes();
    if (!attributes)
        return attributes.error();
    for (const catalog::Attribute &attribute : *attributes)
        run.codes().declare(attribute.code, attribute.type, attribute.label, attribute.unit);
    for (qint64 number = 0; run.wanted();) {
        auto drafts = feed.next(cancel);
        if (!drafts && run.wanted())
            return drafts.error();
        if (!drafts || drafts->isEmpty())
            break;
        for (ProductDraft &draft : *drafts) {
            draft.file = feed.name();
            draft.line = ++number;
            if (const Status added = run.add(std::move(draft)); !added)
                return added.error();
        }
        run.advance(feed.name(), 0);
    }
    if (run.wanted()) {
        if (const Status flushed = run.flush(); !flushed)
            return flushed.error();
    }
    return run.finish();
}

} // namespace vitrine::exchange
