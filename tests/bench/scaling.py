"""Times steps on several ranks, and compares them with a model of what a network costs; docs/scaling.md explains both.

    python3 tests/bench/scaling.py measure PROGRAM   the program of ./native/build.sh --mpi; needs root, 2 cores, 10 minutes
    python3 tests/bench/scaling.py model             what the model says of up to 4,096 ranks

Networks with delay and rate are namespaces of this machine (tests/mpi/network.py).
"""

import dataclasses
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from works import WORKS, Work, write_dataset

NETWORK = Path(__file__).resolve().parent.parent / "mpi" / "network.py"
MOST_SHARDS = 16  # kMostShards
BYTES = 4  # a parameter

# Seconds of work for a token, and for what every rank does of a step: the norm and Adam. Of one core, as measured below.
@dataclasses.dataclass(frozen=True)
class Speed:
    token: float
    update: float


@dataclasses.dataclass(frozen=True)
class Net:
    """A network: seconds one way, bytes a second of one machine, seconds of work a message."""

    delay: float
    rate: float
    message: float = 2e-6


NETS = {
    "one machine": Net(1e-6, 3e9, 1e-6),
    "100 Gbit/s, 2 us": Net(2e-6, 12e9, 1e-6),
    "10 Gbit/s, 20 us": Net(20e-6, 1.2e9),
    "1 Gbit/s, 50 us": Net(50e-6, 118e6),
    "100 Mbit/s, 10 ms": Net(10e-3, 11.8e6),
}


def parameters(work: Work) -> int:
    block = 4 * work.dim**2 + 2 * work.dim * work.hidden + work.hidden + 5 * work.dim
    return 2 * work.vocabulary * work.dim + work.length * work.dim + work.layers * block


def exchange(net: Net, size: int, ranks: int) -> float:
    """Seconds for a gradient of so many parameters: each rank sends each other one its range, twice."""
    if ranks == 1:
        return 0.0
    traffic = 2 * BYTES * size * (ranks - 1) / ranks
    return 2 * net.delay + traffic / net.rate + 3 * (ranks - 1) * net.message


def step(work: Work, speed: Speed, net: Net, ranks: int, shards: int) -> float:
    """Seconds of a step on so many ranks with a core each."""
    at_work = min(ranks, shards)
    largest = -(-shards // at_work) / shards
    return speed.token * work.tokens_per_step() * largest + speed.update + exchange(net, parameters(work), at_work)


def with_batch(name: str, batch: int) -> Work:
    return dataclasses.replace(WORKS[name], batch=batch, steps=4)


MEASURED = {"A, 64 examples": (with_batch("A", 64), 16), "C, 8 examples": (with_batch("C", 8), 8)}
EPOCHS = {"A, 64 examples": 5, "C, 8 examples": 2}


def seconds_a_step(command: list[str], work: Work) -> float:
    """Median over the epochs but the first."""
    output = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    epochs = [event for event in map(json.loads, output.splitlines()) if event["event"] == "epoch"]
    return statistics.median(work.tokens_per_step() / epoch["tokens_per_second"] for epoch in epochs[1:])


def profile_of(command: list[str]) -> float:
    """Seconds of a step that its norm and its update take."""
    output = subprocess.run([*command, "--profile"], check=True, capture_output=True, text=True).stdout
    profile = next(event for event in map(json.loads, output.splitlines()) if event["event"] == "profile")
    return sum(entry["ms"] for entry in profile["entries"] if entry["name"] in ("gradient_norm", "adam")) / 1000


def measure(program: str) -> None:
    print("| work | ranks | network | ms a step | of the model | gain |")
    print("|---|--:|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for name, (work, shards) in MEASURED.items():
            data = Path(folder, "data.txt")
            write_dataset(data, work)
            train = [program, "train", "--pretrain", str(data), *work.flags(), "--epochs", str(EPOCHS[name]), "--recipe",
                     "classic", "--threads", "1", "--log", "json", "--save", str(Path(folder, "model.safetensors"))]
            alone = seconds_a_step(train, work)
            update = profile_of(train)
            speed = Speed((alone - update) / work.tokens_per_step(), update)
            print(f"| {name} | 1 | | {alone * 1000:.0f} | | 1 |")
            here = ["mpirun", "--allow-run-as-root", "-n", "2"]
            rows = [("one machine", here, NETS["one machine"])]
            for delay, rate in ((0.1, 1000), (10, 1000), (10, 100)):
                command = [sys.executable, str(NETWORK), "--delay", str(delay), "--rate", str(rate)]
                rows.append((f"{rate} Mbit/s, {delay} ms", command, Net(delay / 1000, rate * 1e6 / 8 * 0.95)))
            for network, start, net in rows:
                seconds = seconds_a_step([*start, *train], work)
                expected = step(work, speed, net, 2, shards)
                print(f"| {name} | 2 | {network} | {seconds * 1000:.0f} | {expected * 1000:.0f} | {alone / seconds:.2f} |",
                      flush=True)
            print(f"<!-- {name}: {speed} -->")


def gains(work: Work, speed: Speed, net: Net, grows: bool) -> list[str]:
    """How much faster than one rank. @param grows  the batch with the ranks, a shard each; else it has 16 shards"""
    texts = []
    for ranks in RANKS:
        shards = max(ranks, MOST_SHARDS) if grows else MOST_SHARDS
        larger = dataclasses.replace(work, batch=work.batch * shards // MOST_SHARDS)
        texts.append(f"{step(larger, speed, net, 1, shards) / step(larger, speed, net, ranks, shards):.4g}")
    return texts


RANKS = [2, 4, 16, 64, 256, 1024, 4096]
# A step of each, and one core's speed, from the table of `measure`.
MODELLED = {
    "A, 64 examples": (with_batch("A", 64), Speed(20e-6, 0.5e-3)),
    "C, 16 examples": (with_batch("C", 16), Speed(340e-6, 10e-3)),
}


def model() -> None:
    for grows, title in ((False, "a batch of 16 shards"), (True, "a batch that grows with the ranks")):
        print(f"| {title} | network |", " | ".join(f"{ranks:,}" for ranks in RANKS), "|")
        print("|---|---|" + "--:|" * len(RANKS))
        for name, (work, speed) in MODELLED.items():
            for network, net in NETS.items():
                if network != "one machine":
                    print(f"| {name} | {network} |", " | ".join(gains(work, speed, net, grows)), "|")
        print()


if __name__ == "__main__":
    if sys.argv[1:] == ["model"]:
        model()
    elif len(sys.argv) == 3 and sys.argv[1] == "measure":
        measure(sys.argv[2])
    else:
        sys.exit(__doc__)
