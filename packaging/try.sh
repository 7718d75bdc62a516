#!/usr/bin/env bash
# The first command of README: installs what is needed, builds, makes the sample catalog and opens the desktop
# application on it; without a display, starts the headless origin and prints what to open. A second run takes seconds.
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/dependencies.sh build
echo "==> Building (build/release)"
cmake --preset release -DVITRINE_TESTS=OFF >build-release.log 2>&1 || { cat build-release.log >&2; exit 1; }
mkdir -p build/release && mv build-release.log build/release/configure.log
cmake --build --preset release

data=${VITRINE_DATA:-$PWD/data/sample}
if [ ! -e "$data/.complete" ]; then
    echo "==> Making the sample catalog in $data"
    build/release/bin/vitrined generate --data "$data" --products "${VITRINE_SAMPLE:-20000}" --pictures 240
    touch "$data/.complete"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "==> Opening the desktop application on $data"
    exec build/release/bin/vitrine --data "$data"
fi
echo "==> No display: starting the headless origin on $data (Ctrl+C stops it). Open the address below in a browser."
exec build/release/bin/vitrined serve --data "$data"
