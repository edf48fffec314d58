"""What is measured against what: each function measures one thing once and returns its figures, or raises Failed."""

import dataclasses
import functools
import gzip
import json
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Optional

from processes import ENVIRONMENT, Failed, outcome_of, peak_memory, run
from works import WORKS, Work, write_dataset, write_lines

BENCH = Path(__file__).resolve().parent

# The default sizes, with as many words as the bundled data has.
DECODING = Work(dim=128, hidden=256, layers=3, heads=4, length=80, batch=16, vocabulary=1286, steps=1)
ANSWER_TOKENS = 80
ANSWERS = 200  # that the native program is asked for at a time


@dataclasses.dataclass(frozen=True)
class Bench:
    """Where things are, and how long each is measured."""

    cli: Path      # the native program
    wasm: Path     # folder of glassgpt.js and glassgpt.wasm
    limit: Path    # the native multiply-add loop
    site: Path     # folder that Chromium is given: the workers, the modules and the datasets
    seconds: float
    current_torch: Optional[Path] = None  # Python of an environment with the current PyTorch

    def dataset(self, work: str) -> Path:
        return self.site / f"{work}.txt"

    def model(self) -> Path:
        return self.site / "decoding.safetensors"

    def prompts(self) -> list[str]:
        return [f"w{i} w{i + 1} w{i + 2}" for i in range(ANSWERS)]

    def prepare(self) -> None:
        """Makes the datasets and the model that decoding is measured on."""
        for name, work in WORKS.items():
            write_dataset(self.dataset(name), work)
        # One text, cut into examples as long as the context: the model sees the end of one alone, and hardly ever stops early.
        with tempfile.TemporaryDirectory() as folder:
            text = Path(folder) / "text.txt"
            write_lines(text, 1, 8 * DECODING.batch * DECODING.length, DECODING.vocabulary)
            run([str(self.cli), "train", "--pretrain", str(text), "--epochs", "10", "--save", str(self.model()),
                 *DECODING.flags()])


# Ours, natively ------------------------------------------------------------------------------------------------------

def native_training(bench: Bench, name: str, threads: int = 1) -> dict[str, float]:
    """Trains for a while and ends it as Ctrl-C would; the first epoch does not count."""
    with tempfile.TemporaryDirectory() as folder:
        command = [str(bench.cli), "train", "--pretrain", str(bench.dataset(name)), "--epochs", "100000",
                   "--save", f"{folder}/model.safetensors", "--log", "json", "--threads", str(threads),
                   *WORKS[name].flags()]
        began = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
        costs = []  # seconds a token, of each epoch
        first_end = None
        memory = None
        for line in process.stdout:
            event = json.loads(line)
            if event["event"] != "epoch":
                continue
            if first_end is None:
                first_end = time.perf_counter()
                continue
            costs.append(1 / event["tokens_per_second"])
            if time.perf_counter() - first_end >= bench.seconds:
                memory = peak_memory(process.pid)
                process.send_signal(signal.SIGINT)
                break
        process.stdout.read()
        errors = process.stderr.read()
        outcome = outcome_of(process, began, "")
    if not costs:
        raise Failed(f"{bench.cli} ended with {outcome.status}: {errors.strip()}")
    return {"tokens_per_second": len(costs) / sum(costs), "memory_bytes": memory or outcome.memory_bytes,
            "memory_with_saving_bytes": outcome.memory_bytes}


def native_decoding(bench: Bench) -> dict[str, float]:
    """Asks for answers, and takes off what starting and loading the model take."""
    command = [str(bench.cli), "chat", "--model", str(bench.model()), "--max-tokens", str(ANSWER_TOKENS)]
    with tempfile.TemporaryFile("w+") as questions:
        idle = run(command)
        questions.write("\n".join(bench.prompts()) + "\n")
        questions.seek(0)
        busy = run(command, stdin=questions)
    tokens = len(busy.output.split())
    if tokens < 0.95 * ANSWERS * ANSWER_TOKENS:
        raise Failed(f"{ANSWERS} answers have {tokens} tokens rather than {ANSWER_TOKENS} each")
    return {"tokens_per_second": tokens / (busy.seconds - idle.seconds)}


def native_limit(bench: Bench) -> dict[str, float]:
    """By vectors of 256 bits, and where there is AVX-512 also by those of 512."""
    figures = json.loads(run([str(bench.limit), str(bench.seconds)]).output)
    wide = bench.limit.with_name("limit_avx512")
    if wide.exists() and (widest := json.loads(run([str(wide), str(bench.seconds)]).output)):
        figures["gflops_512"] = widest["gflops"]
    return figures


# In Chromium ---------------------------------------------------------------------------------------------------------

def in_chromium(bench: Bench, worker: str, job: dict) -> dict[str, float]:
    command = ["node", str(BENCH / "browser/measure.mjs"), str(bench.site), worker]
    return json.loads(run([*command, json.dumps({**job, "seconds": bench.seconds})]).output)


def training_job(bench: Bench, name: str) -> dict:
    return {"job": "train", "work": dataclasses.asdict(WORKS[name]), "data": bench.dataset(name).name}


def wasm_training(bench: Bench, name: str, module: str = "glassgpt.wasm") -> dict[str, float]:
    """By the exact module, or another one."""
    return in_chromium(bench, "ours.js", {**training_job(bench, name), "module": module})


def page_training(bench: Bench, name: str) -> dict[str, float]:
    """In the page, by as many workers as it finds fastest."""
    job = {"work": dataclasses.asdict(WORKS[name]), "data": str(bench.dataset(name)), "seconds": bench.seconds}
    return json.loads(run(["node", str(BENCH / "browser/workers.mjs"), json.dumps(job)]).output)


def wasm_decoding(bench: Bench) -> dict[str, float]:
    return in_chromium(bench, "ours.js", {"job": "decode", "model": bench.model().name, "prompts": bench.prompts(),
                                          "tokens": ANSWER_TOKENS})


def wasm_limit(bench: Bench) -> dict[str, float]:
    return in_chromium(bench, "ours.js", {"job": "limit"})


def first_loss(_: Bench) -> dict[str, float]:
    return json.loads(run(["node", str(BENCH / "browser/first_loss.mjs")]).output)


def wasm_size(bench: Bench) -> dict[str, float]:
    files = [bench.wasm / name for name in ("glassgpt.js", "glassgpt.wasm")]
    return {"gzip_bytes": sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)}


# Peers ---------------------------------------------------------------------------------------------------------------

@functools.cache
def python_with_torch() -> str:
    """The first Python that has PyTorch: Debian's package belongs to Debian's Python, which may not be the first."""
    for python in ("python3", "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import torch"], capture_output=True).returncode == 0:
            return python
    raise Failed("no Python here has PyTorch; install Debian's python3-torch and libopenblas0-pthread")


def torch_training(bench: Bench, name: str) -> dict[str, float]:
    return json.loads(run([python_with_torch(), str(BENCH / "torch_train.py"), name, str(bench.seconds)]).output)


def current_torch_training(bench: Bench, name: str, fused: bool = False) -> dict[str, float]:
    """By the current wheel, with its own blocks or fused ones."""
    command = [str(bench.current_torch), str(BENCH / "torch_train.py"), name, str(bench.seconds)]
    return json.loads(run([*command, "--fused"] if fused else command).output)


def tfjs_training(bench: Bench, name: str) -> dict[str, float]:
    if not (bench.site / "tfjs.js").exists():
        raise Failed("TensorFlow.js could not be installed and bundled; see build/bench/tfjs.log")
    return in_chromium(bench, "tfjs.js", training_job(bench, name))
