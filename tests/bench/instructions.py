"""Counts the instructions of one training step with valgrind's callgrind, and those of its functions.

Of two steps the second is counted: the first one also makes room for what the others reuse. See instructions.sh.
"""

import argparse
import collections
import json
import sys
import tempfile
from pathlib import Path

from processes import Failed, run
from works import WORKS, write_dataset

STEP = "glassgpt::Session::train_step()"
FUNCTIONS = 12  # listed, those with the most instructions


def own_instructions(profile: str) -> collections.Counter:
    """Each function's, without those it calls: the costs that follow its name, but for those that follow a call."""
    own = collections.Counter()
    function, is_of_call = "", False
    for line in profile.splitlines():
        if line.startswith("fn="):
            function = line.removeprefix("fn=")
        elif line[:1].isdigit() and not is_of_call:
            own[function] += int(line.split()[1])
        is_of_call = line.startswith("calls=")
    return own


def count(cli: str, name: str) -> dict:
    work = WORKS[name]
    with tempfile.TemporaryDirectory() as folder:
        words, two_steps, profile = (Path(folder) / file for file in ("words.txt", "two-steps.txt", "profile"))
        write_dataset(words, work)
        lines = words.read_text().splitlines(keepends=True)
        two_steps.write_text("".join(lines[:2 * work.batch]))
        # The second file is not trained on: it makes the vocabulary complete.
        run(["valgrind", "--tool=callgrind", f"--toggle-collect={STEP}", f"--zero-before={STEP}",
             "--compress-strings=no", "--compress-pos=no", f"--callgrind-out-file={profile}",
             cli, "train", "--threads", "1", "--pretrain", str(two_steps), "--tune", str(words), "--pretrain-epochs", "1",
             "--tune-epochs", "0", "--save", f"{folder}/model.safetensors", *work.flags()])
        own = own_instructions(profile.read_text())
    total = own.total()
    if total == 0:
        raise Failed(f"no call of {STEP} was seen: the program has no symbols, or steps have another name")
    return {"work": name, "instructions_per_step": total, "instructions_per_token": total / work.tokens_per_step(),
            "functions": [{"name": function, "instructions": count} for function, count in own.most_common(FUNCTIONS)]}


def main() -> int:
    parser = argparse.ArgumentParser(description="Count the instructions of one training step.")
    parser.add_argument("works", nargs="*", default=["A", "B"], metavar="WORK", help="of works.json (default A B)")
    parser.add_argument("--cli", required=True, help="the native program")
    parser.add_argument("--json", metavar="FILE", help="also write the counts here")
    options = parser.parse_args()
    counts = []
    for work in options.works:
        try:
            counted = count(options.cli, work)
        except Failed as error:
            print(f"Error: {work}: {error}", file=sys.stderr)
            return 1
        counts.append(counted)
        total = counted["instructions_per_step"]
        print(f"{work}: {total:,} instructions a step, {counted['instructions_per_token']:,.0f} a token")
        for function in counted["functions"]:
            own = function["instructions"]
            print(f"  {own:>16,} {100 * own / total:5.1f}%  {function['name'][:100]}")
    if options.json:
        Path(options.json).write_text(json.dumps(counts, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
