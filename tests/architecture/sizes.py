"""No source file over 500 lines, and none with a name that says nothing."""
import pathlib
import re
import sys

LIMIT = 500
EMPTY_NAMES = re.compile(r"(^|_)(util|utils|helper|helpers|common|misc|manager)(_|\.|$)")


def complaints(files):
    for path, lines in files:
        if lines > LIMIT:
            yield f"{path}: {lines} lines, so probably two things under one name (at most {LIMIT})"
        for part in path.split("/"):
            if EMPTY_NAMES.search(part):
                yield f"{path}: '{part}' does not say what is inside"


if sys.argv[1] == "--self-test":
    assert list(complaints([("engine/a.cpp", 501)])) and list(complaints([("engine/file_utils.cpp", 3)]))
    assert not list(complaints([("engine/a.cpp", 500), ("engine/commons_licence.cpp", 5)]))
    sys.exit(0)
root = pathlib.Path(sys.argv[1])
suffixes = {".h", ".cpp", ".py", ".sh", ".cmake"}
files = [p for top in ("engine", "ui", "app", "tests", "packaging") for p in sorted((root / top).rglob("*"))
         if p.suffix in suffixes and p.is_file()]
found = list(complaints((p.relative_to(root).as_posix(), len(p.read_text(encoding="utf-8").splitlines())) for p in files))
print("\n".join(found) or f"{len(files)} files are of readable size")
sys.exit(1 if found or not files else 0)
