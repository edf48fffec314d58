"""Checks that the library's public headers are session.h and what it includes, and that no internal is among them.

With a folder, checks instead that just these headers are installed there: check_headers.py build/install/include/glassgpt
"""

import pathlib
import re
import sys

CORE = pathlib.Path(__file__).resolve().parent.parent / "core"

# Plain data and Session are the interface. These are what is behind it: how a step is done, and what does it.
INTERNALS = re.compile(
    r"train/(trainer|validation|phase_measures)|model/(model|activations|transformer|decoder|pass|network|memory_layout|operation|value|work_schedule)|text/batch"
    r"|math/(?!view)|generate/generator|store/(?!checkpoint\.h)"
)


def included(header):
    """The headers of the core that one includes, as the core's folder has them."""
    names = re.findall(r'^#include "(.*)"', header.read_text(encoding="utf-8"), re.MULTILINE)
    return {(header.parent / name).resolve().relative_to(CORE).as_posix() for name in names}


def closure(start):
    found = {start}
    left = [start]
    while left:
        new = included(CORE / left.pop()) - found
        found |= new
        left.extend(new)
    return found


def listed():
    text = (CORE / "CMakeLists.txt").read_text(encoding="utf-8")
    return set(re.search(r"set\(public_headers\s([^)]*)\)", text).group(1).split())


def main():
    public = closure("session.h")
    if len(sys.argv) > 1:
        folder = pathlib.Path(sys.argv[1])
        there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        where = str(folder)
    else:
        there = listed()
        where = "core/CMakeLists.txt"
    faults = [f"{where}: {name} is not part of the interface, so take it out" for name in sorted(there - public)]
    faults += [f"{where}: {name} is missing, which session.h includes" for name in sorted(public - there)]
    faults += [f"core/session.h: it includes {name}, which is behind the interface" for name in sorted(public) if INTERNALS.match(name)]
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{len(public)} public headers")
    return 1 if faults else 0


sys.exit(main())
