"""The figures as tables: what was reached of what is wanted, and training by work and contestant."""

import statistics
from typing import NamedTuple, Optional

from works import WORKS

CONTESTANTS = {
    "native": "ours, native",
    "native2": "ours, native, two threads",
    "torch": "PyTorch, one thread",
    "torch_now": "current PyTorch, one thread",
    "torch_fused": "current PyTorch, fused, one thread",
    "wasm": "ours, Chromium",
    "relaxed": "ours, Chromium, relaxed SIMD",
    "no_simd": "ours, Chromium, without SIMD",
    "workers": "ours, Chromium, several workers",
    "tfjs": "TensorFlow.js wasm, Chromium",
}

TORCHES = ("torch", "torch_now", "torch_fused")


class Goal(NamedTuple):
    """A figure of ours, that of a peer if it is compared with one, and the bounds of it or of the ratio of the two."""

    what: str
    measured: str
    against: Optional[str] = None
    least: Optional[float] = None
    most: Optional[float] = None
    unit: str = "tokens/s"


def speed_goal(what: str, ours: str, peer: str, least: float) -> Goal:
    return Goal(what, f"{ours}.tokens_per_second", f"{peer}.tokens_per_second", least=least)


GOALS = [
    speed_goal("native against PyTorch, A", "native.A", "torch.A", 1.7),
    speed_goal("native against PyTorch, B", "native.B", "torch.B", 4),
    speed_goal("native against PyTorch, C", "native.C", "torch.C", 1.3),
    speed_goal("native against the fastest PyTorch, A", "native.A", "fastest_torch.A", 2),
    speed_goal("native against the fastest PyTorch, B", "native.B", "fastest_torch.B", 6),
    speed_goal("native against the fastest PyTorch, C", "native.C", "fastest_torch.C", 1.3),
    speed_goal("native on two cores against one, A", "native2.A", "native.A", 1.8),
    speed_goal("native on two cores against one, C", "native2.C", "native.C", 1.8),
    speed_goal("WASM against TensorFlow.js wasm, A", "wasm.A", "tfjs.A", 20),
    speed_goal("WASM against PyTorch native, A", "wasm.A", "torch.A", 0.7),
    speed_goal("WASM against PyTorch native, B", "wasm.B", "torch.B", 2),
    speed_goal("WASM against our native, A", "wasm.A", "native.A", 0.4),
    speed_goal("WASM, relaxed SIMD against exact, A", "relaxed.A", "wasm.A", 1.2),
    speed_goal("WASM, as many workers as are fastest against one, A", "workers.A", "wasm.A", 1.6),
    speed_goal("WASM, as many workers as are fastest against one, C", "workers.C", "wasm.C", 1.6),
    Goal("greedy decoding of 80-token answers, native", "native.decoding.tokens_per_second", least=8000),
    Goal("greedy decoding of 80-token answers, WASM", "wasm.decoding.tokens_per_second", least=4000),
    Goal("native against the core's float32 limit in 256-bit vectors, A", "native.A.gflops", "native.limit.gflops",
         least=0.65, unit="GFLOP/s"),
    Goal("native against the core's float32 limit in 512-bit vectors, A", "native.A.gflops",
         "native.limit.gflops_512", least=0.65, unit="GFLOP/s"),
    Goal("a step's cost by operations, C against A, native", "native.C.ps_per_operation",
         "native.A.ps_per_operation", least=0.75, most=1.25, unit="ps/FLOP"),
    Goal("a step's cost by operations, C against A, WASM", "wasm.C.ps_per_operation", "wasm.A.ps_per_operation",
         least=0.75, most=1.25, unit="ps/FLOP"),
    Goal("peak memory of training, native, A", "native.A.memory_bytes", most=64e6, unit="MB"),
    Goal("memory of training, WASM, A", "wasm.A.memory_bytes", most=64e6, unit="MB"),
    Goal("module and glue by gzip", "page.size.gzip_bytes", most=120e3, unit="KB"),
    Goal("from the click on Train to the first loss", "page.first_loss.seconds", most=0.5, unit="s"),
]

UNITS = {"MB": 1e6, "KB": 1e3, "%": 0.01}


def derive(samples: dict) -> None:
    """Adds the fastest PyTorch of each round, and to each sample of a training what follows from its speed."""
    for work in WORKS:
        speeds = [values_of(samples, f"{torch}.{work}.tokens_per_second") for torch in TORCHES]
        if found := [of_one for of_one in speeds if of_one]:
            samples[f"fastest_torch.{work}"] = {"tokens_per_second": [max(of_round) for of_round in zip(*found)]}
    for name, figures in samples.items():
        work = WORKS.get(name.split(".")[1])
        if work is None:
            continue
        seconds = [work.tokens_per_step() / speed for speed in figures["tokens_per_second"]]
        figures["ms_per_step"] = [1e3 * value for value in seconds]
        figures["gflops"] = [work.operations_per_step() / value / 1e9 for value in seconds]
        figures["ps_per_operation"] = [1e12 * value / work.operations_per_step() for value in seconds]


def values_of(samples: dict, path: str) -> list[float]:
    """The samples of a figure, `<contestant>.<what>.<figure>`, a round each."""
    name, figure = path.rsplit(".", 1)
    return samples.get(name, {}).get(figure, [])


def median(values: list[float]) -> Optional[float]:
    return statistics.median(values) if values else None


def median_ratio(samples: dict, path: str, other: str) -> Optional[float]:
    """Of the ratios of each round, because the two are close to each other in time there."""
    return median([a / b for a, b in zip(values_of(samples, path), values_of(samples, other))])


def limit_of(samples: dict, contestant: str) -> str:
    """The path of the core's limit, in the widest vectors that a contestant can use."""
    if contestant in ("wasm", "workers", "tfjs"):
        return "wasm.limit.gflops"
    return "native.limit.gflops_512" if values_of(samples, "native.limit.gflops_512") else "native.limit.gflops"


def training(samples: dict) -> list[dict]:
    """A row for each work and contestant."""
    rows = []
    for work in WORKS:
        for contestant, title in CONTESTANTS.items():
            name = f"{contestant}.{work}"
            if name not in samples:
                continue
            speeds = samples[name]["tokens_per_second"]
            rows.append({"work": work, "contestant": title,
                         **{figure: median(values) for figure, values in samples[name].items()},
                         "of_limit": median_ratio(samples, f"{name}.gflops", limit_of(samples, contestant)),
                         "spread": (max(speeds) - min(speeds)) / median(speeds), "rounds": len(speeds)})
    return rows


def reach(samples: dict) -> list[dict]:
    """A row for each goal."""
    rows = []
    for goal in GOALS:
        measured = median(values_of(samples, goal.measured))
        peer = median(values_of(samples, goal.against)) if goal.against else None
        ratio = median_ratio(samples, goal.measured, goal.against) if goal.against else None
        judged = ratio if goal.against else measured
        reached = None if judged is None else (goal.least or 0) <= judged <= (goal.most or judged)
        rows.append({**goal._asdict(), "measured": measured, "peer": peer, "ratio": ratio, "reached": reached})
    return rows


def number(value: Optional[float], unit: str = "") -> str:
    if value is None:
        return "–"
    value /= UNITS.get(unit, 1)
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def bounds(row: dict) -> str:
    unit = "" if row["against"] else row["unit"]
    least, most = (number(bound, unit) for bound in (row["least"], row["most"]))
    if row["most"] is None:
        return f"at least {least}"
    return f"at most {most}" if row["least"] is None else f"{least} to {most}"


def print_table(heads: list[str], rows: list[list[str]]) -> None:
    """As Markdown, the first column to the left and the others to the right."""
    widths = [max(len(line[i]) for line in [heads, *rows]) for i in range(len(heads))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    for line in [heads, rule, *rows]:
        cells = [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:]))]
        print("| " + " | ".join(cells) + " |")


def print_tables(samples: dict, reached: list[dict], trained: list[dict]) -> None:
    verdict = {True: "yes", False: "no", None: "–"}
    print_table(["what", "measured", "peer", "unit", "ratio", "wanted", "reached"],
                [[row["what"], number(row["measured"], row["unit"]), number(row["peer"], row["unit"]), row["unit"],
                  number(row["ratio"]), bounds(row), verdict[row["reached"]]] for row in reached])
    print()
    print_table(["training", "contestant", "tokens/s", "ms/step", "GFLOP/s", "% of limit", "memory, MB", "rounds",
                 "spread, %"],
                [[row["work"], row["contestant"], number(row["tokens_per_second"]), number(row["ms_per_step"]),
                  number(row["gflops"]), number(row["of_limit"], "%"),
                  number(row.get("memory_bytes"), "MB"), str(row["rounds"]), number(row["spread"], "%")]
                 for row in trained])
    limits = {"256-bit vectors": "native.limit.gflops", "512-bit vectors": "native.limit.gflops_512",
              "WASM's 128-bit vectors": "wasm.limit.gflops"}
    found = [f"{number(limit)} in {vectors}" for vectors, path in limits.items()
             if (limit := median(values_of(samples, path)))]
    print(f"\nThe core's float32 limit, GFLOP/s: {', '.join(found)}. % of limit is of the widest there are.")
