#include "tests/ui/support/fake_imports.h"

namespace vitrine::test {

ui::Reply<exchange::ImportReport> FakeImports::import(const exchange::ImportOptions &options,
                                                      const CancelToken &cancel)
{
    asked.append(options);
    cancelToken = cancel;
    m_running.emplace();
    m_running->start();
    return m_running->future();
}

void FakeImports::finish(Result<exchange::ImportReport> result)
{
    Q_ASSERT(m_running);
    m_running->addResult(std::move(result));
    m_running->finish();
    m_running.reset();
}

void FakeImports::finishCancelled()
{
    exchange::ImportReport result = report(0);
    result.cancelled = true;
    finish(result);
}

exchange::ImportReport FakeImports::report(int rejected)
{
    exchange::ImportReport report;
    report.created = 18'731;
    report.updated = 212;
    report.unchanged = 463;
    report.rejected = rejected;
    report.values = 371'204;
    report.imagesStored = 124;
    report.imagesMissing = 3;
    report.took = std::chrono::milliseconds(14'300);
    report.errorCount = rejected;
    for (int i = 0; i < rejected; ++i) {
        report.errors.append({QStringLiteral("/data/catalog/products.csv"), 1204 + i * 37,
                              i % 2 == 0 ? QStringLiteral("price") : QStringLiteral("barcode"),
                              i % 2 == 0 ? QStringLiteral("\"12,50,00\" is not a number")
                                         : QStringLiteral("=13 digits expected, 12 found")});
    }
    return report;
}

} // namespace vitrine::test
