"""Has a module take the glue of another one of the same interface.

    python3 take_glue.py glassgpt-no-simd glassgpt

Emscripten shortens the names of what a module imports and exports, those that are called most to one letter, and its
glue knows them by the same. Of modules of the same sources that are compiled otherwise the letters differ, and only they:
here the first one's become those of the second one's glue.
"""

import pathlib
import re
import sys

from sections import EXPORTS, IMPORTS, Section, read_number, sections_of, written_module, written_number

IMPORT_TABLE = re.compile(r"asmLibraryArg ?= ?\{(.*?)\}", re.DOTALL)
IMPORT = re.compile(r'"([\w$]+)": ?([\w$]+)')
EXPORT = re.compile(r'([\w$]+)(?:"\])? ?= ?Module\["asm"\]\["([\w$]+)"\]')


def names_of(glue: pathlib.Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the glue calls its functions, and memory and table, by their names there: imports and exports."""
    text = glue.read_text(encoding="utf-8")
    table = IMPORT_TABLE.search(text) or sys.exit(f"{glue}: there is no table of imports")
    return {name: short for short, name in IMPORT.findall(table[1])}, dict(EXPORT.findall(text))


def translation(of: dict[str, str], to: dict[str, str], what: str) -> dict[bytes, bytes]:
    if of.keys() != to.keys():
        sys.exit(f"the modules differ in {what}: {', '.join(sorted(of.keys() ^ to.keys()))}")
    return {short.encode(): to[name].encode() for name, short in of.items()}


def read_name(data: bytes, at: int) -> tuple[bytes, int]:
    length, begin = read_number(data, at)
    return data[begin : begin + length], begin + length


def written_name(name: bytes) -> bytes:
    return written_number(len(name)) + name


def renamed(section: Section, names: dict[bytes, bytes]) -> Section:
    """Imports of functions, or exports, by other names."""
    data = section.content
    count, at = read_number(data, 0)
    entries = []
    for _ in range(count):
        begin = at
        if section.kind == IMPORTS:
            _, at = read_name(data, at)
        source = data[begin:at]
        name, at = read_name(data, at)
        begin = at
        if section.kind == IMPORTS and data[at] != 0:
            sys.exit(f"{name.decode()} is imported and no function")
        _, at = read_number(data, at + 1)
        entries.append(source + written_name(names[name]) + data[begin:at])
    return section._replace(content=written_number(count) + b"".join(entries))


def main() -> None:
    path, glue = pathlib.Path(f"{sys.argv[1]}.wasm"), pathlib.Path(f"{sys.argv[2]}.js")
    own_imports, own_exports = names_of(path.with_suffix(".js"))
    imports, exports = names_of(glue)
    names = {
        IMPORTS: translation(own_imports, imports, "what they import"),
        EXPORTS: translation(own_exports, exports, "what they export"),
    }
    module = path.read_bytes()
    sections = [renamed(its, names[its.kind]) if its.kind in names else its for its in sections_of(module)]
    path.write_bytes(written_module(module, sections))


main()
