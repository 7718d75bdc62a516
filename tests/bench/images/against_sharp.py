#!/usr/bin/env python3
"""Processor time of cold renders against sharp (npm), interleaved, with the score of both.

    mkdir -p /tmp/sharp && (cd /tmp/sharp && npm install sharp)
    tests/bench/images/against_sharp.py [--intermediate] build/dev/bin/bench_cold_render /tmp/sharp FILE…

Each FILE is rendered at 120, 340, 800 and 1600 px as JPEG and WebP of quality 80 by both, in turns. Prints the median of
each, their ratio (below 1: Vitrine is faster), the SSIM of luma of both against the whole original scaled by Lanczos,
and the bytes; at the end the geometric mean of the ratios. With --intermediate the sizes are 120, 240, 340 and 480 px, and
Vitrine makes them from the FILE's intermediate, which is there already, while sharp makes them from the FILE.
"""
import math
import pathlib
import statistics
import subprocess
import sys
import tempfile

ROUNDS, TURNS = 3, 3
here = pathlib.Path(__file__).parent


def times(command, folder=None):
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=folder)
    return [int(line) for line in done.stdout.split()]


def main():
    arguments = sys.argv[1:]
    intermediate = "--intermediate" in arguments
    if intermediate:
        arguments.remove("--intermediate")
    if len(arguments) < 3:
        sys.exit(__doc__)
    program, sharp = pathlib.Path(arguments[0]).resolve(), arguments[1]
    ratios, gains = {}, []
    with tempfile.TemporaryDirectory() as scratch:
        for file in arguments[2:]:
            file = pathlib.Path(file).resolve()
            source = file
            if intermediate:
                source = f"{scratch}/intermediate.jpg"
                subprocess.run([program, "intermediate", file, source], check=True)
            for_this = []
            for form in ("jpeg", "webp"):
                for side in ((120, 240, 340, 480) if intermediate else (120, 340, 800, 1600)):
                    ours, theirs = [], []
                    out, other = f"{scratch}/ours.{form}", f"{scratch}/theirs.{form}"
                    for _ in range(TURNS):
                        ours += times([program, "time", str(ROUNDS), form, str(side), source, out])
                        theirs += times(["node", here / "sharp_render.mjs", str(ROUNDS), form, str(side), file, other],
                                        sharp)
                    a, b = statistics.median(ours), statistics.median(theirs)
                    ratios.setdefault(form, []).append(a / b)
                    for_this.append(a / b)
                    scores = [float(subprocess.run([program, "score", file, made], capture_output=True, text=True,
                                                   check=True).stdout) for made in (out, other)]
                    sizes = [pathlib.Path(made).stat().st_size for made in (out, other)]
                    gains.append(scores[0] - scores[1])
                    print(f"{file.name:40} {form} {side:5} {a / 1000:8.1f} ms {b / 1000:8.1f} ms  x{a / b:.2f}"
                          f"  SSIM {scores[0]:.4f} {scores[1]:.4f}  bytes {sizes[0]} {sizes[1]}", flush=True)
            print(f"{file.name}: geometric mean x{math.exp(statistics.mean(map(math.log, for_this))):.3f}")
    for form, values in ratios.items():
        print(f"{form}: geometric mean x{math.exp(statistics.mean(map(math.log, values))):.3f}")
    everything = [value for values in ratios.values() for value in values]
    print(f"all: geometric mean x{math.exp(statistics.mean(map(math.log, everything))):.3f}, "
          f"SSIM better by {statistics.mean(gains):+.4f} in the mean, {min(gains):+.4f} at worst")


main()
