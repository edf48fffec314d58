"""The sections of a WebAssembly module, for what is changed in one once it is linked."""

from typing import Iterator, NamedTuple

IMPORTS, EXPORTS, CODE = 2, 7, 10


class Section(NamedTuple):
    kind: int
    content: bytes


def read_number(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned LEB128 number, and where it ends."""
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def written_number(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low]) if rest == 0 else bytes([low | 0x80]) + written_number(rest)


HEADER = 8  # bytes: the magic number and the version


def sections_of(module: bytes) -> Iterator[Section]:
    at = HEADER
    while at < len(module):
        kind = module[at]
        size, begin = read_number(module, at + 1)
        at = begin + size
        yield Section(kind, module[begin:at])


def written_module(module: bytes, sections: list[Section]) -> bytes:
    """The module with other sections."""
    parts = [bytes([kind]) + written_number(len(content)) + content for kind, content in sections]
    return module[:HEADER] + b"".join(parts)
