#pragma once

#include <QString>

namespace vitrine::test {

/// The folder of real catalogs and photographs that VITRINE_TEST_DATA names, as an absolute path; empty when the
/// variable is not set (a stranger's machine: suites then run on what `vitrined generate` makes). Aborts when the
/// variable names a folder that is not there, so that CI never passes because something was missing.
QString testDataDir();

} // namespace vitrine::test
