#!/usr/bin/env python3
"""Renders a second of Vitrine and its peers over HTTP. Started by run.sh, which says how."""
import argparse
import concurrent.futures
import http.client
import io
import itertools
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from PIL import Image

import origins

CONNECTIONS, SIDES = 8, (120, 340, 800, 1600)
WARM_SIDE = 48  # of the requests before a round, which are not measured: its code is in memory
repository = pathlib.Path(__file__).parents[3]


def ordinary(file):
    """Its pixels, if it is a JPEG that stands upright as it is stored and has three channels."""
    try:
        with Image.open(file) as picture:
            if picture.format == "JPEG" and picture.mode == "RGB" and picture.getexif().get(0x112, 1) == 1:
                return picture.width * picture.height
    except OSError:
        pass
    return 0


def evenly(items, count):
    return [items[i * len(items) // count] for i in range(min(count, len(items)))]


def choose(scratch, count, program):
    """{group: [file name]} of what it puts into SCRATCH/originals."""
    folder = scratch / "originals"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    data = os.environ.get("VITRINE_TEST_DATA")
    groups = {}
    if data:
        photos = sorted((pathlib.Path(data) / "photos").glob("*/*.jpg"))
        pixels = {file: ordinary(file) for file in photos}
        groups["product photos, 1 to 4 MP"] = evenly([f for f in photos if 1e6 <= pixels[f] < 4.5e6], count)
        groups["camera pictures, 9 to 34 MP"] = evenly([f for f in photos if pixels[f] >= 9e6], max(2, count // 3))
        groups = {group: files for group, files in groups.items() if files}
        if not groups:
            raise SystemExit(f"no photographs of 1 megapixel and more in {data}/photos/*/*.jpg (VITRINE_TEST_DATA)")
    else:
        with tempfile.TemporaryDirectory() as drawn:
            subprocess.run([program, "generate", "--data", drawn, "--products", "200", "--pictures", str(count)], check=True, capture_output=True)
            groups["drawn pictures"] = []
            for number, file in enumerate(sorted(f for f in pathlib.Path(drawn, "originals").glob("*/*/*") if not f.suffix)):
                made = folder / f"drawn-{number}.jpg"
                Image.open(file).convert("RGB").save(made, quality=90, progressive=True)
                groups["drawn pictures"].append(made)
    names = {}
    for group, files in groups.items():
        for file in files:
            if file.parent != folder:
                (folder / file.name).symlink_to(file.resolve())
        names[group] = [file.name for file in files]
    return names


def run(origin, paths):
    """The answers in the order of `paths`, and how long all of them took; a closed loop over CONNECTIONS."""
    answers, turn, lock = [None] * len(paths), iter(range(len(paths))), threading.Lock()

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", origin.port, timeout=120)
        while True:
            with lock:
                index = next(turn, None)
            if index is None:
                return connection.close()
            connection.request("GET", paths[index], headers={"Accept": "image/webp,image/*"})
            answer = connection.getresponse()
            answers[index] = (answer.status, answer.read())

    began = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
        for done in [pool.submit(client) for _ in range(CONNECTIONS)]:
            done.result()
    return answers, time.monotonic() - began


def check(origin, sizes, request, answer):
    """That the answer is the picture that was asked for: status, format, both sides within a pixel."""
    name, side, form = request
    status, body = answer
    where = f"{origin.name}: {origin.path(name, side, form)}"
    if status != 200:
        raise SystemExit(f"{where}: status {status}: {body[:200]!r}")
    with Image.open(io.BytesIO(body)) as picture:
        width, height = sizes[name]
        shrink = min(1, side / max(width, height))
        if picture.format.lower() != form or abs(picture.width - width * shrink) > 1 or abs(picture.height - height * shrink) > 1:
            raise SystemExit(f"{where}: {picture.format} of {picture.size}, not {form} within {side}")


def score(program, original, body):
    with tempfile.NamedTemporaryFile() as made:
        made.write(body)
        made.flush()
        return float(subprocess.run([program, "score", original, made.name], capture_output=True, text=True, check=True).stdout)


def geometric(values):
    return math.exp(statistics.mean(map(math.log, values)))


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("scratch", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--originals", type=int, default=12, help="product photos; a third as many camera pictures")
    arguments.add_argument("--builds", type=pathlib.Path, default=repository / "build/dev/bin", help="where vitrined and bench_cold_render are")
    options = arguments.parse_args()
    program, judge = options.builds / "vitrined", options.builds / "bench_cold_render"
    for needed in (program, judge):
        if not needed.exists():
            raise SystemExit(f"{needed} is not there: cmake --build --preset dev --target vitrined bench_cold_render")

    groups = choose(options.scratch, options.originals, program)
    names = [name for group in groups.values() for name in group]
    sizes = {name: Image.open(options.scratch / "originals" / name).size for name in names}
    # Each round has sides of its own: no address is asked for twice of one server.
    rounds = [[side + number for side in SIDES] for number in range(options.rounds)]
    presets = [WARM_SIDE] + [side for sides in rounds for side in sides]
    servers = [origins.Vitrine(options.scratch, sizes, presets, program), origins.Ipx(options.scratch, sizes, presets),
               origins.Thumbor(options.scratch, sizes, presets), origins.Nginx(options.scratch, sizes, presets)]
    servers[0].prepare()
    rates, work, kept = {}, {}, {}
    for number, sides in enumerate(rounds):
        try:
            for server in servers:
                server.start()
                run(server, [server.path(name, WARM_SIDE, form) for name in names[:2] for form in server.forms()])
            turns = servers[number % len(servers):] + servers[:number % len(servers)]
            for group, form, server in itertools.product(groups, ("jpeg", "webp"), turns):
                if form in server.forms():
                    cell = (group, form, server.name)
                    requests = [(name, side, form) for name in groups[group] for side in sides]
                    random.Random(number).shuffle(requests)
                    used = server.used()
                    answers, took = run(server, [server.path(*request) for request in requests])
                    rates.setdefault(cell, []).append(len(requests) / took)
                    work.setdefault(cell, []).append((server.used() - used) / len(requests) * 1000)
                    print(f"round {number + 1}: {group}, {form}: {server.name} {rates[cell][-1]:.1f}/s, {work[cell][-1]:.1f} ms of processor", file=sys.stderr)
                    for request, answer in zip(requests, answers):
                        check(server, sizes, request, answer)
                        if number == 0:
                            kept[server.name, request] = answer[1]
        finally:
            for server in servers:
                server.stop()
    report(options, groups, servers, rounds[0], rates, work, kept, judge)


def report(options, groups, servers, sides, rates, work, kept, judge):
    print(f"\n{origins.CORES} cores, {CONNECTIONS} connections in a closed loop, {options.rounds} rounds in turns, quality 80, inside "
          f"{', '.join(map(str, sides))} px; medians; SSIM of luma against the whole original scaled by Lanczos\n")
    print("| originals | format | server | renders/s | Vitrine's | processor time a render | bytes | SSIM, mean (worst) |\n|---|---|---|---|---|---|---|---|")
    ratios, shares = {}, {}
    for group, members in groups.items():
        for form in ("jpeg", "webp"):
            for server in servers:
                cell = (group, form, server.name)
                if cell not in rates:
                    continue
                ratio = statistics.median(ours / theirs for ours, theirs in zip(rates[group, form, "vitrine"], rates[cell]))
                ratios.setdefault(server.name, []).append(ratio)
                shares.setdefault(server.name, []).append(statistics.median(
                    theirs / ours for ours, theirs in zip(work[group, form, "vitrine"], work[cell])))
                bodies = {request: kept[server.name, request] for request in ((name, side, form) for name in evenly(members, 6) for side in sides)}
                scores = [score(judge, options.scratch / "originals" / request[0], body) for request, body in bodies.items()]
                print(f"| {group} ({len(members)}) | {form} | {server.name} | {statistics.median(rates[cell]):.1f} | {ratio:.2f} x | "
                      f"{statistics.median(work[cell]):.1f} ms | {statistics.mean(map(len, bodies.values())) / 1024:.1f} KB | "
                      f"{statistics.mean(scores):.4f} ({min(scores):.4f}) |", flush=True)
    print()
    for server, wanted in zip(servers[1:], (1.8, 2.5, 3.5)):
        mean = geometric(ratios[server.name])
        print(f"Vitrine against {server.name} {server.version()}: {mean:.2f} x the renders a second in the geometric mean (at least {wanted}: "
              f"{'met' if mean >= wanted else 'MISSED'}), {geometric(shares[server.name]):.2f} x by processor time")


main()
