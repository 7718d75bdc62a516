#!/usr/bin/env bash
# Vitrine against ipx, thumbor and nginx's image_filter over HTTP: distinct cold addresses, two cores, rounds in turns.
#
#   tests/bench/peers/run.sh [SCRATCH] [--rounds N] [--originals N] [--builds DIR]
#
# Sets the three up in SCRATCH (default: /tmp/vitrine-peers; the first time needs the package registries), starts them
# and the built `vitrined serve` over the same originals, and prints a table in Markdown. The originals are the
# photographs of $VITRINE_TEST_DATA/photos, else what `vitrined generate` draws. Takes about four minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
scratch=/tmp/vitrine-peers
case ${1:-} in '' | --*) ;; *) scratch=$1; shift ;; esac
mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd)

if [ ! -x "$scratch/thumbor/bin/thumbor" ]; then
    echo "==> thumbor in $scratch/thumbor" >&2
    python3 -m venv "$scratch/thumbor"
    "$scratch/thumbor/bin/pip" install -q thumbor
fi
if [ ! -x "$scratch/ipx/node_modules/.bin/ipx" ]; then
    echo "==> ipx in $scratch/ipx" >&2
    mkdir -p "$scratch/ipx"
    (cd "$scratch/ipx" && npm install --no-audit --no-fund --loglevel=error ipx) >&2
fi
module=usr/lib/nginx/modules/ngx_http_image_filter_module.so
if [ ! -e "$scratch/nginx/$module" ]; then
    echo "==> nginx's image_filter in $scratch/nginx" >&2
    command -v nginx /usr/sbin/nginx >/dev/null || { echo "nginx is not installed: apt-get install nginx-light" >&2; exit 1; }
    mkdir -p "$scratch/nginx"
    (cd "$scratch/nginx" && apt-get download -qq libnginx-mod-http-image-filter 2>/dev/null && dpkg -x libnginx-mod-http-image-filter_*.deb .)
fi
if ldd "$scratch/nginx/$module" | grep -q 'libgd.*not found'; then
    echo "nginx's image_filter needs libgd: apt-get install libgd3" >&2
    exit 1
fi
exec "$scratch/thumbor/bin/python" "$here/against_peers.py" "$scratch" "$@"
