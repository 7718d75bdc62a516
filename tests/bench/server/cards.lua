-- wrk: every request another card; VITRINE_BENCH_PREFIX goes before each path, so that a constant answer costs the
-- client the same work.
local prefix = os.getenv("VITRINE_BENCH_PREFIX") or ""
local paths, n = {}, 0
for line in io.lines(os.getenv("VITRINE_BENCH_KEYS")) do paths[#paths + 1] = prefix .. line end
function request()
  n = (n * 1103515245 + 12345) % 2147483648
  return wrk.format("GET", paths[n % #paths + 1])
end
