"""Times steps on several ranks, and compares them with a model of what a network costs; docs/scaling.md explains both.

    python3 tests/bench/scaling.py measure PROGRAM   the program of ./native/build.sh --mpi; needs root, and takes two minutes
    python3 tests/bench/scaling.py model             what the model says of up to 4,096 ranks

Networks with delay and rate are namespaces of this machine (tests/mpi/network.py).
"""

import dataclasses
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from works import WORKS, Work, write_dataset

NETWORK = Path(__file__).resolve().parent.parent / "mpi" / "network.py"
MOST_SHARDS = 16  # kMostShards
BYTES = 4  # a parameter
PAYLOAD = 0.965  # of a packet of 1,500 bytes


@dataclasses.dataclass(frozen=True)
class Speed:
    """Seconds of one core for a token, and for what every rank does of a step: the norm and Adam."""

    token: float
    update: float


@dataclasses.dataclass(frozen=True)
class Net:
    """A network: seconds one way, bytes a second of one machine, seconds of work a message."""

    delay: float
    rate: float
    message: float = 2e-6


MEMORY = Net(1e-6, 3e9, 1e-6)  # of one machine
NETS = {
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
    return dataclasses.replace(WORKS[name], batch=batch, steps=2)


MEASURED = with_batch("A", 16)  # of 4 shards
SHARDS = 4
# Milliseconds one way, megabits a second; none: this machine's memory.
MEASURED_NETS = [None, (0.1, 1000), (0.1, 10), (0.1, 2), (100, 10)]


def train_command(program: str, folder: str, epochs: int) -> list[str]:
    return [program, "train", "--pretrain", str(Path(folder, "data.txt")), *MEASURED.flags(), "--epochs", str(epochs),
            "--recipe", "classic", "--threads", "1", "--log", "json", "--save", str(Path(folder, "model.safetensors"))]


def events(command: list[str]) -> list[dict]:
    output = subprocess.run(command, check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
    return [json.loads(line) for line in output.splitlines()]


def seconds_a_step(command: list[str]) -> float:
    """Of the fastest epoch: what others keep the machine busy with counts least there."""
    return min(MEASURED.tokens_per_step() / event["tokens_per_second"] for event in events(command)
               if event["event"] == "epoch")


def speed_of(program: str, folder: str) -> Speed:
    """In processor time, which others who use the machine change little."""
    used = []
    for epochs in (1, 11):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        events(train_command(program, folder, epochs))
        used.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
    step_seconds = (used[1] - used[0]) / (10 * MEASURED.steps)
    profile = next(event for event in events([*train_command(program, folder, 5), "--profile"])
                   if event["event"] == "profile")
    update = sum(row["share"] for row in profile["operations"] if row["operation"] in ("gradient_norm", "adam"))
    return Speed(step_seconds * (1 - update) / MEASURED.tokens_per_step(), step_seconds * update)


def measure(program: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder, "data.txt"), MEASURED)
        speed = speed_of(program, folder)
        print(f"one core: {speed.token * 1e6:.1f} us a token, {speed.update * 1e3:.2f} ms a step for norm and update")
        train = train_command(program, folder, 2)
        print(f"alone: {seconds_a_step(train) * 1e3:.0f} ms a step\n")
        print("| network | s a step on 2 ranks | of the model |")
        print("|---|--:|--:|")
        for network in MEASURED_NETS:
            if network is None:
                name, net = "one machine", MEMORY
                start = ["mpirun", "--allow-run-as-root", "--oversubscribe", "-n", "2"]
            else:
                delay, rate = network
                name, net = f"{rate} Mbit/s, {delay} ms", Net(delay / 1000, rate * 1e6 / 8 * PAYLOAD)
                start = [sys.executable, str(NETWORK), "--delay", str(delay), "--rate", str(rate)]
            seconds = seconds_a_step([*start, *train])
            print(f"| {name} | {seconds:.2f} | {step(MEASURED, speed, net, 2, SHARDS):.2f} |", flush=True)


def gain(work: Work, speed: Speed, net: Net, ranks: int, grows: bool) -> float:
    """How much faster than one rank. @param grows  the batch with the ranks, a shard each; else it has 16 shards"""
    shards = max(ranks, MOST_SHARDS) if grows else MOST_SHARDS
    larger = dataclasses.replace(work, batch=work.batch * shards // MOST_SHARDS)
    return step(larger, speed, net, 1, shards) / step(larger, speed, net, ranks, shards)


RANKS = [2, 4, 16, 64, 256, 1024, 4096]
# Each a step of 16 shards, and one core's speed as docs/performance.md has it.
MODELLED = {
    "A, 64 examples": (with_batch("A", 64), Speed(19.1e-6, 0.33e-3)),
    "C, 16 examples": (with_batch("C", 16), Speed(334e-6, 5.4e-3)),
}


def model() -> None:
    for grows, title in ((False, "a batch of 16 shards"), (True, "from 16 ranks on a shard each")):
        print(f"| {title} | network |", " | ".join(f"{ranks:,}" for ranks in RANKS), "|")
        print("|---|---|" + "--:|" * len(RANKS))
        for name, (work, speed) in MODELLED.items():
            for network, net in NETS.items():
                gains = [gain(work, speed, net, ranks, grows) for ranks in RANKS]
                texts = [f"{g / n:.0%}" if grows else f"{g:.2f}" for g, n in zip(gains, RANKS)]
                print(f"| {name} | {network} |", " | ".join(texts), "|")
        print()


if __name__ == "__main__":
    if sys.argv[1:] == ["model"]:
        model()
    elif len(sys.argv) == 3 and sys.argv[1] == "measure":
        measure(sys.argv[2])
    else:
        sys.exit(__doc__)
