#include "app/session/local_products.h"

#include "app/runtime/user_name.h"

#include <QtConcurrent>

namespace vitrine::app {

LocalProducts::LocalProducts(Runtime &runtime) : m_runtime(runtime), m_history(runtime), m_families(runtime)
{
    m_quick.setMaxThreadCount(2);
    m_quick.setExpiryTimeout(-1); // a thread keeps its prepared statements
    m_queries.setMaxThreadCount(2);
    m_queries.setExpiryTimeout(-1);
}

LocalProducts::~LocalProducts()
{
    m_queries.clear();
    m_quick.clear();
    m_queries.waitForDone();
    m_quick.waitForDone();
}

qint64 LocalProducts::productCount() const { return m_runtime.catalog().search.productCount(); }

ui::Reply<catalog::ResultSet> LocalProducts::find(const catalog::Query &query, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_queries, [this, query, cancel] { return m_runtime.catalog().search.find(query, cancel); });
}

ui::Reply<QVector<catalog::Row>> LocalProducts::rows(const catalog::ResultSet &set, qint64 first, qint64 count)
{
    return QtConcurrent::run(&m_quick, [this, set, first, count] { return m_runtime.catalog().search.rows(set, first, count); });
}

ui::Reply<catalog::Facets> LocalProducts::facets(const catalog::Query &query, const CancelToken &cancel)
{
    return QtConcurrent::run(&m_queries, [this, query, cancel] { return m_runtime.catalog().search.facets(query, cancel); });
}

ui::Reply<catalog::Product> LocalProducts::product(const ProductKey &key)
{
    return QtConcurrent::run(&m_quick, [this, key] { return m_runtime.catalog().products.product(key); });
}

ui::Reply<QVector<catalog::Attribute>> LocalProducts::attributes()
{
    return QtConcurrent::run(&m_queries, [this] { return m_runtime.catalog().products.attributes(); });
}

ui::Reply<catalog::EditReceipt> LocalProducts::edit(const catalog::Edit &edit)
{
    catalog::Edit noted = edit;
    if (noted.note.author.isEmpty())
        noted.note.author = userName();
    return QtConcurrent::run(&m_quick, [this, noted] { return m_runtime.catalog().writer.edit(noted); });
}

} // namespace vitrine::app
