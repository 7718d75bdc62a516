"""Reads the libraries that each built program needs: no GPL-only library anywhere; no Gui or Widgets in the headless
programs; libvips in vitrine-worker alone."""
import pathlib
import re
import subprocess
import sys

GPL_ONLY = re.compile(r"libQt6(Charts|HttpServer|DataVisualization|VirtualKeyboard|NetworkAuth)|QCustomPlot|libxapian|kddockwidgets")
PROGRAMS = ("vitrine", "vitrined", "vitrine-worker")


def complaints(needed):
    for program, libraries in needed.items():
        for library in libraries:
            if GPL_ONLY.search(library):
                yield f"{program} links {library}, which is GPL"
            if program != "vitrine" and re.search(r"libQt6(Gui|Widgets)", library):
                yield f"{program} is headless and links {library}"
            if program != "vitrine-worker" and re.search(r"libvips", library):
                yield f"{program} links {library}: decoders live in vitrine-worker only"


def needed_by(program):
    out = subprocess.run(["readelf", "-d", program], check=True, capture_output=True, text=True).stdout
    return re.findall(r"\(NEEDED\).*\[(.+)\]", out)


if sys.argv[1] == "--self-test":
    assert list(complaints({"vitrined": ["libQt6Gui.so.6"]})) and list(complaints({"vitrine": ["libQt6Charts.so.6"]}))
    assert list(complaints({"vitrined": ["libvips-cpp.so.42"]})) and not list(complaints({"vitrine": ["libQt6Gui.so.6"]}))
    sys.exit(0)
folder = pathlib.Path(sys.argv[2])
built = [name for name in PROGRAMS if name != "vitrine" or (folder / name).exists()]  # a headless build has no desktop
programs = {name: needed_by(folder / name) for name in built}
found = list(complaints(programs))
print("\n".join(found) or f"{', '.join(programs)} link what they may")
sys.exit(1 if found else 0)
