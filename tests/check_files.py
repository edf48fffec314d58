"""Checks that source files keep to 500 lines, that the core's parts include each other only along the arrows of
docs/reading-guide.md, that lock files name no package registry, and that files and code named in documents exist."""

import json
import pathlib
import re
import sys

MAX_LINES = 500
SOURCES = {".cpp", ".h", ".ts", ".mts", ".js", ".mjs", ".py", ".sh", ".cmake", ".css", ".html", ".md", ".txt"}
ROOT = pathlib.Path(__file__).resolve().parent.parent
NOT_OURS = {".git", "build", "dist", "dist-single", "dist-package", "node_modules"}
DATA = {ROOT / "data", ROOT / "tests" / "fixtures"}  # long files of text that are no sources

# What each part of the core may include, beside itself and what its own may.
CORE_PARTS = {
    "base": [],
    "math": ["base"],
    "text": ["base", "math"],
    "state": ["base"],
    "model": ["math", "text"],
    "train": ["model", "state"],
    "generate": ["model"],
    "store": ["model", "state"],
    "inspect": ["model", "train"],
    "session.h": ["generate", "store", "inspect"],
    "replay": ["session.h"],
}
INCLUDE = re.compile(r'^\s*#\s*include "(?P<path>[^"]+)"', re.MULTILINE)

# Documents, and what they name: links, paths, members, tests and constants in all of them, every name of the code in
# those that explain it.
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "examples" / "README.md",
    *sorted((ROOT / "examples").glob("*/README.md")),
]
EXPLAINING = {"reading-guide.md", "api.md"}
CODE = ("core", "native", "wasm", "web/src", "tests")
CODE_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?![a-z]+:)(?P<path>[^)#\s]+)")
SPAN = re.compile(r"`(?P<text>[^`]+)`")
PATH = re.compile(r"(?<![\w/])(?:core|native|wasm|web|tests|tools|cmake|data|docs|examples)/[\w./*-]*\w")
BUILT = {"web/dist"}
NAME = re.compile(r"(?:glassgpt::)?(?P<name>[A-Za-z_]\w*(?:(?:::|\.)[A-Za-z_]\w*)*)(?:\(\))?")
SPECIAL_NAME = re.compile(r"[A-Z]\w*(?:::|\.)[A-Za-z]\w*|k[A-Z]\w*")
NOT_CODE = {"The", "is", "Intl.DurationFormat"}  # words of the guide's example, and what only browsers have


def files(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir() and path.name not in NOT_OURS:
            yield from files(path)
        elif path.is_file():
            yield path


def is_source(path):
    in_data = any(folder in path.parents for folder in DATA)
    return path.suffix in SOURCES and not (in_data and path.suffix == ".txt")


def registry_addresses(lock):
    packages = json.loads(lock.read_text(encoding="utf-8"))["packages"]
    return [name for name, package in packages.items() if re.match(r"[a-z+]+:", package.get("resolved", ""))]


def may_include(part):
    return {part}.union(*(may_include(below) for below in CORE_PARTS[part]))


def includes_against_the_arrows(path):
    """Files that a part of the core includes from parts that are not below it."""
    core = ROOT / "core"
    if core not in path.parents or path.parent == core:
        return []
    allowed = may_include(path.relative_to(core).parts[0])
    included = [(path.parent / name).resolve() for name in INCLUDE.findall(path.read_text(encoding="utf-8"))]
    parts = [(file, file.relative_to(core).parts) if core in file.parents else (file, ("",)) for file in included]
    return [file.relative_to(ROOT) for file, (part, *_) in parts if part not in allowed]


def code_texts():
    """What the code's files say, comments included; the documents' own checks are not among them."""
    paths = (path for folder in CODE for path in files(ROOT / folder) if is_source(path) or path.suffix == ".json")
    return [path.read_text(encoding="utf-8") for path in paths if path != pathlib.Path(__file__).resolve()]


def exists(path):
    """Whether there is such a file or folder; it may be named without its ending, or be a pattern."""
    return any(ROOT.glob(path)) or any(ROOT.glob(path + ".*"))


def faults_of_document(path, words_by_file):
    """Links, paths and names of code in a document that lead nowhere."""
    text = CODE_BLOCK.sub("", path.read_text(encoding="utf-8"))
    for link in LINK.findall(text):
        if not (path.parent / link).exists():
            yield f"links to {link}, which is not there"
    for span in (" ".join(span.split()) for span in SPAN.findall(text)):
        for named in PATH.findall(span) if " " not in span or span.startswith("./") else []:
            if named not in BUILT and not exists(named):
                yield f"names {named}, which is not there"
    spans = SPAN.findall(text) + re.findall(r"glassgpt::\w+(?:::\w+)*", text)
    names = {match["name"] for span in spans if (match := NAME.fullmatch(span))} - NOT_CODE
    if path.name not in EXPLAINING:
        names = set(filter(SPECIAL_NAME.fullmatch, names))
    for name in sorted(names):
        parts = set(re.split(r"::|\.", name))
        if not any(parts <= words for words in words_by_file):
            yield f"names {name}, which is not in the code"


def main():
    faults = []
    count = 0
    for path in files(ROOT):
        name = path.relative_to(ROOT)
        if is_source(path):
            count += 1
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > MAX_LINES:
                faults.append(f"{name}: {lines} lines; split it, {MAX_LINES} are the most")
        if path.suffix in {".cpp", ".h"}:
            for file in includes_against_the_arrows(path):
                faults.append(f"{name}: includes {file}; see the arrows of docs/reading-guide.md")
        if path.name == "package-lock.json" and (named := registry_addresses(path)):
            faults.append(f"{name}: {len(named)} packages name a registry; run npm with --omit-lockfile-registry-resolved")
    words_by_file = [set(re.findall(r"\w+", text)) for text in code_texts()]
    for path in DOCUMENTS:
        for fault in faults_of_document(path, words_by_file):
            faults.append(f"{path.relative_to(ROOT)}: {fault}")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{count} source files of at most {MAX_LINES} lines")
    return 1 if faults else 0


sys.exit(main())
