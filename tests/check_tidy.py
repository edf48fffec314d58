"""Runs clang-tidy over the sources of a build, those that are as they were when it last passed left out.

usage: check_tidy.py BUILD FOLDER...

BUILD is a folder that Ninja has built with CMAKE_EXPORT_COMPILE_COMMANDS; FOLDER are those whose sources to check.
What passed is remembered in BUILD/tidy.json, by a hash of all that the result depends on: the source and our headers
that it includes (as Ninja knows them), its compiler command, the configuration and clang-tidy's version.
"""

import concurrent.futures
import functools
import hashlib
import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


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
    """Emscripten's compiler passes on to clang what a plain clang-tidy has to be told."""
    if pathlib.Path(compiler).name not in ("em++", "em++.bat"):
        return []
    return [f"--extra-arg={flag}" for flag in shlex.split(output_of(compiler, "--cflags"))]


class Check:
    """clang-tidy for one entry of the compilation database."""

    def __init__(self, build, entry, headers, version):
        self.build = build
        self.source = pathlib.Path(entry["file"])
        command = shlex.split(entry["command"])
        self.extra = extra_arguments(command[0])
        digest = hashlib.sha256(json.dumps([version, command, self.extra]).encode())
        for path in sorted({self.source, ROOT / ".clang-tidy", *headers[command[command.index("-o") + 1]]}):
            digest.update(path.read_bytes())
        self.hash = digest.hexdigest()

    def run(self):
        """Whether it passed, and what it said if not."""
        command = ["clang-tidy", "-p", self.build, "--quiet", "--extra-arg=-Wno-unknown-warning-option"]
        done = subprocess.run([*command, *self.extra, self.source], capture_output=True, text=True)
        return done.returncode == 0, done.stdout + done.stderr


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    folders = [ROOT / name for name in sys.argv[2:]]
    version = output_of("clang-tidy", "--version")
    headers = included_headers(build)
    entries = json.loads((build / "compile_commands.json").read_text())
    checks = [
        Check(build, entry, headers, version)
        for entry in entries
        if any(folder in pathlib.Path(entry["file"]).parents for folder in folders)
    ]

    memory = build / "tidy.json"
    passed = set(json.loads(memory.read_text())) if memory.exists() else set()
    changed = [check for check in checks if check.hash not in passed]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for check, (good, text) in zip(changed, pool.map(Check.run, changed)):
            if good:
                passed.add(check.hash)
            else:
                failed += 1
                print(text)
    memory.write_text(json.dumps(sorted(passed & {check.hash for check in checks})))
    print(f"{len(checks)} sources: {len(checks) - len(changed)} unchanged, {len(changed)} checked, {failed} with faults")
    return 1 if failed or not checks else 0


sys.exit(main())
