"""docs/extending.md against the code that it shows.

    python3 tests/extending.py             every file and difference on the page is what the code has
    python3 tests/extending.py FOLDER      writes the page's files into the folder, as `page_gelu`, to be compiled
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "extending.md"
BLOCK = re.compile(r"<!-- (file|diff): (\S+) -->\n```\w+\n(.*?)```\n", re.DOTALL)


def blocks(kind):
    """The page's blocks of a kind, as pairs of a path and a text."""
    page = PAGE.read_text(encoding="utf-8")
    return [(path, text) for found, path, text in BLOCK.findall(page) if found == kind]


def check():
    wrong = [path for path, text in blocks("file") if (ROOT / path).read_text(encoding="utf-8") != text]
    for path, text in blocks("diff"):
        lines = "".join(line[1:] for line in text.splitlines(keepends=True))
        if lines not in (ROOT / path).read_text(encoding="utf-8"):
            wrong.append(path)
    if wrong:
        sys.exit(f"docs/extending.md shows other code than there is in {', '.join(wrong)}: copy it from there")
    print(f"docs/extending.md shows the code as it is, in {len(blocks('file')) + len(blocks('diff'))} places")


def extract(folder):
    for path, text in blocks("file"):
        target = folder / path.replace("gelu", "page_gelu")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(re.sub(r"\bgelu", "page_gelu", text), encoding="utf-8")


if len(sys.argv) > 1:
    extract(pathlib.Path(sys.argv[1]))
else:
    check()
