#pragma once

#include "catalog/catalog.h"
#include "catalog/check.h"
#include "catalog/families.h"
#include "support/manual_clock.h"

#include <QObject>

namespace vitrine::test {

/// What a store's ports promise of families: completeness follows every write and every change of the families, before and
/// after a restart, and what breaks a rule does not come in. A store's suite derives from this and opens an empty catalog
/// by the clock for each test.
class FamilyContract : public QObject
{
    Q_OBJECT

public:
    static constexpr int Products = 40;
    static ProductKey keyOf(int n) { return ProductKey(QStringLiteral("P-%1").arg(n)); }
    /// Of the family "shoes" unless n is a multiple of 5; with a weight when n is even, a title in en, in zh when n is a
    /// multiple of 4.
    static catalog::Product product(int n);
    /// A weight is at most 30; shoes need one, and a title in en and zh.
    static catalog::FamilyDeclaration declaration(const char *more = "");

protected:
    virtual catalog::Catalog ports() = 0;
    /// Closes the catalog and opens it again.
    virtual void reopen() = 0;
    /// Waits until lists show what was written.
    virtual void settle() {}
    virtual Result<catalog::CheckReport> check(const catalog::CheckOptions &options) = 0;
    /// Gives, in the tables, the first product the completeness of the second, and takes that of the third away.
    virtual void damage() = 0;

    static QString s(const char *text) { return QString::fromLatin1(text); }
    catalog::ProductFamilies &families() { return *ports().families; }
    void fill();
    /// And counts everything.
    void declare(const catalog::FamilyDeclaration &declared = declaration());
    QStringList found(const char *code, const char *value, bool isNegated = false);
    /// The count beside the filter; -1 when there is none.
    qint64 counted(const char *code, const QByteArray &value, const QVector<catalog::AttributeFilter> &filters = {});
    /// What lists and counts say against what each product says of itself, and what the check says.
    void agrees();
    Result<catalog::EditReceipt> edit(int n, const char *code, const std::optional<catalog::Value> &value, const catalog::Scope &scope = {});

    ManualClock m_clock;

private slots:
    void aCatalogWithoutFamiliesIsAsItWas();
    void listsAndCountsFollowEveryWrite();
    void changedFamiliesAreCountedInSteps();
    void aDeclaredAttributeHasItsTypeBeforeItsValues();
    void editsWhileAllIsCountedAreNotLost();
    void holdsAFamilyOfFiveHundredAttributesInEightLocales();
    void theChangeIsInTheHistory();
    void refusesWhatBreaksARule();
    void valuesFromBeforeTheRuleStay();
    void aBulkEditKnowsTheRules();
    void whatComesBackKeepsTheRules();
    void aWrongTypeLeavesADeclaredAttributeAsItIs();
    void refusesTypesThatValuesDoNotHave();
    void theDoctorFindsAndRepairs();
    void variantsAreAskedFor();
};

} // namespace vitrine::test
