#pragma once

#include "base/result.h"
#include "images/ports.h"

#include <QStringList>
#include <QVector>

#include <memory>

namespace vitrine::app {

class Runtime;

/// A photograph to measure with.
struct Photo
{
    QString name; ///< its file's, or the original's id
    std::shared_ptr<const images::Source> source;
};

/// At most `count` with at least `leastSidePx` on the longer side, evenly out of all JPEG, PNG and WebP pictures below
/// `folders`; without folders out of the pictures of the catalog's products. Each is decoded once; what cannot be and
/// what moves is left out. NotFound.
Result<QVector<Photo>> choosePhotos(Runtime &runtime, const QStringList &folders, int leastSidePx, int count);

} // namespace vitrine::app
