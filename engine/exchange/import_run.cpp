#include "exchange/import_run.h"

#include "catalog/families.h"

#include <QFileInfo>
#include <QSet>
#include <QThread>

#include <algorithm>

namespace vitrine::exchange {

using catalog::Outcome;
using catalog::Product;

namespace {

constexpr qsizetype MaxKeyLength = 128;
constexpr int ReportEveryMs = 100;
constexpr int WaitMs = 20;
constexpr int MaxWaits = 3'000; // a minute of back-pressure, then the store is taken for stuck

/// Attributes that stand for a product's own fields; they are no values in the report's sense.
bool isField(const QString &code)
{
    static const QStringList fields{
        QStringLiteral("brand"),       QStringLiteral("description"),       QStringLiteral("ean"),
        QStringLiteral("part_number"), QStringLiteral("short_description"), QStringLiteral("date_released")};
    return fields.contains(code);
}

QString problemWithKey(const QString &key)
{
    if (key.isEmpty())
        return QStringLiteral("the product has no key");
    if (key.size() > MaxKeyLength)
        return QStringLiteral("the key has %1 characters, at most %2 are allowed")
            .arg(key.size())
            .arg(MaxKeyLength);
    if (std::any_of(key.begin(), key.end(), [](QChar c) { return c.category() == QChar::Other_Control; }))
        return QStringLiteral("the key contains a control character");
    return {};
}

bool endsImport(ErrorCode code)
{
    return code == ErrorCode::StorageFull || code == ErrorCode::PermissionDenied ||
           code == ErrorCode::Overloaded || code == ErrorCode::Cancelled;
}

} // namespace

QString withRemedy(const Error &error)
{
    return error.remedy.isEmpty() ? error.what : error.what + QStringLiteral(". ") + error.remedy;
}

ImportRun::ImportRun(catalog::Catalog &catalog, const ImportOptions &options, const PutImage &putImage,
                     const ProgressCallback &progress, const CancelToken &cancel)
    : m_catalog(catalog), m_options(options), m_putImage(putImage), m_progress(progress), m_cancel(cancel)
{
    m_report.dryRun = options.dryRun;
    m_clock.start();
}

Status ImportRun::begin(qint64 bytesTotal)
{
    m_state.bytesTotal = bytesTotal;
    const auto attributes = m_catalog.products.attributes();
    if (!attributes)
        return attributes.error();
    m_codes.emplace(*attributes);
    for (const catalog::Attribute &attribute : *attributes)
        m_types.insert(attribute.code, attribute.type);
    m_startedEmpty = m_catalog.search.productCount() == 0;
    if (!m_options.imagesDir.isEmpty()) {
        if (!QFileInfo(m_options.imagesDir).isDir())
            return Error{ErrorCode::NotFound, QStringLiteral("there is no such folder of pictures"),
                         m_options.imagesDir, QStringLiteral("Check the path, or import without pictures")};
        m_state.stage = QStringLiteral("Looking for pictures");
        report(true);
        m_images.emplace(m_options.imagesDir);
    }
    return Done{};
}

Status ImportRun::add(ProductDraft draft)
{
    if (const QString problem = problemWithKey(draft.product.key.toString()); !problem.isEmpty()) {
        rejectProduct(draft.file, draft.line, QStringLiteral("key"), problem);
        return Done{};
    }
    m_pending.append(std::move(draft));
    if (m_pending.size() < BatchSize)
        return Done{};
    return flush();
}

void ImportRun::warn(const QString &what)
{
    if (!m_report.warnings.contains(what) && m_report.warnings.size() < MaxErrors)
        m_report.warnings.append(what);
}

void ImportRun::reject(const QString &file, qint64 line, const QString &field, const QString &reason)
{
    ++m_report.errorCount;
    ++m_state.rejected;
    if (m_report.errors.size() < MaxErrors)
        m_report.errors.append({file, line, field, reason});
}

void ImportRun::rejectProduct(const QString &file, qint64 line, const QString &field, const QString &reason)
{
    ++m_report.rejected;
    reject(file, line, field, reason);
}

bool ImportRun::waitForRoom(int attempt) const
{
    if (attempt >= MaxWaits || m_cancel.requested())
        return false;
    QThread::msleep(WaitMs);
    return true;
}

Result<catalog::ImageRef> ImportRun::putWithPatience(const QString &path)
{
    for (int attempt = 0;; ++attempt) {
        auto stored = m_putImage(path);
        if (stored || stored.error().code != ErrorCode::Overloaded || !waitForRoom(attempt))
            return stored;
    }
}

Result<ImportRun::StoredPicture> ImportRun::storePicture(const QString &name, const Product *existing)
{
    const auto known = m_pictures.constFind(name);
    if (known != m_pictures.constEnd())
        return *known;
    StoredPicture picture;
    const QString path = m_images->find(name);
    if (path.isEmpty()) {
        ++m_report.imagesMissing;
    } else if (const auto stored = m_storedFiles.constFind(path); stored != m_storedFiles.constEnd()) {
        picture.image = *stored;
    } else if (!m_options.dryRun) {
        m_state.stage = QStringLiteral("Storing %1").arg(QFileInfo(path).fileName());
        report(false);
        const qint64 begun = m_clock.elapsed();
        auto put = putWithPatience(path);
        m_picturesMs += m_clock.elapsed() - begun;
        ++m_picturesTried;
        if (put) {
            const auto same = [&](const catalog::ImageRef &image) { return image.id == put->id; };
            const bool wasThere =
                existing && std::any_of(existing->images.begin(), existing->images.end(), same);
            ++(wasThere ? m_report.imagesUnchanged : m_report.imagesStored);
            picture.image = *put;
            m_storedFiles.insert(path, *put);
        } else if (endsImport(put.error().code)) {
            return put.error();
        } else {
            ++m_report.imagesRejected;
            reject(path, 0, {}, put.error().toString());
        }
    }
    m_pictures.insert(name, picture);
    m_picturesAhead -= !path.isEmpty() && m_picturesAhead > 0;
    return picture;
}

Status ImportRun::storePictures(ProductDraft &draft, const Product *existing)
{
    for (const QString &name : std::as_const(draft.imageNames)) {
        if (m_cancel.requested())
            return Done{};
        const auto picture = storePicture(name, existing);
        if (!picture)
            return picture.error();
        if (picture->image && !draft.product.images.contains(*picture->image))
            draft.product.images.append(*picture->image);
    }
    return Done{};
}

/// What the catalog has, where the draft alone does not decide.
Result<std::optional<Product>> ImportRun::existingOf(const ProductDraft &draft)
{
    Coverage coverage = draft.coverage ? *draft.coverage : Coverage{};
    coverage.images = true; // a catalog that began empty has no pictures which this source could take away
    const bool decidesAlone = !draft.mustExist && coverage.everything();
    if (m_startedEmpty && decidesAlone && !m_options.dryRun)
        return std::optional<Product>();
    auto found = m_catalog.products.product(draft.product.key);
    if (found)
        return std::optional(std::move(*found));
    if (found.error().code == ErrorCode::NotFound)
        return std::optional<Product>();
    return found.error();
}

/// The pictures that these drafts name and that were not looked at yet.
qint64 ImportRun::countPicturesAhead(const QVector<ProductDraft> &drafts) const
{
    QSet<QString> names;
    for (const ProductDraft &draft : drafts) {
        for (const QString &name : draft.imageNames) {
            if (!m_pictures.contains(name) && !m_images->find(name).isEmpty())
                names.insert(name);
        }
    }
    return names.size();
}

Status ImportRun::flush()
{
    static const Coverage everything;
    QVector<ProductDraft> drafts = std::exchange(m_pending, {});
    QVector<Product> products;
    QVector<Place> places;
    m_picturesAhead = m_images ? countPicturesAhead(drafts) : 0;
    for (ProductDraft &draft : drafts) {
        if (m_cancel.requested())
            return Done{};
        auto existing = existingOf(draft);
        if (!existing)
            return existing.error();
        const Product *before = *existing ? &**existing : nullptr;
        if (draft.mustExist && !before) {
            rejectProduct(
                draft.file, draft.line, QStringLiteral("key"),
                QStringLiteral("there is no product %1 to add to").arg(draft.product.key.toString()));
            continue;
        }
        if (m_images) {
            if (const Status stored = storePictures(draft, before); !stored)
                return stored;
        }
        Coverage coverage = draft.coverage ? *draft.coverage : everything;
        // Names of pictures say nothing as long as nobody says where the pictures are.
        coverage.images =
            coverage.images && !(draft.imageNames.size() > 0 && !m_images) && !(m_options.dryRun && before);
        Product product =
            before && !coverage.everything() ? merged(*before, draft.product, coverage) : draft.product;
        sortAttributes(product);
        if (m_options.dryRun) {
            if (const Status told = dryRun(std::move(product), before, {draft.file, draft.line}); !told)
                return told;
            continue;
        }
        products.append(std::move(product));
        places.append({draft.file, draft.line});
    }
    if (m_cancel.requested() || products.isEmpty())
        return Done{};
    return write(products, places);
}

Status ImportRun::write(const QVector<Product> &products, const QVector<Place> &places)
{
    m_state.stage = QStringLiteral("Writing products");
    if (const auto hints = m_codes->takeHints(); !hints.isEmpty()) {
        if (const Status described = m_catalog.writer.describe(hints); !described)
            return described;
    }
    auto outcomes = m_catalog.writer.upsert(products);
    for (int attempt = 0; !outcomes && outcomes.error().code == ErrorCode::Overloaded && waitForRoom(attempt);
         ++attempt)
        outcomes = m_catalog.writer.upsert(products);
    if (!outcomes && m_cancel.requested())
        return Done{};
    if (!outcomes)
        return outcomes.error();
    for (qsizetype i = 0; i < outcomes->size(); ++i) {
        const catalog::ProductOutcome &outcome = outcomes->at(i);
        switch (outcome.outcome) {
        case Outcome::Created:
            ++m_report.created;
            break;
        case Outcome::Updated:
            ++m_report.updated;
            break;
        case Outcome::Unchanged:
            ++m_report.unchanged;
            break;
        case Outcome::Rejected:
            rejectProduct(places[i].file, places[i].line, outcome.error.where, withRemedy(outcome.error));
            continue;
        }
        countValues(products[i]);
        ++m_state.products;
    }
    report(false);
    return Done{};
}

void ImportRun::countValues(const Product &product)
{
    const auto valuesOf = [](const QVector<catalog::AttributeValue> &values) {
        return std::count_if(values.begin(), values.end(),
                             [](const auto &value) { return !isField(value.code); });
    };
    m_report.values += valuesOf(product.attributes);
    for (const catalog::Variant &variant : product.variants)
        m_report.values += valuesOf(variant.attributes);
    m_state.values = m_report.values;
}

void ImportRun::advance(const QString &file, qint64 storedBytes)
{
    m_state.bytesRead = m_bytesOfFinishedFiles + storedBytes;
    if (m_clock.elapsed() - m_lastReportMs < ReportEveryMs)
        return;
    m_state.stage = QStringLiteral("Reading %1").arg(QFileInfo(file).fileName());
    report(true);
}

void ImportRun::finishedFile(qint64 storedBytes)
{
    m_bytesOfFinishedFiles += storedBytes;
    m_state.bytesRead = m_bytesOfFinishedFiles;
}

void ImportRun::report(bool always)
{
    const qint64 now = m_clock.elapsed();
    if (!m_progress || (!always && now - m_lastReportMs < ReportEveryMs))
        return;
    m_lastReportMs = now;
    const double seconds = std::max(0.001, double(now) / 1'000);
    m_state.valuesPerSecond = double(m_state.values) / seconds;
    if (m_state.bytesRead > 0 && m_state.bytesTotal >= m_state.bytesRead) {
        const double left = double(m_state.bytesTotal - m_state.bytesRead) / double(m_state.bytesRead);
        const double pictures = m_picturesTried > 0 ? double(m_picturesAhead) * double(m_picturesMs) / 1'000 / double(m_picturesTried) : 0;
        m_state.remaining = std::chrono::seconds(qint64(seconds * left + pictures + 0.5));
    }
    m_progress(m_state);
}

ImportReport ImportRun::finish()
{
    m_report.cancelled = m_cancel.requested();
    m_report.took = std::chrono::milliseconds(m_clock.elapsed());
    m_state.stage = m_report.cancelled ? QStringLiteral("Cancelled") : QStringLiteral("Done");
    if (!m_report.cancelled)
        m_state.remaining = std::chrono::seconds(0);
    report(true);
    return m_report;
}

} // namespace vitrine::exchange
