#pragma once

#include "catalog/catalog.h"
#include "catalog/history.h"
#include "storage/support/ended_set.h"
#include "support/manual_clock.h"

#include <QObject>

namespace vitrine::test {

/// What a store's ports promise of its history: who changed what, when and why; back to any time; back one field, or a
/// whole set. A store's suite derives from this and opens an empty catalog by the clock for each test.
class HistoryContract : public QObject
{
    Q_OBJECT

protected:
    virtual catalog::Catalog ports() = 0;
    /// Closes the catalog and opens it again.
    virtual void reopen() = 0;
    /// Waits until lists show what was written.
    virtual void settle() {}

    catalog::ProductHistory &history() { return *ports().history; }
    catalog::ProductWriter &writer() { return ports().writer; }
    catalog::Product product(int n);
    bool isThere(int n);
    catalog::BulkEdit bulk(const QStringList &texts);
    catalog::ChangeSet run(const Result<catalog::ChangeSet> &begun) { return endedSet(history(), begun); }
    void fill(int count);
    qint64 now() const;
    void pass() { m_clock.advance(std::chrono::seconds(10)); }

    ManualClock m_clock;

private slots:
    void editIsTold();
    void upsertIsToldFieldByField();
    void readsEveryFormerState();
    void wasNotThereYet();
    void restoresAField();
    void bulkChangesAndUndoesAsOne();
    void undoKeepsWhatWasChangedSince();
    void undoOfAnUndo();
    void refusalIsNamed();
    void goesOnAfterARestart();
    void importIsASet();
    void undoOfAnImportTakesOutWhatItCreated();
    void refusesNonsense();
};

} // namespace vitrine::test
