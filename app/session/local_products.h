#pragma once

#include "app/runtime/runtime.h"
#include "app/session/local_families.h"
#include "app/session/local_history.h"
#include "ui/bridge/session.h"

#include <QThreadPool>

namespace vitrine::app {

/// Lists, cards and edits of an engine in this process, each on one of a few threads of its own. Any thread.
class LocalProducts final : public ui::ProductsSession
{
public:
    explicit LocalProducts(Runtime &runtime);
    ~LocalProducts() override; ///< waits for what is running

    qint64 productCount() const override;
    ui::Reply<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) override;
    ui::Reply<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override;
    ui::Reply<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) override;
    ui::Reply<catalog::Product> product(const ProductKey &key) override;
    ui::Reply<QVector<catalog::Attribute>> attributes() override;
    ui::Reply<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    ui::HistorySession &history() override { return m_history; }
    ui::FamilySession &families() override { return m_families; }

private:
    Runtime &m_runtime;
    QThreadPool m_quick; ///< rows, cards, edits: never behind a query
    QThreadPool m_queries;
    LocalHistory m_history;
    LocalFamilies m_families;
};

} // namespace vitrine::app
