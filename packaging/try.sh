#!/usr/bin/env bash
# The first command of README: installs what is needed, builds, makes the sample catalog and opens the desktop
# application on it; without a display, starts the headless origin and prints what to open. A second run takes seconds.
set -euo pipefail
cd "$(dirname "$0")/.."

packaging/dependencies.sh build
echo "==> Building (build/dev)"
configured=$(cmake --preset dev -DVITRINE_TESTS=OFF 2>&1) || { echo "$configured" >&2; exit 1; }
cmake --build --preset dev

data=${VITRINE_DATA:-$PWD/data/sample}
if [ ! -e "$data/.complete" ]; then
    echo "==> Making the sample catalog in $data"
    build/dev/bin/vitrined generate --data "$data" --products "${VITRINE_SAMPLE:-20000}" --pictures 240
    touch "$data/.complete"
fi
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "==> Opening the desktop application on $data"
    exec build/dev/bin/vitrine --data "$data"
fi
echo "==> No display: starting the headless origin on $data (Ctrl+C stops it). Open the address below in a browser."
exec build/dev/bin/vitrined serve --data "$data"
