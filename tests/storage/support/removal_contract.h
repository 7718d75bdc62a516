#pragma once

#include "storage/support/history_contract.h"

namespace vitrine::test {

/// What a store's ports promise of products that are taken out: each comes back as it was, unless there is another, and
/// none goes that was changed meanwhile. A store's suite derives from this, opens an empty catalog for each test and
/// calls start().
class RemovalContract : public QObject
{
    Q_OBJECT

protected:
    virtual catalog::Catalog ports() = 0;
    virtual void reopen() = 0;
    /// Waits until lists show what was written.
    virtual void settle() {}

    static constexpr int Products = 12;
    void start();
    ManualClock m_clock;

private slots:
    void comesBackAsItWas();
    void theHistoryKnowsWhatWasThere();
    void whatIsMadeAnewStays();
    void severalAreOneChange();
    void whatIsGoneOrChangedMeanwhileStays();
    void aNoteMakesAReplacementAChange();

private:
    Result<catalog::Removal> remove(int n);
    catalog::ResultSet rows(const QVector<int> &numbers);
    void undoLast(qint64 products = 1);
    QStringList keys(const catalog::Query &query);
    qint64 now() const { return std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.wallTime().time_since_epoch()).count(); }
};

} // namespace vitrine::test
