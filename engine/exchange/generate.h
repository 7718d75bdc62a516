#pragma once

#include "exchange/import.h"

namespace vitrine::exchange {

struct GenerateOptions
{
    qint64 products = 10'000;
    qint64 first = 1;     ///< number of the first product: a catalog can be grown by what comes after it
    int attributes = 400; ///< distinct attributes in the catalog; a product has about 20 of them
    int channels = 6; ///< of SG MY TH ID VN PH
    quint64 seed = 1;
    int pictures = 512; ///< distinct drawn pictures; products share them by kind and colour
};

/// How the generator stores a drawn picture (encoded as PNG).
using PutBytes = std::function<Result<catalog::ImageRef>(const QByteArray &png)>;

/// The key of the generated product of this number.
ProductKey generatedKey(qint64 number);

/// Writes a synthetic catalog whose distributions follow a real shop; the same options give the same bytes. Blocking.
Result<ImportReport> generateInto(catalog::Catalog &catalog, const GenerateOptions &options, const PutBytes &putImage,
                                  const ProgressCallback &progress, const CancelToken &cancel);

} // namespace vitrine::exchange
