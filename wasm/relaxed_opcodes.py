#!/usr/bin/env python3
"""Gives the multiply-add of relaxed SIMD its final number in a module by a compiler from before it had one.

    relaxed_opcodes.py glassgpt-relaxed.wasm

Clang 14 and Binaryen 108, which Debian 12 has, know the instruction by the number of the proposal's first years, 0xaf;
since 2022 it is 0x105. Both take the same room, so that the module changes in these bytes alone. They might stand in a
number as well: that they do not is told by the disassembler, which has to find as many of the instruction.
"""

import pathlib
import shutil
import subprocess
import sys

# The prefix of SIMD, and the number in LEB128.
FIRST = bytes([0xFD, 0xAF, 0x01])
FINAL = bytes([0xFD, 0x85, 0x02])
NAME = "f32x4.relaxed_fma"
CODE_SECTION = 10


def read_number(module: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    value = shift = 0
    while True:
        byte = module[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def code_of(module: bytes) -> tuple[int, int]:
    """Where the section with the functions' code begins and ends."""
    at = 8
    while at < len(module):
        section = module[at]
        size, begin = read_number(module, at + 1)
        if section == CODE_SECTION:
            return begin, begin + size
        at = begin + size
    raise SystemExit("there is no code in the module")


def instructions(path: pathlib.Path) -> int:
    """How many multiply-adds the disassembler finds."""
    disassembler = shutil.which("wasm-dis") or sys.exit("wasm-dis not found: it comes with Binaryen")
    text = subprocess.run([disassembler, "--all-features", path], check=True, capture_output=True, text=True).stdout
    return text.count(NAME)


def main() -> None:
    path = pathlib.Path(sys.argv[1])
    module = path.read_bytes()
    begin, end = code_of(module)
    code = module[begin:end]
    expected, found = instructions(path), code.count(FIRST)
    if expected == 0 or found != expected:
        sys.exit(f"{path}: {expected} multiply-adds, and their bytes in {found} places")
    path.write_bytes(module[:begin] + code.replace(FIRST, FINAL) + module[end:])


main()
