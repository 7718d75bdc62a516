#include "app/family_verbs.h"

/// In a data directory.
class FamilyVerbsTest : public vitrine::test::FamilyVerbs
{
    Q_OBJECT
};

QTEST_GUILESS_MAIN(FamilyVerbsTest)
#include "moc_family_verbs.cpp"
#include "tst_family_verbs.moc"
