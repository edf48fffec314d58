"""Measures ours, natively and in Chromium, against PyTorch and TensorFlow.js, and prints a table. See run.sh.

All are measured in one run, round after round: what the machine does meanwhile hits all of them alike.
"""

import argparse
import functools
import json
import platform
import sys
from pathlib import Path

import contestants
from contestants import Bench
from processes import Failed
from table import derive, median, print_tables, reach, training
from works import WORKS

ROUNDS, QUICK_ROUNDS = 5, 1
SECONDS, QUICK_SECONDS = 4.0, 1.0
SHARED_WORKS = "AC"  # whose steps are large enough for several workers
NO_SIMD_WORKS = "A"
TFJS_ROUNDS = 2  # of a slow contestant, which needs seconds a step


def measurements(tfjs_works: str, current_torch: bool) -> dict:
    """What a round measures, by its name, `<contestant>.<what>`, in an order that sets rivals side by side."""
    plan = {"native.limit": contestants.native_limit, "wasm.limit": contestants.wasm_limit}
    on_two_cores = functools.partial(contestants.native_training, threads=2)
    trainings = {"native": contestants.native_training, "native2": on_two_cores,
                 "torch": contestants.torch_training, "wasm": contestants.wasm_training,
                 "relaxed": functools.partial(contestants.wasm_training, module="glassgpt-relaxed.wasm"),
                 "no_simd": functools.partial(contestants.wasm_training, module="glassgpt-no-simd.wasm"),
                 "workers": contestants.page_training, "tfjs": contestants.tfjs_training}
    if current_torch:
        trainings["torch_now"] = contestants.current_torch_training
        trainings["torch_fused"] = functools.partial(contestants.current_torch_training, fused=True)
    only = {"tfjs": tfjs_works, "workers": SHARED_WORKS, "no_simd": NO_SIMD_WORKS}
    for work in WORKS:
        for contestant, measure in trainings.items():
            if work in only.get(contestant, work):
                plan[f"{contestant}.{work}"] = functools.partial(measure, name=work)
    plan["native.decoding"] = contestants.native_decoding
    plan["wasm.decoding"] = contestants.wasm_decoding
    plan["page.first_loss"] = contestants.first_loss
    plan["page.size"] = contestants.wasm_size
    return plan


def measure(bench: Bench, plan: dict, rounds: int, tfjs_rounds: int) -> tuple[dict, set[str]]:
    """Every measurement's samples, by figure, and the contestants that cannot run, which are told of once."""
    samples = {}
    failed = set()
    for round_number in range(rounds):
        for name, measure_once in plan.items():
            contestant = name.split(".")[0]
            if contestant in failed or (contestant == "tfjs" and round_number >= tfjs_rounds):
                continue
            print(f"round {round_number + 1} of {rounds}: {name}", file=sys.stderr)
            try:
                figures = measure_once(bench)
            except Failed as error:
                print(f"Error: {name}: {error}", file=sys.stderr)
                failed.add(contestant)
                continue
            for figure, value in figures.items():
                samples.setdefault(name, {}).setdefault(figure, []).append(value)
    return samples, failed


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure training and decoding against PyTorch and TensorFlow.js.")
    for name, what in (("cli", "the native program"), ("wasm", "folder of glassgpt.js and glassgpt.wasm"),
                       ("limit", "the multiply-add loop"), ("site", "folder to serve to Chromium")):
        parser.add_argument(f"--{name}", type=lambda text: Path(text).resolve(), required=True, help=what)
    parser.add_argument("--json", metavar="FILE", help="also write all samples, medians and rows here")
    parser.add_argument("--rounds", type=int, help=f"how often everything is measured (default {ROUNDS})")
    parser.add_argument("--seconds", type=float, help=f"how long each time (default {SECONDS:g})")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} round of {QUICK_SECONDS:g} s, to try it")
    parser.add_argument("--tfjs-works", default="AB", help="works for TensorFlow.js (default AB; C takes minutes)")
    parser.add_argument("--tfjs-rounds", type=int, default=TFJS_ROUNDS, help=f"its rounds (default {TFJS_ROUNDS})")
    parser.add_argument("--current-torch", metavar="PYTHON", type=Path, help="of an environment with current PyTorch")
    options = parser.parse_args()
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    seconds = options.seconds or (QUICK_SECONDS if options.quick else SECONDS)

    bench = Bench(options.cli, options.wasm, options.limit, options.site, seconds, options.current_torch)
    try:
        bench.prepare()
    except Failed as error:
        sys.exit(f"Error: {error}")
    samples, failed = measure(bench, measurements(options.tfjs_works, options.current_torch is not None), rounds, options.tfjs_rounds)
    derive(samples)
    reached, trained = reach(samples), training(samples)
    print_tables(samples, reached, trained)
    if options.json:
        medians = {name: {figure: median(values) for figure, values in figures.items()}
                   for name, figures in samples.items()}
        report = {"machine": f"{platform.system()} {platform.machine()}", "rounds": rounds, "seconds": seconds,
                  "samples": samples, "medians": medians, "reach": reached, "training": trained}
        Path(options.json).write_text(json.dumps(report, indent=2) + "\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
