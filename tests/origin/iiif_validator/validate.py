"""The IIIF consortium's validator asks a real origin for its reference picture: everything of levels 0 to 2, and what
level 2 leaves open. usage: validate.py VITRINED"""
import json
import os
import random
import subprocess
import sys
import tempfile

from iiif_validator.validator import ImageAPI, TestSuite, ValidationInfo
from PIL import Image, ImageDraw

BEYOND_LEVEL_2 = ["rot_mirror", "rot_mirror_180", "rot_full_non90", "rot_region_non90", "format_gif",
                  "linkheader_canonical", "linkheader_profile"]
# It wants 400 for "!2000,3000" of a picture of 1000 x 1000, which the specification (4.2) says is answered with 1000 x
# 1000: "as large as possible but not larger than the extracted region".
DISPUTED = ["size_noup"]


def reference_picture(path):
    picture = Image.new("RGB", (1000, 1000))
    draw = ImageDraw.Draw(picture)
    for x, column in enumerate(ValidationInfo().colorInfo):
        for y, colour in enumerate(column):
            draw.rectangle([x * 100, y * 100, x * 100 + 99, y * 100 + 99], fill=colour)
    picture.save(path)


def validate(server, image):
    random.seed(2026)  # it asks for random places
    suite = TestSuite(ValidationInfo())
    known = suite.list_tests("3.0")
    names = [name for name in sorted(known) if known[name]["level"] <= 2] + BEYOND_LEVEL_2
    passed = failed = 0
    for name in names:
        if name in DISPUTED:
            continue
        result = ImageAPI(image, server, "iiif/3", "http", "", "3.0", debug=False)
        try:
            suite.run_test(name, result)
            trouble = result.exception
        except Exception as error:  # the validator's tests raise whatever they meet
            trouble = error
        passed += trouble is None
        failed += trouble is not None
        if trouble is not None:
            print(f"{name}: {trouble!r} {getattr(trouble, 'message', '')} at {result.last_url}")
    print(f"{passed} passed, {failed} failed")
    return failed == 0 and passed >= 39


def main(vitrined):
    with tempfile.TemporaryDirectory(prefix="vitrine-validator-") as folder:
        file = os.path.join(folder, "reference.png")
        reference_picture(file)
        put = subprocess.run([vitrined, "put", "--data", folder, "--json", file], stdout=subprocess.PIPE, check=True)
        image = json.loads(put.stdout)["images"][0]["image"]
        origin = subprocess.Popen([vitrined, "serve", "--data", folder, "--listen", "127.0.0.1:0"],
                                  stdout=subprocess.PIPE, text=True)
        try:
            line = origin.stdout.readline()
            if not line.startswith("listening http://"):
                sys.exit("vitrined does not listen")
            return validate(line.split("http://")[1].strip(), image)
        finally:
            origin.terminate()
            origin.wait()


if __name__ == "__main__":
    sys.exit(0 if main(sys.argv[1]) else 1)
