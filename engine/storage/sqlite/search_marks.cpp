// Where a row stands in the orders whose texts are in the database: by key and by name.
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/search_port.h"

namespace vitrine::storage::sqlite {

using catalog::Query;
using catalog::ResultMark;
using catalog::ResultSet;
using catalog::SortBy;

namespace {

bool isByText(const Query &query)
{
    return query.sort == SortBy::Key || query.sort == SortBy::Name;
}

} // namespace

/// Calls f(textOf), where textOf(id) is what the order compares.
template <typename F>
auto SearchPort::withSortText(const Query &query, F &&f)
{
    using Answer = std::invoke_result_t<F, std::function<QByteArray(ProductId)>>;
    auto reader = m_readers.lease();
    if (!reader)
        return Answer(reader.error());
    return guarded([&]() -> Answer {
        return (*reader)->snapshot([&](TruthReader &) -> Answer {
            Statement text((*reader)->truthHandle(), query.sort == SortBy::Key
                                                         ? "SELECT CAST(key AS BLOB) FROM product WHERE id = ?"
                                                         : "SELECT sort_name FROM product WHERE id = ?");
            return f([&](ProductId id) {
                ResetAtEnd reset(text);
                return text.bind(1, toNumber(id)).step() ? text.bytes(0) : QByteArray();
            });
        });
    });
}

Result<ResultMark> SearchPort::mark(const Query &query, const ResultSet &set, qint64 row)
{
    ResultMark mark = set.markAt(row);
    if (!isByText(query))
        return mark;
    return withSortText(query, [&](const std::function<QByteArray(ProductId)> &textOf) -> Result<ResultMark> {
        mark.text = textOf(mark.id);
        return mark;
    });
}

Result<qint64> SearchPort::rowAfter(const Query &query, const ResultSet &set, const ResultMark &mark)
{
    if (!isByText(query))
        return ProductSearch::rowAfter(query, set, mark);
    return withSortText(query, [&](const std::function<QByteArray(ProductId)> &textOf) -> Result<qint64> {
        const auto isBehind = [&](qint64 row) {
            const ProductId id = set.at(row);
            const int order = textOf(id).compare(mark.text);
            const bool isAbove = order != 0 ? order > 0 : toNumber(id) > toNumber(mark.id);
            return query.descending ? !isAbove && id != mark.id : isAbove;
        };
        qint64 low = 0, high = set.size();
        while (low < high) {
            const qint64 middle = low + (high - low) / 2;
            if (isBehind(middle))
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    });
}

} // namespace vitrine::storage::sqlite
