#!/usr/bin/env bash
# The second command of README: installs what is needed, builds and runs every test. `tests/run.sh asan` does the same
# under the address and undefined behaviour sanitizers; `tests/run.sh tsan` builds and runs those in which threads
# contend (label `threads`) under the thread sanitizer.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-dev}

packaging/dependencies.sh test
echo "==> Building (build/$preset)"
configured=$(cmake --preset "$preset" -DVITRINE_TESTS=ON 2>&1) || { echo "$configured" >&2; exit 1; }
threads= # under the thread sanitizer only the suites in which threads contend
if [ "$preset" = tsan ]; then threads=threads; fi
cmake --build --preset "$preset" ${threads:+--target "$threads"}

if [ -n "${VITRINE_TEST_DATA:-}" ]; then
    VITRINE_TEST_DATA=$(cd "$VITRINE_TEST_DATA" && pwd) || { echo "VITRINE_TEST_DATA names a folder that is not there" >&2; exit 1; }
    export VITRINE_TEST_DATA
    echo "==> Testing with the data in $VITRINE_TEST_DATA"
else
    echo "==> Testing with generated data (VITRINE_TEST_DATA names a folder of real data)"
fi
ctest --preset "$preset" ${threads:+-L "$threads"}
