"""Gives the multiply-add of relaxed SIMD its final number in a module by a compiler from before it had one.

    python3 relaxed_opcodes.py glassgpt-relaxed.wasm

Clang 14 and Binaryen 108, which Debian 12 has, know the instruction by the number of the proposal's first years, 0xaf;
since 2022 it is 0x105. Both take the same room, so that the module changes in these bytes alone. They might stand in a
number as well: that they do not is told by the disassembler, which has to find as many of the instruction.
"""

import pathlib
import shutil
import subprocess
import sys

from sections import CODE, sections_of, written_module

# The prefix of SIMD, and the number in LEB128.
FIRST = bytes([0xFD, 0xAF, 0x01])
FINAL = bytes([0xFD, 0x85, 0x02])
NAME = "f32x4.relaxed_fma"


def instructions(path: pathlib.Path) -> int:
    """How many multiply-adds the disassembler finds."""
    disassembler = shutil.which("wasm-dis") or sys.exit("wasm-dis not found: it comes with Binaryen")
    text = subprocess.run([disassembler, "--all-features", path], check=True, capture_output=True, text=True).stdout
    return text.count(NAME)


def main() -> None:
    path = pathlib.Path(sys.argv[1])
    module = path.read_bytes()
    sections = list(sections_of(module))
    expected = instructions(path)
    found = sum(content.count(FIRST) for kind, content in sections if kind == CODE)
    if expected == 0 or found != expected:
        sys.exit(f"{path}: {expected} multiply-adds, and their bytes in {found} places")
    final = [its._replace(content=its.content.replace(FIRST, FINAL)) if its.kind == CODE else its for its in sections]
    path.write_bytes(written_module(module, final))


main()
