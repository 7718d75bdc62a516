#!/bin/sh
# Cards against a constant of the same size, and a cached 64 KB picture against nginx serving the same file. Closed loop
# by wrk over the same number of connections, the four interleaved round by round, so that a neighbour's load hits all.
#   against_nginx.sh BENCH_HTTP [ROUNDS] [SECONDS] [CONNECTIONS] [THREADS]
set -eu
bench=$1 rounds=${2:-7} seconds=${3:-2} connections=${4:-16} threads=${5:-1}
here=$(cd "$(dirname "$0")" && pwd)
dir=$(mktemp -d)
chmod 755 "$dir"
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; tail -1 "$dir/server.log"; \
      nginx -c "$dir/nginx.conf" -p "$dir" -s stop 2>/dev/null; rm -rf "$dir"' EXIT

# A session of its own, as nginx makes for itself: the kernel shares the processors out by session (autogroup), and a
# server that shares one with wrk gets half of what nginx gets as soon as the machine is busy.
setsid "$bench" "$dir" "$threads" > "$dir/server.log" &
server=$!
until [ -s "$dir/server.log" ]; do kill -0 $server; sleep 0.2; done
read -r url size < "$dir/server.log"

port=$((20000 + $$ % 20000))
mkdir "$dir/www" && cp "$dir/picture" "$dir/www/picture.jpg" && chmod -R a+rX "$dir/www"
cat > "$dir/nginx.conf" <<CONF
worker_processes $threads; pid $dir/nginx.pid; error_log $dir/nginx.log;
events { worker_connections 1024; }
http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; etag on; open_file_cache max=100;
  types { image/jpeg jpg; }
  server { listen 127.0.0.1:$port; root $dir/www;
    add_header Cache-Control "public, max-age=31536000, immutable"; } }
CONF
nginx -c "$dir/nginx.conf" -p "$dir"

export VITRINE_BENCH_KEYS="$dir/keys"
picture=/i/bench/ab000000000000000000000000000000.jpg
rate() { wrk -t1 -c"$connections" -d"${seconds}s" "$@" | awk '/Requests\/sec/ { print int($2) } /Non-2xx/ { exit 1 }'; }
rate "$url$picture" > "$dir/warm"
rate -s "$here/cards.lua" "$url" > "$dir/warm"

echo "$(nproc) cores, $(nginx -v 2>&1), $threads I/O thread(s) and nginx worker(s), wrk -t1 -c$connections, cards of $size B"
for round in $(seq "$rounds"); do
  c=$(VITRINE_BENCH_PREFIX=/constant rate -s "$here/cards.lua" "$url"); k=$(rate -s "$here/cards.lua" "$url")
  p=$(rate "$url$picture"); n=$(rate "http://127.0.0.1:$port/picture.jpg")
  echo "$c $k $p $n"
done | awk '
  { print "constant " $1 "/s  card " $2 "/s  ratio " $2/$1 "   picture " $3 "/s  nginx " $4 "/s  ratio " $3/$4
    a[NR] = $2/$1; b[NR] = $3/$4 }
  function median(v, n, i, j, t) { for (i = 1; i <= n; i++) for (j = i + 1; j <= n; j++) if (v[j] < v[i]) { t = v[i]; v[i] = v[j]; v[j] = t }
    return v[int((n + 1) / 2)] }
  END { print "median: card/constant " median(a, NR) " (at least 0.6), picture/nginx " median(b, NR) " (at least 1.0)" }'
