#!/usr/bin/env python3
"""How well perceptualScore() follows SSIMULACRA 2, over photographs in three formats and seven qualities.

    python3 -m venv /tmp/scores && /tmp/scores/bin/pip install ssimulacra2 pillow pillow-heif scipy
    /tmp/scores/bin/python tests/bench/images/against_ssimulacra.py build/dev/bin/bench_cold_render FILE…

Prints the rank correlation (Spearman) and the root mean square of the differences, of all and by format. Scores that
SSIMULACRA 2 puts below 0 are left out.
"""
import pathlib
import subprocess
import sys
import tempfile

import numpy
import pillow_heif  # noqa: F401 (registers AVIF with older Pillow)
from PIL import Image
from scipy.stats import spearmanr
from ssimulacra2 import compute_ssimulacra2

SIDE, QUALITIES = 400, (20, 35, 50, 65, 80, 90, 95)


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for file in sys.argv[2:]:
            picture = Image.open(file).convert("RGB")
            picture.thumbnail((SIDE, SIDE))
            reference, seen = f"{scratch}/reference.png", f"{scratch}/seen.png"
            picture.save(reference)
            for form in ("jpeg", "webp", "avif"):
                for quality in QUALITIES:
                    coded = f"{scratch}/coded.{form}"
                    picture.save(coded, quality=quality)
                    Image.open(coded).convert("RGB").save(seen)
                    ours = float(subprocess.run([sys.argv[1], "look", reference, seen], capture_output=True, text=True,
                                                check=True).stdout)
                    rows.append((form, ours, compute_ssimulacra2(reference, seen)))
                    print(f"{pathlib.Path(file).name} {form} {quality}: {rows[-1][1]:.1f} {rows[-1][2]:.1f}", flush=True)
    for form in ("jpeg", "webp", "avif", ""):
        pairs = numpy.array([row[1:] for row in rows if row[0].startswith(form) and row[2] > 0])
        apart = pairs[:, 0] - pairs[:, 1]
        print(f"{form or 'all'}: Spearman {spearmanr(pairs[:, 0], pairs[:, 1])[0]:.3f}, "
              f"root mean square {numpy.sqrt((apart ** 2).mean()):.1f}, mean {apart.mean():+.1f}")


main()
