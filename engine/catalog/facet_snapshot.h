#pragma once

#include "base/result.h"
#include "catalog/facet_index.h"

namespace vitrine::catalog {

/// A FacetIndex in a file, so that it need not be built anew: as it was at one number of the catalog's change counter.
/// Written beside and renamed, checked by XXH3 when it is read; derived, so that a damaged one is only thrown away. The
/// bytes are those of this machine's order of bytes.
class FacetSnapshot
{
public:
    /// Io, StorageFull.
    static Status save(const FacetIndex &index, qint64 sequence, const QString &path);
    struct Loaded
    {
        FacetIndex index;
        qint64 sequence = 0;
    };
    /// NotFound; Corrupt also for one of another version.
    static Result<Loaded> load(const QString &path);
    /// Of a file as far as its head tells, nothing when there is none.
    static std::optional<qint64> sequenceOf(const QString &path);

private:
    class Writing;
    class Reading;
    template <typename Archive, typename Run>
    static void run(Archive &archive, Run &run);
    template <typename Archive, typename Index>
    static void index(Archive &archive, Index &index);
};

} // namespace vitrine::catalog
