#include "app/server/bench/photo_set.h"

#include "app/runtime/runtime.h"

#include <QDirIterator>
#include <QFileInfo>

#include <algorithm>

namespace vitrine::app {

namespace {

using namespace std::chrono_literals;

constexpr qint64 MostProducts = 1'000;

struct Candidate
{
    QString name;
    Result<std::shared_ptr<const images::Source>> source;
};

QVector<Candidate> filesBelow(const QStringList &folders)
{
    QStringList files;
    for (const QString &folder : folders) {
        QDirIterator found(folder, {QStringLiteral("*.jpg"), QStringLiteral("*.jpeg"), QStringLiteral("*.png"), QStringLiteral("*.webp")}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (found.hasNext())
            files.append(found.next());
    }
    files.sort();
    QVector<Candidate> candidates;
    for (const QString &file : files)
        candidates.append({QFileInfo(file).fileName(), images::Source::fromFile(file)});
    return candidates;
}

Result<QVector<Candidate>> picturesOfProducts(Runtime &runtime)
{
    catalog::Query query;
    query.withImageOnly = true;
    const auto set = runtime.catalog().search.find(query, {});
    if (!set)
        return set.error();
    const auto rows = runtime.catalog().search.rows(*set, 0, MostProducts);
    if (!rows)
        return rows.error();
    QStringList ids;
    for (const catalog::Row &row : *rows)
        ids.append(row.image.id.toString());
    ids.removeDuplicates();
    QVector<Candidate> candidates;
    for (const QString &id : ids)
        candidates.append({id, runtime.originals().open(ImageId(id))});
    return candidates;
}

void keepEvenly(QVector<Photo> &photos, qsizetype count)
{
    const qsizetype all = photos.size();
    count = std::min(count, all);
    for (qsizetype i = 0; i < count; ++i)
        photos[i] = photos[i * all / count];
    photos.resize(count);
}

} // namespace

Result<QVector<Photo>> choosePhotos(Runtime &runtime, const QStringList &folders, int leastSidePx, int count)
{
    const auto candidates = folders.isEmpty() ? picturesOfProducts(runtime) : Result(filesBelow(folders));
    if (!candidates)
        return candidates.error();
    QVector<Photo> photos;
    for (const Candidate &candidate : *candidates) {
        if (!candidate.source)
            return candidate.source.error();
        const auto info = runtime.renderer().validate(**candidate.source, std::chrono::steady_clock::now() + 30s);
        if (info && info->frames == 1 && std::max(info->widthPx, info->heightPx) >= leastSidePx)
            photos.append({candidate.name, *candidate.source});
    }
    if (photos.isEmpty())
        return Error{ErrorCode::NotFound, QStringLiteral("there is no picture of %1 pixels and more to measure with").arg(leastSidePx),
                     folders.isEmpty() ? runtime.dataDir() : folders.join(QStringLiteral(", ")), QStringLiteral("--photos names folders of photographs")};
    keepEvenly(photos, count);
    return photos;
}

} // namespace vitrine::app
