"""Measures how long training on large data takes to its first step, and how much memory, natively. See large.sh."""

import argparse
import itertools
import json
import os
import random
import shutil
import string
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from processes import Failed, peak_memory
from table import number, print_table

WORDS = 400_000
DRAWN_WORDS = 4_000_000
MEMORY = 2_000_000_000  # bytes that the program may have


def spelled(number_of_word: int) -> str:
    """a, b, … z, aa, ab, …: the more frequent a word, the shorter."""
    letters = ""
    rest = number_of_word + 1
    while rest > 0:
        rest, letter = divmod(rest - 1, 26)
        letters = string.ascii_lowercase[letter] + letters
    return letters


class Phrases:
    """Words one after another, each as often as Zipf's law has it. They are drawn once, and phrases of them are taken from
    anywhere: the program counts and looks up each word all the same."""

    def __init__(self) -> None:
        self.chooser = random.Random(1)
        sums = list(itertools.accumulate(1 / (i + 1) for i in range(WORDS)))
        self.words = self.chooser.choices([spelled(i) for i in range(WORDS)], cum_weights=sums, k=DRAWN_WORDS)

    def take(self, words: int) -> str:
        first = int(self.chooser.random() * (DRAWN_WORDS - words))
        return " ".join(self.words[first:first + words])


def write_texts(path: Path, phrases: Phrases, size: int) -> None:
    """A text of two clauses a line, of so many bytes together."""
    written = 0
    with path.open("w") as file:
        while written < size:
            written += file.write(f"{phrases.take(16)}, {phrases.take(16)}.\n")


def write_questions(path: Path, phrases: Phrases, count: int) -> None:
    """A question with its answer a line."""
    with path.open("w") as file:
        for _ in range(count):
            file.write(f'{{"prompt": "{phrases.take(5)}?", "answer": "{phrases.take(3)}."}}\n')


def processor_seconds(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Taken(NamedTuple):
    """By the program, from its beginning on."""

    seconds: float
    processor_seconds: float
    memory_bytes: int


def train(cli: str, data: list[str], threads: int) -> dict[str, Taken]:
    """What it takes until the run begins (`start`) and until its first step is done (`step`), where it is ended."""
    taken = {}
    with tempfile.TemporaryDirectory() as folder:
        command = ["prlimit", f"--data={MEMORY}", cli, "train", *data, "--threads", str(threads), "--log", "json",
                   "--log-every", "1", "--save", f"{folder}/model.safetensors"]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            event = json.loads(line)["event"]
            taken[event] = Taken(time.perf_counter() - began, processor_seconds(process.pid),
                                 peak_memory(process.pid))
            if event == "step":
                break
        process.kill()
        process.wait()
    if "step" not in taken:
        raise Failed(f"{cli} ended with {process.returncode}")
    return taken


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the way to the first step of large data.")
    parser.add_argument("--cli", required=True, help="the native program")
    parser.add_argument("--folder", type=Path, required=True, help="where the data is, or is written")
    parser.add_argument("--megabytes", type=int, default=500, help="of texts")
    parser.add_argument("--questions", type=int, default=10_000_000)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()

    options.folder.mkdir(parents=True, exist_ok=True)
    texts = options.folder / f"texts-{options.megabytes}.txt"
    questions = options.folder / f"questions-{options.questions}.jsonl"
    for path, write, size in ((texts, write_texts, 1_000_000 * options.megabytes),
                              (questions, write_questions, options.questions)):
        if path.exists():
            continue
        print(f"Writing {path}", file=sys.stderr)
        unfinished = path.with_suffix(".part")
        write(unfinished, Phrases(), size)
        shutil.move(unfinished, path)

    rows = []
    failed = False
    for name, data in (("texts", ["--pretrain", str(texts)]), ("questions", ["--tune", str(questions)]),
                       ("both", ["--pretrain", str(texts), "--tune", str(questions)])):
        try:
            taken = train(options.cli, data, options.threads)
        except Failed as error:
            print(f"Error: {name}: {error}", file=sys.stderr)
            failed = True
            continue
        size = sum(Path(file).stat().st_size for file in data[1::2])
        rows.append([name, number(size, "MB"), *(number(taken[event].processor_seconds) for event in ("start", "step")),
                     number(taken["step"].seconds), number(taken["step"].memory_bytes, "MB")])
    print_table(["data", "MB", "processor s to the run", "to the first step", "s by the clock", "memory, MB"], rows)
    if failed:
        sys.exit(1)


if __name__ == "__main__":
    main()
