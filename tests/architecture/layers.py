"""Reads every #include line and refuses one that does not lead downwards, or that brings a technology past its wall.

Floors are those of the picture in README.md. `--self-test` shows that the guard can fail.
"""
import pathlib
import re
import sys

FLOORS = {
    "base": 0, "catalog": 10, "images": 10, "orders": 10, "calendar": 10, "schema": 10, "catalog/plan": 12, "exchange": 12,
    "search": 15,
    "storage": 20, "codec": 20, "origin": 20, "codec/vips": 25, "server": 30,
    "ui/style": 50, "ui/bridge": 50, "ui/commands": 52, "ui/models": 54, "ui/grid": 55, "ui/charts": 55,
    "ui/products": 60, "ui/images": 60, "ui/pool": 60, "ui/origin": 60, "ui/jobs": 60, "ui/shell": 70,
    "app": 80,
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')
# header prefix -> the only folders that may see it
WALLS = {
    "vips/": ["engine/codec/vips"],
    "seccomp.h": ["engine/codec/vips"],
    "boost/": ["engine/server"],
    "sqlite3.h": ["engine/storage/sqlite", "app/server/bench"],
    "mysql.h": ["engine/storage/mysql"],
    "QSql": ["engine/storage/sqlite"],
    "QtSql": ["engine/storage/sqlite"],
}
GUI = re.compile(r"^Q(tGui|tWidgets|Widget|Image|Pixmap|Painter|Color|Icon|Application|GuiApplication|MainWindow)(/|$)")


def folder_of(path):
    """The floor's name of a file such as engine/storage/sqlite/x.cpp, or None outside the house."""
    parts = path.split("/")
    if parts[0] == "engine":
        parts = parts[1:]
    for length in (2, 1):
        name = "/".join(parts[:length])
        if len(parts) > length and name in FLOORS:
            return name
    return None


def complaints(files):
    for path, text in files:
        mine = folder_of(path)
        if mine is None:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            header = match.group(2)
            place = f"{path}:{number}"
            for prefix, allowed in WALLS.items():
                if header.startswith(prefix) and not any(path.startswith(a) for a in allowed):
                    yield f"{place}: {header} may be included only in {', '.join(allowed)}"
            if path.startswith("engine/") and GUI.match(header):
                yield f"{place}: the engine never includes Gui or Widgets ({header})"
            if match.group(1) == "<":
                continue
            theirs = folder_of(header if header.startswith(("ui/", "app/")) else "engine/" + header)
            if theirs is None or theirs == mine:
                continue
            if FLOORS[theirs] >= FLOORS[mine]:
                yield f"{place}: {mine} (floor {FLOORS[mine]}) includes {header} (floor {FLOORS[theirs]})"
            if mine.startswith("ui/") and not theirs.startswith("ui/") and FLOORS[theirs] > 15:
                yield f"{place}: ui/ sees the engine only up to floor 15, not {header}"


def self_test():
    good = [("engine/server/a.cpp", '#include "origin/http.h"\n#include <boost/asio.hpp>'),
            ("ui/products/a.cpp", '#include "ui/grid/virtual_grid.h"\n#include "catalog/catalog.h"')]
    assert not list(complaints(good)), list(complaints(good))
    bad = [("engine/base/a.h", '#include "catalog/catalog.h"'), ("engine/catalog/a.h", '#include "images/ports.h"'),
           ("ui/pool/a.cpp", '#include "storage/write_pool.h"'), ("ui/pool/a.cpp", '#include "ui/shell/main_window.h"'),
           ("engine/images/a.cpp", "#include <QImage>"), ("engine/codec/a.cpp", "#include <vips/vips8>"),
           ("engine/origin/a.cpp", "#include <boost/beast.hpp>"), ("engine/catalog/a.cpp", "#include <QSqlQuery>")]
    for case in bad:
        assert list(complaints([case])), f"not caught: {case}"


if sys.argv[1] == "--self-test":
    self_test()
    sys.exit(0)
root = pathlib.Path(sys.argv[1])
sources = [p for top in ("engine", "ui", "app") for p in sorted((root / top).rglob("*")) if p.suffix in (".h", ".cpp")]
found = list(complaints((p.relative_to(root).as_posix(), p.read_text(encoding="utf-8")) for p in sources))
print("\n".join(found) or f"{len(sources)} files keep to their floors")
sys.exit(1 if found or not sources else 0)
