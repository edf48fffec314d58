#!/usr/bin/env python3
"""Writes character_ranges.h from the Unicode Character Database, as Debian's package unicode-data has it:

    core/text/make_character_classes.py           writes the file
    core/text/make_character_classes.py --check   fails if the file is another; does nothing without the database

What the classes mean is said in character_class.h. Model files depend on them: a newer Unicode is a new kind of
tokenizer."""

import pathlib
import sys

VERSION = "15.0.0"
DATABASE = pathlib.Path("/usr/share/unicode")
TARGET = pathlib.Path(__file__).resolve().with_name("character_ranges.h")
CODE_POINTS = 0x110000

# In the order of the enumeration CharacterClass.
CLASSES = [
    "word",
    "white_space",
    "invisible",
    "mark",
    "unstable",
    "symbol",
    "spaceless",
    "opening",
    "closing",
    "wide_opening",
    "wide_closing",
]
WORD, WHITE_SPACE, INVISIBLE, MARK, UNSTABLE, SYMBOL, SPACELESS, OPENING, CLOSING, WIDE_OPENING, WIDE_CLOSING = range(11)

# Scripts written without spaces between words, beside those that the line breaking property SA names.
SPACELESS_SCRIPTS = {
    "Han", "Hiragana", "Katakana", "Bopomofo", "Yi", "Tangut", "Nushu", "Khitan_Small_Script",
    "Thai", "Lao", "Khmer", "Myanmar", "Tibetan", "Tai_Le", "New_Tai_Lue", "Tai_Tham", "Tai_Viet", "Ahom",
    "Javanese", "Balinese",
}  # fmt: skip
SPACELESS_EXTENSIONS = {"Hani", "Hira", "Kana", "Bopo"}

# White space by use: the zero width space tells where a line may break.
ZERO_WIDTH_SPACE = 0x200B
# Soft hyphen, marks of direction, word joiner and what is invisible with it, byte order mark.
INVISIBLE_RANGES = [(0xAD, 0xAD), (0x61C, 0x61C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF)]
# Punctuation of category Po that is written close to what follows.
OPENING_OTHERS = {0xA1, 0xBF, 0x2E18}
# Planes for ideographs alone.
IDEOGRAPHIC_PLANES = (0x20000, 0x3FFFD)
TAGS = (0xE0020, 0xE007F)


def properties(name, column=1):
    """Yields the first and last code point of each line of a file of the database, and a column of it."""
    for line in (DATABASE / name).read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.split("#")[0].split(";")]
        if len(fields) <= column:
            continue
        first, _, last = fields[0].partition("..")
        yield int(first, 16), int(last or first, 16), fields[column:]


def table(name):
    values = {}
    for first, last, (value, *_) in properties(name):
        values.update(dict.fromkeys(range(first, last + 1), value))
    return values


def having(name, *wanted):
    return {
        code
        for first, last, values in properties(name)
        if values[0] in wanted
        for code in range(first, last + 1)
    }


def categories():
    values = {}
    first_of_range = None
    for first, _, (name, category, *_) in properties("UnicodeData.txt"):
        begin = first_of_range if name.endswith(", Last>") else first
        first_of_range = first if name.endswith(", First>") else None
        values.update(dict.fromkeys(range(begin, first + 1), category))
    return values


def classes():
    """The class of each assigned code point from 0x80 on."""
    category = categories()
    width = table("EastAsianWidth.txt")
    spaceless = having("Scripts.txt", *SPACELESS_SCRIPTS) | having("LineBreak.txt", "SA")
    for first, last, (scripts, *_) in properties("ScriptExtensions.txt"):
        if SPACELESS_EXTENSIONS & set(scripts.split()):
            spaceless |= set(range(first, last + 1))
    extending = having("auxiliary/GraphemeBreakProperty.txt", "Extend", "SpacingMark", "ZWJ")
    extending |= having("emoji/emoji-data.txt", "Emoji_Modifier") | set(range(TAGS[0], TAGS[1] + 1))
    pictographic = having("emoji/emoji-data.txt", "Extended_Pictographic")
    white = having("PropList.txt", "White_Space") | {ZERO_WIDTH_SPACE}
    invisible = {code for first, last in INVISIBLE_RANGES for code in range(first, last + 1)}
    unstable = {
        code
        for first, last, values in properties("DerivedNormalizationProps.txt")
        if values[0] == "NFC_QC"
        for code in range(first, last + 1)
    }

    def class_of(code):
        its = category.get(code, "Cn")
        if code in white:
            return WHITE_SPACE
        if code in invisible:
            return INVISIBLE
        if its[0] == "M" or code in extending:
            return MARK
        if code in unstable:
            return UNSTABLE
        if IDEOGRAPHIC_PLANES[0] <= code <= IDEOGRAPHIC_PLANES[1]:
            return SPACELESS
        if its[0] == "P":
            wide = width.get(code) in {"W", "F", "H"} or code in spaceless
            opens = its in {"Ps", "Pi"} or code in OPENING_OTHERS
            return (WIDE_OPENING if opens else WIDE_CLOSING) if wide else (OPENING if opens else CLOSING)
        if code in spaceless and its not in {"Nd", "Cn"}:
            return SPACELESS
        if its[0] == "S" or code in pictographic:
            return SYMBOL
        return None if its == "Cn" else WORD

    return {code: class_of(code) for code in range(0x80, CODE_POINTS)}


def ranges(class_by_code):
    """Where each run of one class begins. Unassigned code points within a run are part of it, others of words."""
    runs = []
    gap = False
    for code, its in sorted(class_by_code.items()):
        if its is None:
            gap = True
            continue
        if gap and runs[-1][1] not in (its, WORD):
            before = next(c for c in range(code - 1, 0, -1) if class_by_code.get(c) is not None)
            runs.append((before + 1, WORD))
        gap = False
        if not runs or runs[-1][1] != its:
            runs.append((code, its))
    if runs[-1][1] != WORD:
        last = max(code for code, its in class_by_code.items() if its is not None)
        runs.append((last + 1, WORD))
    return runs


def header():
    numbers = [f"0x{code << 4 | its:X}," for code, its in ranges(classes())]
    lines = [
        "// Written by make_character_classes.py from Unicode " + VERSION + ".",
        "// clang-format off",
        "#pragma once",
        "",
        "#include <cstdint>",
        "",
        "namespace glassgpt {",
        "",
        "/// Where each run of characters of one class begins, times 16, and the number of the class; from U+0080 on.",
        "inline constexpr std::uint32_t kCharacterRanges[] = {",
    ]
    line = "   "
    for number in numbers:
        if len(line) + 1 + len(number) > 120:
            lines.append(line)
            line = "   "
        line += " " + number
    lines += [line, "};", "", "}  // namespace glassgpt", ""]
    return "\n".join(lines)


def main():
    if not (DATABASE / "UnicodeData.txt").exists():
        if sys.argv[1:] == ["--check"]:
            print("The classes of characters are not checked: Debian's package unicode-data is not installed")
            return 0
        sys.exit(f"{DATABASE}: the Unicode Character Database is not there; install Debian's package unicode-data")
    found = (DATABASE / "Scripts.txt").read_text(encoding="utf-8").splitlines()[0]
    if f"-{VERSION}." not in found:
        if sys.argv[1:] == ["--check"]:
            print(f"The classes of characters are not checked: they are of Unicode {VERSION}, the database is another")
            return 0
        sys.exit(f"{DATABASE}: {found} is another version than {VERSION}; model files depend on the version")
    if sys.argv[1:] != ["--check"]:
        TARGET.write_text(header(), encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") != header():
        sys.exit(f"{TARGET}: it is not what the database says; run make_character_classes.py")
    print(f"The classes of characters are those of Unicode {VERSION}")
    return 0


sys.exit(main())
