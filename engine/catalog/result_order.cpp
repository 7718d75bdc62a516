#include "catalog/result_order.h"

namespace vitrine::catalog {

ProductId BitmapOrder::at(qint64 row) const
{
    quint32 id = 0;
    const bool found = m_bitmap.select(quint32(m_descending ? m_count - 1 - row : row), &id);
    Q_ASSERT(found);
    Q_UNUSED(found);
    return ProductId(id);
}

} // namespace vitrine::catalog
