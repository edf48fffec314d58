#!/usr/bin/env python3
"""Prints what GlassGPT is made of and tested with, with versions and licences, as an SPDX 2.3 document in JSON.

    python3 tools/dependencies.py           the document, on standard output
    python3 tools/dependencies.py --table   the same for people: use, name, version, licence
    python3 tools/dependencies.py --check   nothing, unless the document is not what SPDX asks for or lacks something

Versions are those that are here: Debian's from dpkg-query, npm's from the lock files, Python's from requirements.txt.
Run it where `./tests/run.sh setup` has been run. Addresses are left out: packages come from whatever mirror is in use.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Iterator

ROOT: Final = Path(__file__).resolve().parent.parent

# What a package is to GlassGPT, and the relationship by which SPDX says so. The first names of a pair are GlassGPT's.
USES: Final = {
    "program": ("DEPENDS_ON", True),  # compiled into the program, or loaded by it
    "module": ("DEPENDS_ON", True),  # compiled into the WASM module
    "page": ("DEPENDS_ON", True),  # in the page, the element or the package
    "build": ("BUILD_TOOL_OF", False),  # builds or tests the page
    "test": ("TEST_TOOL_OF", False),  # tests or measures the rest
}

# Debian's packages: what for, the licence by SPDX's name, and what its copyright file calls that.
DEBIAN: Final = {
    "nlohmann-json3-dev": (("program", "module"), "MIT", "Expat"),
    "libutf8proc-dev": (("program",), "MIT AND Unicode-DFS-2016", "Expat and Unicode"),
    "libcli11-dev": (("program",), "BSD-3-Clause", "BSD-3-clause"),
    "libspdlog-dev": (("program",), "MIT", "Expat"),
    "libfmt-dev": (("program",), "MIT", "Expat with embedded exception"),
    "libboost1.74-dev": (("program",), "BSL-1.0", "Boost Software License - Version 1.0"),
    "libopenmpi-dev": (("program",), "BSD-3-Clause", "Redistribution and use in source and binary forms"),
    "libstdc++6": (("program",), "GPL-3.0-or-later WITH GCC-exception-3.1", "GCC RUNTIME LIBRARY EXCEPTION"),
    "libgcc-s1": (("program",), "GPL-3.0-or-later WITH GCC-exception-3.1", "GCC RUNTIME LIBRARY EXCEPTION"),
    "libc6": (("program",), "LGPL-2.1-or-later", "GNU Lesser General Public"),
    "emscripten": (("module",), "MIT AND (Apache-2.0 WITH LLVM-exception)", "Apache-2.0 with LLVM exception"),
    "libgtest-dev": (("test",), "BSD-3-Clause", "BSD-C3"),
    "librapidcheck-dev": (("test",), "BSD-2-Clause", "BSD-2"),
    "libeigen3-dev": (("test",), "MPL-2.0", "MPL-2"),
}

# By the licence's text, where a package's own name of it is none of SPDX's.
NPM_LICENCES: Final = {"duck": "BSD-2-Clause"}

# Where what a folder's requirements.txt names is installed.
PYTHON_TOOLS: Final = {"tests/serve": "build/serve-tools", "examples": "build/example-tools"}

IMPORT: Final = re.compile(r"\b(?:from|import|import\()\s*'((?:@[\w.-]+/)?\w[\w.-]*)(?:/[^':]*)?'")
LICENCE: Final = re.compile(r"\(*[A-Za-z0-9.-]+\+?\)*( (AND|OR|WITH) \(*[A-Za-z0-9.-]+\+?\)*)*")


@dataclass(frozen=True)
class Package:
    """One version of something by others."""

    kind: str  # deb, npm or pypi: where its name means something
    name: str
    version: str
    licence: str  # an SPDX expression, or NOASSERTION
    uses: tuple[str, ...]


def debian_packages() -> Iterator[Package]:
    missing = []
    for name, (uses, licence, called) in DEBIAN.items():
        version = installed_version(name)
        if version is None:
            missing.append(name)
            continue
        notice = Path("/usr/share/doc", name, "copyright").read_text(encoding="utf-8")
        if called.lower() not in notice.lower():
            lost = f"\"{called}\" is no longer in its copyright file; see what its licence is now"
            raise SystemExit(f"Error: {name}: {lost}")
        yield Package("deb", name, version, licence, uses)
    if missing:
        names = ", ".join(missing)
        print(f"note: left out, because Debian's packages of them are not installed here: {names}", file=sys.stderr)


def installed_version(debian_package: str) -> str | None:
    if shutil.which("dpkg-query") is None:
        return None
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Version}\n", debian_package]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    here = [line.split(" ")[1] for line in shown.stdout.splitlines() if line.startswith("installed ")]
    return here[0] if here else None


def folders_with(name: str) -> set[str]:
    """Ours that have a file of that name, by their paths from the root on."""
    found = (path.parent.relative_to(ROOT) for depth in range(1, 4) for path in ROOT.glob("*/" * depth + name))
    return {str(folder) for folder in found if folder.parts[0] != "build" and "node_modules" not in folder.parts}


def npm_lock(folder: str) -> dict[str, dict]:
    """The packages of a lock file by their paths below node_modules, without the project itself."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    return {path: package for path, package in lock["packages"].items() if path}


def npm_package(path: str, package: dict, use: str) -> Package:
    name = path.rpartition("node_modules/")[2]
    licence = NPM_LICENCES.get(name, package.get("license", "NOASSERTION"))
    return Package("npm", name, package["version"], licence, (use,))


def imported_by_the_page() -> set[str]:
    """The packages that the page's sources import."""
    sources = [path for ending in ("*.ts", "*.css") for path in (ROOT / "web" / "src").rglob(ending)]
    names = {name for path in sources for name in IMPORT.findall(path.read_text(encoding="utf-8"))}
    return names - {"glassgpt-wasm"}  # our own module


def with_what_they_need(names: set[str], lock: dict[str, dict]) -> set[str]:
    """The paths of packages and of all that they depend on, each found as Node finds it. What is built has no more than
    these: the bundler leaves out what nobody calls, and what is optional is not for browsers."""
    found: set[str] = set()
    waiting = [("", name) for name in names]
    while waiting:
        folder, name = waiting.pop()
        while (path := f"{folder}/node_modules/{name}".lstrip("/")) not in lock:
            if not folder:
                raise SystemExit(f"Error: web/src imports {name}, which web/package-lock.json does not have")
            folder = folder.rpartition("/node_modules/")[0] if "/node_modules/" in folder else ""
        if path not in found:
            found.add(path)
            waiting += [(path, needed) for needed in lock[path].get("dependencies", {})]
    return found


def npm_packages() -> Iterator[Package]:
    lock = npm_lock("web")
    shipped = with_what_they_need(imported_by_the_page(), lock)
    for path, package in lock.items():
        yield npm_package(path, package, "page" if path in shipped else "build")
    for folder in folders_with("package-lock.json") - {"web"}:
        for path, package in npm_lock(folder).items():
            yield npm_package(path, package, "test")


def python_licence(name: str, tools: Path) -> str:
    """As an installed package states it, if it is installed and does."""
    folder = re.sub(r"[-_.]+", "[-_.]", name)
    for metadata in tools.glob("lib/python3*/site-packages/*.dist-info/METADATA"):
        if re.match(rf"{folder}-\d", metadata.parent.name, re.IGNORECASE):
            stated = re.search(r"^License-Expression: (.+)$", metadata.read_text(encoding="utf-8"), re.MULTILINE)
            return stated[1] if stated else "NOASSERTION"
    return "NOASSERTION"


def python_packages() -> Iterator[Package]:
    for folder in folders_with("requirements.txt"):
        tools = PYTHON_TOOLS.get(folder, "build")
        for line in (ROOT / folder / "requirements.txt").read_text(encoding="utf-8").splitlines():
            if match := re.match(r"([\w.-]+)==(\S+)", line):
                yield Package("pypi", match[1], match[2], python_licence(match[1], ROOT / tools), ("test",))


def dependencies() -> list[Package]:
    """All of them, each once, with all that it is used for."""
    merged: dict[tuple[str, str, str], Package] = {}
    for package in (*debian_packages(), *npm_packages(), *python_packages()):
        key = (package.kind, package.name, package.version)
        same = merged.get(key, package)
        uses = tuple(use for use in USES if use in same.uses + package.uses)
        licence = package.licence if same.licence == "NOASSERTION" else same.licence
        merged[key] = Package(*key, licence, uses)
    return sorted(merged.values(), key=lambda its: (its.kind, its.name.lower(), its.version))


def package_url(package: Package) -> str:
    name = package.name.replace("@", "%40").replace("+", "%2B")
    space = "debian/" if package.kind == "deb" else ""
    name = name.lower().replace("_", "-") if package.kind == "pypi" else name
    return f"pkg:{package.kind}/{space}{name}@{package.version.replace('+', '%2B').replace(':', '%3A')}"


def spdx_package(identifier: str, name: str, version: str, licence: str) -> dict:
    return {
        "SPDXID": identifier,
        "name": name,
        "versionInfo": version,
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
    }


def document(packages: list[Package]) -> dict:
    """The SPDX document. Its name in the world follows from what is in it."""
    version = re.search(r"project\(glassgpt VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))[1]
    ours = spdx_package("SPDXRef-glassgpt", "glassgpt", version, "MIT")
    listed, relationships = [ours], []

    def relate(one: str, how: str, other: str) -> None:
        relationships.append({"spdxElementId": one, "relationshipType": how, "relatedSpdxElement": other})

    relate("SPDXRef-DOCUMENT", "DESCRIBES", ours["SPDXID"])
    for package in packages:
        label = re.sub(r"[^A-Za-z0-9.]+", "-", f"{package.kind}-{package.name.lstrip('@')}-{package.version}")
        its = spdx_package(f"SPDXRef-{label}", package.name, package.version, package.licence)
        its["comment"] = f"Used by: {', '.join(package.uses)}"
        its["externalRefs"] = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                                "referenceLocator": package_url(package)}]
        listed.append(its)
        for how, of_ours in dict.fromkeys(USES[use] for use in package.uses):
            ends = (ours["SPDXID"], its["SPDXID"])
            relate(ends[0] if of_ours else ends[1], how, ends[1] if of_ours else ends[0])
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc) if seconds else \
        datetime.datetime.now(datetime.timezone.utc)
    named = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps([listed, relationships]))
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"glassgpt-{version}",
        "documentNamespace": f"urn:uuid:{named}",
        "creationInfo": {"created": now.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: tools/dependencies.py"]},
        "packages": listed,
        "relationships": relationships,
    }


def faults_of(spdx: dict) -> Iterator[str]:
    """What is wrong with a document of ours."""
    identifiers = [package["SPDXID"] for package in spdx["packages"]]
    for twice in {its for its in identifiers if identifiers.count(its) > 1}:
        yield f"two packages are {twice}"
    for package in spdx["packages"]:
        if not re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"]):
            yield f"{package['SPDXID']} is no identifier of SPDX"
        if not package["versionInfo"]:
            yield f"{package['name']} has no version"
        licence = package["licenseDeclared"]
        if not LICENCE.fullmatch(licence) or licence in {"BSD", "Apache", "GPL", "UNLICENSED"}:
            yield f"{package['name']}: \"{licence}\" is no licence by SPDX's names"
    shipped = {its["relatedSpdxElement"] for its in spdx["relationships"] if its["relationshipType"] == "DEPENDS_ON"}
    for package in spdx["packages"]:
        if package["SPDXID"] in shipped and package["licenseDeclared"] == "NOASSERTION":
            yield f"{package['name']} is shipped, and its licence is not known"
    ends = {its[end] for its in spdx["relationships"] for end in ("spdxElementId", "relatedSpdxElement")}
    for lost in ends ^ {*identifiers, "SPDXRef-DOCUMENT"}:
        yield f"{lost} is related to nothing, or not there"
    if addresses := re.findall(r"https?://\S+", json.dumps(spdx)):
        yield f"it has addresses: {addresses[0]}"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--table"], ["--check"]):
        print("usage: python3 tools/dependencies.py [--table | --check]", file=sys.stderr)
        return 2
    packages = dependencies()
    if arguments == ["--table"]:
        for package in packages:
            print(f"{'+'.join(package.uses):15} {package.name} {package.version}  {package.licence}")
        return 0
    spdx = document(packages)
    if not arguments:
        print(json.dumps(spdx, indent=1))
        return 0
    faults = list(faults_of(spdx))
    for fault in faults:
        print(f"Error: {fault}", file=sys.stderr)
    if not faults:
        shipped = sum(any(USES[use][1] for use in package.uses) for package in packages)
        print(f"{len(packages)} packages of others, {shipped} of them shipped, each with its licence")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
