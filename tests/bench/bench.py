"""Measures the default run and prints it beside the bounds that the project set itself.

Natively: the whole default training, 100 epochs of pre-training and 100 of tuning on the bundled data, as a process,
and the answers to bundled questions. In WASM, under Node: steps of the same training, and the same answers.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"
FACTS = DATA / "facts.json"
CHATS = DATA / "chats.json"
QUESTIONS = 200
QUICK_EPOCHS = 5


def run_measured(command: list[str], **options) -> tuple[float, float, str]:
    """Runs a command and returns its wall seconds, its peak memory in MB and its standard output."""
    with tempfile.TemporaryFile("w+") as output:
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=output, **options)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"failed with {process.returncode}: {' '.join(command)}")
        output.seek(0)
        unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
        return seconds, usage.ru_maxrss * unit / 1e6, output.read()


def measure_native(cli: str, folder: Path, quick: bool) -> dict[str, float]:
    model = str(folder / "model.safetensors")
    train = [cli, "train", "--pretrain", str(FACTS), "--tune", str(CHATS), "--save", model, "--log", "json"]
    if quick:
        train += ["--epochs", str(QUICK_EPOCHS)]
    seconds, memory, log = run_measured(train)
    phases = {}
    for line in map(json.loads, log.splitlines()):
        if line["event"] == "epoch":
            phases.setdefault(line["phase"], []).append(line["tokens_per_second"])
    speeds = sorted(phases["tune"])

    # The answers' time without what starting and loading take.
    prompts = [chat["prompt"] for chat in json.loads(CHATS.read_text())[:QUESTIONS]]
    questions = folder / "questions.txt"
    questions.write_text("\n".join(prompts) + "\n")
    nothing = folder / "nothing.txt"
    nothing.write_text("")
    with nothing.open() as standard_input:
        idle, _, _ = run_measured([cli, "chat", "--model", model], stdin=standard_input, stderr=subprocess.DEVNULL)
    with questions.open() as standard_input:
        busy, _, answers = run_measured([cli, "chat", "--model", model], stdin=standard_input,
                                        stderr=subprocess.DEVNULL)
    tokens = len(re.findall(r"\w+|[^\w\s]", answers))
    return {
        "run_seconds": seconds,
        "memory_mb": memory,
        "training_tokens_per_second": speeds[len(speeds) // 2],
        "ms_per_generated_token": 1000 * (busy - idle) / tokens,
    }


def measure_wasm(wasm: str) -> dict[str, float]:
    script = str(Path(__file__).with_name("wasm.mjs"))
    environment = {**os.environ, "GLASSGPT_WASM_DIR": wasm}
    _, _, output = run_measured(["node", script, str(FACTS), str(CHATS), str(QUESTIONS)], env=environment)
    return json.loads(output)


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure training and generation, natively and in WASM.")
    parser.add_argument("--cli", required=True, help="the native program")
    parser.add_argument("--wasm", required=True, help="folder of glassgpt.js and glassgpt.wasm")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_EPOCHS} epochs instead of 100")
    parser.add_argument("--json", metavar="FILE", help="also write the figures here")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as folder:
        figures = {"native": measure_native(options.cli, Path(folder), options.quick),
                   "wasm": measure_wasm(options.wasm)}
    run = f"default run ({QUICK_EPOCHS if options.quick else 100} epochs a phase), s"
    rows = [
        ("training, tokens/s", "training_tokens_per_second", "at least 10"),
        ("generation, ms/token", "ms_per_generated_token", "at most 100"),
        ("memory, MB", "memory_mb", "under 200"),
        (run, "run_seconds", "under 600"),
    ]
    print(f"{'':44}{'native':>10}{'WASM':>10}  bound")
    for title, name, bound in rows:
        cells = "".join(f"{figures[side][name]:>10,.3g}" if figures[side].get(name, 1e9) < 1000
                        else f"{figures[side][name]:>10,.0f}" if name in figures[side] else f"{'':>10}"
                        for side in ("native", "wasm"))
        print(f"{title:44}{cells}  {bound}")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
