#include "storage/sqlite/family_port.h"

#include "base/log.h"
#include "catalog/no_such_product.h"
#include "storage/sqlite/guarded.h"
#include "storage/sqlite/ports.h"

namespace vitrine::storage::sqlite {

using catalog::FamilyCount;
using catalog::Product;

FamilyPort::FamilyPort(SharedState &state, Writer &writer, ReaderPool &readers, const Clock &clock)
    : m_state(state), m_writer(writer), m_readers(readers), m_clock(clock)
{
    if (const auto count = counted(); count && !count->finished())
        m_counting = std::thread([this] { goOn(); });
}

FamilyPort::~FamilyPort()
{
    m_stop.request();
    if (m_counting.joinable())
        m_counting.join();
}

void FamilyPort::goOn()
{
    const auto counted = catalog::runCount(*this, [](qint64, qint64) {}, m_stop);
    if (counted)
        qCInfo(log::catalog) << "completeness counted by the families as they are";
    else if (counted.error().code != ErrorCode::Cancelled)
        qCWarning(log::catalog) << "completeness is not counted:" << counted.error().toString();
}

std::shared_ptr<const catalog::FamilyModel> FamilyPort::model()
{
    const auto families = m_state.families.get();
    return {families, &families->model};
}

Result<FamilyCount> FamilyPort::declare(const catalog::FamilyDeclaration &declaration, const catalog::ChangeNote &note)
{
    FamilyCount count;
    const Status declared = m_writer.run([&](TruthWriter &truth) {
        truth.declareFamilies(declaration, note, wallMs(m_clock));
        count = truth.reader().familyCount();
    });
    if (!declared)
        return declared.error();
    return count;
}

Result<FamilyCount> FamilyPort::advance(int products)
{
    FamilyCount count;
    const Status advanced = m_writer.run([&](TruthWriter &truth) { count = truth.countNext(products); });
    if (!advanced)
        return advanced.error();
    return count;
}

Result<FamilyCount> FamilyPort::counted()
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Result<FamilyCount> {
        return (*reader)->snapshot([](TruthReader &truth) -> Result<FamilyCount> { return truth.familyCount(); });
    });
}

Result<catalog::Completeness> FamilyPort::completeness(const ProductKey &key, const catalog::Scope &only, const QString &sku)
{
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    const auto product = guarded([&]() -> Result<Product> {
        return (*reader)->snapshot([&](TruthReader &truth) -> Result<Product> {
            const auto head = truth.head(key);
            if (!head)
                return catalog::noSuchProduct(key);
            return truth.valuesOf(head->id);
        });
    });
    if (!product)
        return product.error();
    return catalog::productCompleteness(m_state.families.get()->model, *product, only, sku);
}

Result<catalog::CatalogCompleteness> FamilyPort::completeness(const CancelToken &cancel)
{
    const auto count = counted();
    if (!count)
        return count.error();
    const auto families = m_state.families.get();
    return m_state.index.read(cancel, [&](const catalog::FacetIndex &index) -> Result<catalog::CatalogCompleteness> {
        return catalog::catalogCompleteness(*families, *count, index.size(), [&](quint32 attribute, double key) { return index.count(attribute, key); });
    });
}

Status FamilyPort::forEachInvalid(const CancelToken &cancel, const std::function<bool(const catalog::InvalidValue &)> &visit)
{
    const auto families = m_state.families.get();
    auto reader = m_readers.lease();
    if (!reader)
        return reader.error();
    return guarded([&]() -> Status {
        const bool all = (*reader)->snapshot([&](TruthReader &truth) {
            return truth.forEach([&](const Product &product) { return catalog::visitInvalid(families->model, product, cancel, visit); });
        });
        if (!all)
            return catalog::readingWasStopped();
        return Done{};
    });
}

} // namespace vitrine::storage::sqlite
