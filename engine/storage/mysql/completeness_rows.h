#pragma once

#include "catalog/families.h"
#include "storage/mysql/product_rows.h"

namespace vitrine::storage::mysql {

// How complete products are, as rows, read and written inside a transaction. Throw WriteFailure.

/// Of those that have any, by number.
QHash<quint32, QByteArray> completenessOf(WriteTransaction &transaction, const QVector<quint32> &ids);

/// Counts the next products, at most so many, in a transaction that holds the families and how far they are counted; holds
/// these products until its end, too. Up to which number they are counted then.
qint64 countNext(WriteTransaction &transaction, const catalog::DeclaredFamilies &families, const catalog::FamilyCount &count, int products);

} // namespace vitrine::storage::mysql
