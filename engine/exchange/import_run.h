#pragma once

#include "exchange/attribute_codes.h"
#include "exchange/draft.h"
#include "exchange/image_index.h"
#include "exchange/import.h"

#include <QElapsedTimer>
#include <QHash>

#include <functional>

namespace vitrine::exchange {

/// One import from its first row to its report: takes drafts from the readers of the formats, stores their
/// pictures, writes batches, counts. One thread.
class ImportRun
{
public:
    static constexpr int BatchSize = 500;
    static constexpr int MaxErrors = 1'000;

    ImportRun(catalog::Catalog &catalog, const ImportOptions &options, const PutImage &putImage,
              const ProgressCallback &progress, const CancelToken &cancel);

    /// Loads what is known of the catalog. Io.
    Status begin(qint64 bytesTotal);
    /// False when the reader should stop now: cancelled.
    bool wanted() const { return !m_cancel.requested(); }
    AttributeCodes &codes() { return *m_codes; }

    /// An Error ends the import (a full disk, a read-only catalog); a draft that breaks a rule is only
    /// rejected.
    Status add(ProductDraft draft);
    void reject(const QString &file, qint64 line, const QString &field, const QString &reason);
    /// Something that people should know, and that nothing was rejected for.
    void warn(const QString &what);
    /// The same for a row that would have been a product.
    void rejectProduct(const QString &file, qint64 line, const QString &field, const QString &reason);
    /// `storedBytes` of the file being read so far.
    void advance(const QString &file, qint64 storedBytes);
    void finishedFile(qint64 storedBytes);

    Status flush();
    ImportReport finish();

private:
    struct StoredPicture
    {
        std::optional<catalog::ImageRef> image; ///< nothing: missing or refused
    };

    struct Place
    {
        QString file;
        qint64 line = 0;
    };

    Status storePictures(ProductDraft &draft, const catalog::Product *existing);
    Result<StoredPicture> storePicture(const QString &name, const catalog::Product *existing);
    Result<catalog::ImageRef> putWithPatience(const QString &path);
    Result<std::optional<catalog::Product>> existingOf(const ProductDraft &draft);
    Status write(const QVector<catalog::Product> &products, const QVector<Place> &places);
    qint64 countPicturesAhead(const QVector<ProductDraft> &drafts) const;
    Status dryRun(catalog::Product product, const catalog::Product *existing, const Place &place);
    std::optional<Error> brokenRule(const catalog::Product &product, const catalog::Product *existing);
    void countFields(const QVector<catalog::FieldChange> &changes);
    void countValues(const catalog::Product &product);
    void report(bool always);
    bool waitForRoom(int attempt) const;

    catalog::Catalog &m_catalog;
    ImportOptions m_options;
    PutImage m_putImage;
    ProgressCallback m_progress;
    CancelToken m_cancel;
    std::optional<AttributeCodes> m_codes;
    std::optional<ImageIndex> m_images;
    bool m_startedEmpty = false;
    QHash<QString, catalog::ValueType> m_types; ///< of the catalog's attributes, and of those that this dry run met

    QVector<ProductDraft> m_pending;
    QHash<QString, StoredPicture> m_pictures;        ///< by the name that the source uses
    QHash<QString, catalog::ImageRef> m_storedFiles; ///< by path
    ImportReport m_report;
    ImportProgress m_state;
    qint64 m_bytesOfFinishedFiles = 0;
    qint64 m_picturesAhead = 0, m_picturesTried = 0, m_picturesMs = 0; ///< for the time that remains
    QElapsedTimer m_clock;
    qint64 m_lastReportMs = -1'000;
};

/// What an error says, for a report that has one column for it.
QString withRemedy(const Error &error);

} // namespace vitrine::exchange
