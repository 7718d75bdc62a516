#!/usr/bin/env bash
# Installs what Vitrine needs on Debian 12, as root or with sudo; says what it does, and does nothing where all is there.
# usage: packaging/dependencies.sh [build|test]     (test includes build)
set -euo pipefail

build=(g++ cmake ninja-build ccache mold pkg-config git ca-certificates
    qt6-base-dev libqt6sql6-sqlite qt6-svg-dev libqt6svg6 libgl1-mesa-dev libvulkan-dev libxkbcommon-dev
    libvips-dev libseccomp-dev libjpeg62-turbo-dev libwebp-dev liblcms2-dev libboost1.81-dev libtomlplusplus-dev nlohmann-json3-dev libcli11-dev libroaring-dev
    libsqlite3-dev libmariadb-dev libzstd-dev zlib1g-dev libminizip-dev libxlsxwriter-dev libxxhash-dev)
test=(python3 python3-venv prometheus binutils libbenchmark-dev xvfb xauth openbox x11-utils nginx-light varnish varnish-modules wrk curl mariadb-server)

# Other people's clients and validators of the origin, and another one's eye for pictures. A Node.js from elsewhere brings its own npm.
test+=(chromium libmagic1 butteraugli)
command -v npm >/dev/null || test+=(nodejs npm)

wanted=("${build[@]}")
[ "${1:-build}" = test ] && wanted+=("${test[@]}")

missing=()
for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)" = installed ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "==> All ${#wanted[@]} packages are installed"
    exit 0
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "These packages are missing and this user is not root and has no sudo: ${missing[*]}" >&2; exit 1; }
    sudo=(sudo)
fi
echo "==> Installing ${#missing[@]} packages: ${missing[*]}"
"${sudo[@]}" apt-get update -qq
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
