"""Runs clang-tidy over the sources of a build, a folder at a time; folders that are as they were when it last passed are
left out.

usage: [CLANG_TIDY=PROGRAM] check_tidy.py BUILD FOLDER...

BUILD is a folder that Ninja has built with CMAKE_EXPORT_COMPILE_COMMANDS; FOLDER are those whose sources to check.
What passed is remembered in BUILD/tidy.json, by a hash of all that the result depends on: the sources and our headers
that they include (as Ninja knows them), their compiler command, the configuration and clang-tidy's version.
"""

import collections
import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The static analyser follows the paths through a function for 50,000 states, not 225,000, and takes the standard
# library's functions as they are declared: docs/decisions/0038-a-short-test-run.md.
ANALYSER = ("max-nodes=50000", "c++-stdlib-inlining=false")


CLANG_TIDY = os.environ.get("CLANG_TIDY", "clang-tidy")


def output_of(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def included_headers(build):
    """What each object file was made from, of the files in the repository."""
    headers = {}
    for line in output_of("ninja", "-C", build, "-t", "deps").splitlines():
        if line.startswith("    "):
            path = (build / line.strip()).resolve()
            if ROOT in path.parents and build not in path.parents:
                headers[target].append(path)
        elif line:
            target = line.partition(":")[0]
            headers[target] = []
    return headers


@functools.cache
def extra_arguments(compiler):
    """Emscripten's compiler passes on to clang what a plain clang-tidy has to be told, but for how code is generated."""
    if pathlib.Path(compiler).name not in ("em++", "em++.bat"):
        return []
    flags = re.sub(r"-mllvm \S+", "", output_of(compiler, "--cflags"))
    return [f"--extra-arg={flag}" for flag in shlex.split(flags)]


class Unit:
    """clang-tidy for the sources of a folder with one compiler command, put together as a single source: the headers,
    which take most of the time, are looked through once, and the static analyser looks at what is ours alone. Names
    without linkage have to differ within a folder."""

    def __init__(self, folder, sources, headers, version):
        """sources: to each the entry of the compilation database that compiles it."""
        self.folder = folder
        self.sources = sorted(sources)
        self.entry = sources[self.sources[0]]
        command = shlex.split(self.entry["command"])
        self.extra = extra_arguments(command[0])
        digest = hashlib.sha256(json.dumps([version, command_of_all(self.entry), self.extra]).encode())
        included = {path for entry in sources.values() for path in headers[object_of(entry)]}
        for path in sorted({*self.sources, *included, ROOT / ".clang-tidy", pathlib.Path(__file__).resolve()}):
            digest.update(path.read_bytes())
        self.hash = digest.hexdigest()
        name = str(self.sources[0].parent.relative_to(ROOT)).replace("/", "_")
        self.path = folder / f"{name}_{self.hash[:8]}.cpp"

    def write(self):
        """Writes the source. @return its entry in a compilation database"""
        self.path.write_text("".join(f'#line 1 "{source}"\n{source.read_text()}' for source in self.sources))
        command = self.entry["command"].replace(self.entry["file"], str(self.path))
        return {**self.entry, "file": str(self.path), "command": command}

    def run(self):
        """Whether it passed, and what it said if not."""
        command = [CLANG_TIDY, "-p", self.folder, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
                   "--extra-arg=-Wno-deprecated-declarations"]  # of headers of others
        command += ["--header-filter=/(core|native|wasm)/", "--checks=-readability-duplicate-include",
                    f"--extra-arg=-iquote{self.sources[0].parent}", *self.extra]
        for setting in ANALYSER:
            command += [f"--extra-arg={argument}" for argument in ("-Xclang", "-analyzer-config", "-Xclang", setting)]
        done = subprocess.run([*command, self.path], capture_output=True, text=True)
        return done.returncode == 0, done.stdout + done.stderr


def object_of(entry):
    command = shlex.split(entry["command"])
    return command[command.index("-o") + 1]


def sources_of(entry):
    """The source of an entry, or those that CMake has put together as one."""
    source = pathlib.Path(entry["file"])
    if source.parent.name != "Unity":
        return [source]
    return [pathlib.Path(path) for path in re.findall(r'^#include "(.*)"$', source.read_text(), re.MULTILINE)]


def command_of_all(entry):
    """The compiler command without what is the one source's."""
    return entry["command"].replace(object_of(entry), "OBJECT").replace(entry["file"], "SOURCE")


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    folders = [ROOT / name for name in sys.argv[2:]]
    version = output_of(CLANG_TIDY, "--version")
    headers = included_headers(build)
    entries = json.loads((build / "compile_commands.json").read_text())
    groups = collections.defaultdict(dict)
    for entry in entries:
        for source in sources_of(entry):
            if any(folder in source.parents for folder in folders):
                groups[source.parent, command_of_all(entry)][source] = entry
    for folder in folders:
        if not any(folder in (parent, *parent.parents) for parent, _ in groups):
            sys.exit(f"{build} compiles nothing of {folder.relative_to(ROOT)}")
    units_folder = build / "tidy"
    shutil.rmtree(units_folder, ignore_errors=True)
    units_folder.mkdir()
    units = [Unit(units_folder, group, headers, version) for group in groups.values()]

    memory = build / "tidy.json"
    passed = set(json.loads(memory.read_text())) if memory.exists() else set()
    changed = [unit for unit in units if unit.hash not in passed]
    changed.sort(key=lambda unit: -len(unit.sources))  # so that no long one is left to the end
    (units_folder / "compile_commands.json").write_text(json.dumps([unit.write() for unit in changed]))
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for unit, (good, text) in zip(changed, pool.map(Unit.run, changed)):
            if good:
                passed.add(unit.hash)
            else:
                failed += 1
                print(text)
    memory.write_text(json.dumps(sorted(passed & {unit.hash for unit in units})))
    sources = sum(len(unit.sources) for unit in units)
    print(f"{sources} sources in {len(units)} folders: {len(units) - len(changed)} unchanged, {len(changed)} checked, "
          f"{failed} with faults")
    return 1 if failed or not units else 0


sys.exit(main())
