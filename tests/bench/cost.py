"""Measures how the cost of a training step grows with its floating-point operations, natively: sweeps of one size of the
model or the batch at a time. Prints a table and draws a picture. See cost.sh.

What is compared is a step's time in units of what the core could compute meanwhile, by a loop of multiply-adds that takes
turns with the steps: other work on the machine and the core's frequency meet both alike.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple, Optional

from chart import Series, draw
from table import number, print_table

BASE = {"dim": 128, "hidden": 256, "layers": 3, "heads": 4, "length": 80, "batch": 16, "vocabulary": 1024}
ONE = {**BASE, "batch": 1}
DIM_OF_HEAD = 32
MOST_ABOVE_LINE = 1.25
ROUNDS = 3

WIDTHS = [64, 96, 128, 192, 256, 384, 512, 640, 768, 896, 1024]
LAYERS = [1, 2, 3, 4, 6, 8, 10, 12]
LENGTHS = [16, 24, 32, 48, 64, 80, 96, 128, 192, 256, 384, 512]
BATCHES = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64]


def of_width(base: dict, width: int) -> dict:
    return {**base, "dim": width, "hidden": 2 * width, "heads": width // DIM_OF_HEAD}


# Of each: its name, the size that grows, its values, and the works.
SWEEPS = {
    "width, 16 examples": ("dim", WIDTHS, [of_width(BASE, width) for width in WIDTHS]),
    "width, 1 example of 16": ("dim", WIDTHS, [of_width({**ONE, "length": 16}, width) for width in WIDTHS]),
    "layers, 16 examples": ("layers", LAYERS, [{**BASE, "layers": layers} for layers in LAYERS]),
    "layers, 1 example": ("layers", LAYERS, [{**ONE, "layers": layers} for layers in LAYERS]),
    "context, 16 examples": ("length", LENGTHS, [{**BASE, "length": length} for length in LENGTHS]),
    "context, 1 example": ("length", LENGTHS, [{**ONE, "length": length} for length in LENGTHS]),
    "batch, 80 tokens each": ("batch", BATCHES, [{**BASE, "batch": batch} for batch in BATCHES]),
    "batch, 16 tokens each": ("batch", BATCHES, [{**BASE, "length": 16, "batch": batch} for batch in BATCHES]),
}


class Point(NamedTuple):
    value: int      # of the size that grows
    flops: float
    ms: float
    share: float    # of the limit

    def cost(self) -> float:
        """Operations that the core could have done in the time of a step."""
        return self.flops / self.share


def measure(program: Path, works: list[dict], seconds: float) -> list[dict]:
    """What a step of each costs. With AVX-512, if this processor has it."""
    for one in (program.with_name("cost_avx512"), program):
        if not one.exists():
            continue
        done = subprocess.run([one, str(seconds)], input=json.dumps(works), stdout=subprocess.PIPE, text=True, check=True)
        if done.stdout:
            return [json.loads(line) for line in done.stdout.splitlines()]
    raise SystemExit(f"{program} measured nothing")


def above_line(before: Point, point: Point, after: Point) -> float:
    """A point's cost against the straight line through its neighbours."""
    part = (point.flops - before.flops) / (after.flops - before.flops)
    return point.cost() / (before.cost() + part * (after.cost() - before.cost()))


def rows_of(name: str, points: list[Point]) -> tuple[list[list[str]], list[str]]:
    """The rows of a sweep's table, and what stands above the line in it."""
    rows, above = [], []
    for i, point in enumerate(points):
        line: Optional[float] = above_line(*points[i - 1:i + 2]) if 0 < i < len(points) - 1 else None
        rows.append([name, str(point.value), number(point.flops / 1e6), number(point.ms),
                     number(point.flops / point.ms / 1e6), number(point.share, "%"), number(line)])
        if line is not None and line > MOST_ABOVE_LINE:
            above.append(f"{name}: {point.value} is {line:.2f} times the line through its neighbours")
    return rows, above


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure how a step's cost grows with its operations.")
    parser.add_argument("--program", type=Path, required=True, help="what measures one process's works")
    parser.add_argument("--seconds", type=float, default=0.4, help="of each work in a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--sweeps", default="", help="only those whose name has this in it")
    parser.add_argument("--picture", type=Path, help="where to draw it")
    options = parser.parse_args()

    sweeps = {name: sweep for name, sweep in SWEEPS.items() if options.sweeps in name}
    works = [work for _, _, of_sweep in sweeps.values() for work in of_sweep]
    rounds = []
    for i in range(options.rounds):
        print(f"round {i + 1} of {options.rounds}", file=sys.stderr)
        rounds.append(measure(options.program, works, options.seconds))
    medians = iter([{figure: statistics.median(one[figure] for one in of_work) for figure in of_work[0]}
                    for of_work in zip(*rounds)])

    rows, above, series = [], [], []
    for name, (_, values, _) in sweeps.items():
        points = []
        for value in values:
            figures = next(medians)
            points.append(Point(value, figures["flops"], figures["ms"], figures["share"]))
        of_sweep, its_above = rows_of(name, points)
        rows += of_sweep
        above += its_above
        series.append(Series(name, [(point.flops, point.ms / 1e3) for point in points]))
    print_table(["sweep", "size", "MFLOP", "ms/step", "GFLOP/s", "% of limit", "above line"], rows)
    print()
    print("\n".join(above) or f"No step costs more than {MOST_ABOVE_LINE} times the line through its neighbours.")
    if options.picture:
        limit = statistics.median(one["gflops"] / one["share"] for one in rounds[0])
        options.picture.write_text(draw(series, limit * 1e9))


if __name__ == "__main__":
    main()
