#pragma once

#include "catalog/catalog.h"

#include <QObject>

namespace vitrine::test {

/// What a store's ports promise of writing: the same tests over each store. A store's suite derives from this, opens an
/// empty catalog for each test and opens it again when asked to.
class WriterContract : public QObject
{
    Q_OBJECT

protected:
    virtual catalog::Catalog ports() = 0;
    /// Closes the catalog and opens it again.
    virtual void reopen() = 0;
    /// Waits until what was written is counted.
    virtual void settle() {}

private slots:
    // What goes in comes out, whatever its type and scope, also after closing and opening again.
    void everyValueTypeAndScope();
    void cardIsWhatTheTruthAssemblesTo();
    void outcomes();
    void rejectsOnlyWhatBreaksARule();
    void aKeyTwiceInOneBatch();
    void keysThatLookAlike();
    void scopedCardFallsBack();
    void attributesAreDescribedAndCounted();
    void anAttributeWithoutValuesMayBecomeAnother();
    void forEachIsInOrderAndStops();
    // One value at a time: what it was, what it becomes, and back again.
    void changesAndUndoes_data();
    void changesAndUndoes();
    void aVariantHasItsOwn();
    void conflictChangesNothing();
    void sameValueKeepsTheVersion();
    void refuses_data();
    void refuses();
    // A whole product goes in only over the version that its author has seen.
    void replacesOnlyTheExpectedVersion();
    void ofManyAtOnceOneWins();
    // Out, and in again under the number and the versions that it had.
    void removesAndTakesBack();

private:
    QVector<catalog::ProductOutcome> upsert(const QVector<catalog::Product> &products);
    catalog::Product edited();
};

} // namespace vitrine::test
