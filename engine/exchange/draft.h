#pragma once

#include "catalog/product.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <memory>

namespace vitrine::exchange {

/// What a source speaks about. Whatever it covers is replaced, also by nothing (a blank cell empties);
/// whatever it does not cover (a column that the file does not have) stays as the catalog has it.
struct Coverage
{
    struct AttributeColumn
    {
        QString code;
        catalog::Scope scope;
    };
    struct PriceColumn
    {
        QString channel;
        QString currency;
    };

    bool name = true;
    bool categories = true;
    bool images = true;
    bool variants = true; ///< which variants there are
    bool stock = true;
    bool allAttributes = true;
    QVector<AttributeColumn> attributes; ///< those covered when not all are
    bool allPrices = true;
    QVector<PriceColumn> prices; ///< those covered when not all are

    bool everything() const
    {
        return name && categories && images && variants && stock && allAttributes && allPrices;
    }
};

/// A product as one source states it, before it meets the catalog and before its pictures are stored.
struct ProductDraft
{
    catalog::Product product;
    QStringList
        imageNames; ///< file names or paths, in order, behind product.images; looked up in the images folder
    std::shared_ptr<const Coverage> coverage; ///< nothing: everything
    QString file;
    qint64 line = 0;
    bool mustExist = false; ///< only adds to a product that is there (a file of translations)
};

/// `draft` laid over `existing`.
catalog::Product merged(const catalog::Product &existing, const catalog::Product &draft,
                        const Coverage &coverage);

/// Attributes in order of code and scope: the one form in which products leave an import, so that two are
/// comparable.
void sortAttributes(catalog::Product &product);

/// Adds a value unless it is an empty text.
void addText(catalog::Product &product, const QString &code, const QString &text,
             const catalog::Scope &scope = {});

} // namespace vitrine::exchange
