"""Measures the whole default training natively, pre-training and tuning on the bundled data by the recipe that the program
chooses, and the answers to bundled questions. See run.sh."""

import argparse
import json
import re
import statistics
import tempfile
from pathlib import Path

from processes import run

DATA = Path(__file__).resolve().parents[2] / "data"
FACTS = DATA / "facts.json"
CHATS = DATA / "chats.json"
QUESTIONS = 200


def measure(cli: str, folder: Path) -> dict[str, float]:
    model = str(folder / "model.safetensors")
    trained = run([cli, "train", "--pretrain", str(FACTS), "--tune", str(CHATS), "--save", model, "--log", "json"])
    events = map(json.loads, trained.output.splitlines())
    speeds = [event["tokens_per_second"] for event in events if event["event"] == "epoch" and event["phase"] == "tune"]

    # The answers' time is without what starting and loading take.
    prompts = [chat["prompt"] for chat in json.loads(CHATS.read_text())[:QUESTIONS]]
    questions = folder / "questions.txt"
    questions.write_text("\n".join(prompts) + "\n")
    idle = run([cli, "chat", "--model", model])
    with questions.open() as standard_input:
        busy = run([cli, "chat", "--model", model], stdin=standard_input)
    tokens = len(re.findall(r"\w+|[^\w\s]", busy.output))
    return {
        "seconds": trained.seconds,
        "processor_seconds": trained.processor_seconds,
        "memory_mb": trained.memory_bytes / 1e6,
        "training_tokens_per_second": statistics.median(speeds),
        "ms_per_generated_token": 1000 * (busy.seconds - idle.seconds) / tokens,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the default training run.")
    parser.add_argument("--cli", required=True, help="the native program")
    parser.add_argument("--json", metavar="FILE", help="also write the figures here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(options.cli, Path(folder))
    for name, value in figures.items():
        print(f"{name.replace('_', ' '):28}{value:>12,.3f}")
    if options.json:
        Path(options.json).write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
