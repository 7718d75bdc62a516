#pragma once

#include "exchange/import.h"
#include "exchange/mapping_profile.h"

#include <QString>
#include <QVector>

#include <memory>

namespace vitrine::exchange {

/// What a file of a source turned out to be, from its first bytes: the names of its columns or its first
/// object.
enum class FileKind {
    Icecat,
    Jsonl,
    Csv,
    Spree,
    SpreeTranslations,
    Shopify,
    MagentoProducts,   ///< Magento's own export: sku, product_type, additional_attributes
    MagentoFixture,    ///< plain products: sku, name, category, price
    MagentoImages,     ///< sku, image
    MagentoCategories, ///< name, url_key, path
    MagentoAttributes, ///< frontend_label, frontend_input, attribute_code
    AkeneoProducts,       ///< sku, family, categories, enabled
    AkeneoModels,         ///< code, family_variant
    AkeneoJson,           ///< products and models as the REST interface gives them, mixed
    AkeneoAttributes,     ///< code, type, localizable, scopable
    AkeneoOptions,        ///< attribute, code, sort_order
    AkeneoFamilies,       ///< code, attributes, attribute_as_label
    AkeneoFamilyVariants, ///< code, family, variant-axes_1
    AkeneoCategories,     ///< code, parent, label-en_US
    AkeneoChannels,       ///< code, currencies, locales
    Mapped, ///< columns of its own, which SourceFile::profile explains
    Empty,
    Broken, ///< cannot be read as anything; SourceFile::problem says why
    Unknown
};

struct SourceFile
{
    QString path;
    FileKind kind = FileKind::Unknown;
    qint64 storedBytes = 0;
    QString problem; ///< why it is Broken or Unknown
    std::shared_ptr<const MappingProfile> profile{}; ///< of a Mapped one
};

/// Files that are read together: those of one folder (side tables first), or one file alone.
using SourceGroup = QVector<SourceFile>;

/// Looks at every source of the import; side tables and products of a folder come in the order in which they are read.
/// NotFound, PermissionDenied or Corrupt for a source that cannot be read, UnsupportedType for one in which
/// no format recognises itself: it says which were tried. A broken file of a folder does not stop the others. With a profile every file is read by it; without, a
/// saved one is taken where no format recognises itself; one that cannot be read is a warning.
Result<QVector<SourceGroup>> findSources(const ImportOptions &options, QStringList &warnings);

bool isAkeneoTable(FileKind kind);
/// The side tables of Akeneo among these files and folders. NotFound, PermissionDenied.
Result<SourceGroup> akeneoTablesOf(const QStringList &sources);

} // namespace vitrine::exchange
