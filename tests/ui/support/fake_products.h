#pragma once

#include "tests/ui/support/fake_families.h"
#include "tests/ui/support/fake_history.h"
#include "ui/bridge/session.h"

#include <QHash>
#include <QSet>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace vitrine::test {

/// A catalog of any length that exists only as arithmetic: row n is made when it is asked for. Edits are
/// kept. Replies come at once or after `delay` on the GUI thread; `fail…` makes every further reply of that
/// kind an error.
class FakeProducts : public ui::ProductsSession
{
public:
    explicit FakeProducts(qint64 count);

    std::chrono::milliseconds delay{-1}; ///< negative: the reply is ready when it is returned
    std::optional<Error> failFind, failRows, failFacets, failProduct, failEdit;
    QVector<catalog::Query> finds; ///< every query asked for, in order
    QVector<catalog::Query> facetQueries;
    QVector<std::pair<qint64, qint64>> rowReads; ///< first, count
    QVector<catalog::Edit> edits;
    FakeFamilies fakeFamilies{[this](const ProductKey &key) -> Result<catalog::Product> { return truth(key); }};

    /// The product as it is now, for changing it behind the screen's back.
    catalog::Product truth(const ProductKey &key);
    void change(const catalog::Product &product) { m_changed.insert(product.key, product); }
    void setCount(qint64 count) { m_count = count; }
    /// Out of every list, or back in its place.
    void setGone(const ProductKey &key, bool gone);
    bool isGone(const ProductKey &key) const { return m_gone.contains(key); }
    /// Parks further replies until release(): for answers that come late, in any order.
    void hold() { m_holding = true; }
    int held() const { return int(m_held.size()); }
    void release(int index);
    void releaseAll();

    static ProductKey keyOf(qint64 number);

    qint64 productCount() const override { return m_count - m_gone.size(); }
    ui::Reply<catalog::ResultSet> find(const catalog::Query &query, const CancelToken &cancel) override;
    ui::Reply<QVector<catalog::Row>> rows(const catalog::ResultSet &set, qint64 first, qint64 count) override;
    ui::Reply<catalog::Facets> facets(const catalog::Query &query, const CancelToken &cancel) override;
    ui::Reply<catalog::Product> product(const ProductKey &key) override;
    ui::Reply<QVector<catalog::Attribute>> attributes() override;
    ui::Reply<catalog::EditReceipt> edit(const catalog::Edit &edit) override;
    ui::HistorySession &history() override { return fakeHistory; }
    ui::FamilySession &families() override { return fakeFamilies; }

    FakeHistory fakeHistory{[this](const ProductKey &key) { return truth(key); },
                            [this](const catalog::Product &product) { change(product); },
                            [this](const ProductKey &key, bool gone) { setGone(key, gone); }};

private:
    template <typename T>
    ui::Reply<T> reply(Result<T> result);

    qint64 m_count;
    QHash<ProductKey, catalog::Product> m_changed;
    QSet<ProductKey> m_gone;
    bool m_holding = false;
    std::vector<std::function<void()>> m_held;
};

} // namespace vitrine::test
