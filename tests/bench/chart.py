"""Draws how seconds grow with operations, as SVG, on logarithmic axes."""

import math
from html import escape
from typing import NamedTuple

WIDTH, HEIGHT = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 64, 210, 20, 48
COLOURS = ["#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#66c2a5", "#8b3f8f", "#cc79a7"]
UNITS = {1e-6: "µs", 1e-3: "ms", 1.0: "s", 1e6: "M", 1e9: "G", 1e12: "T"}
STYLE = """
  svg { background: #fff; font: 12px system-ui, sans-serif; }
  text { fill: #222; } line { stroke: #ddd; } .limit { stroke: #666; stroke-dasharray: 4 4; }
  @media (prefers-color-scheme: dark) {
    svg { background: #16181d; } text { fill: #e6e6e6; } line { stroke: #3a3d45; } .limit { stroke: #aaa; }
  }
"""


class Series(NamedTuple):
    name: str
    points: list[tuple[float, float]]  # operations, seconds


def label(value: float) -> str:
    """Of a power of ten: 10 ms, 100 G."""
    unit = max((size for size in UNITS if size <= value * 1.001), default=min(UNITS))
    return f"{value / unit:.0f} {UNITS[unit]}"


class Axis:
    """Powers of ten on so many pixels."""

    def __init__(self, values: list[float], first: float, last: float):
        self.low, self.high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        self.first, self.last = first, last

    def at(self, value: float) -> float:
        return self.first + (math.log10(value) - self.low) / (self.high - self.low) * (self.last - self.first)

    def powers(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def draw(series: list[Series], limit: float) -> str:
    """@param limit operations a second, of the core: a line of its own."""
    every = [point for one in series for point in one.points]
    x = Axis([flops for flops, _ in every], LEFT, WIDTH - RIGHT)
    y = Axis([seconds for _, seconds in every], HEIGHT - BOTTOM, TOP)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="title">',
             '<title id="title">Seconds of a training step by its floating-point operations</title>',
             f"<style>{STYLE}</style>"]
    for value in x.powers():
        parts.append(f'<line x1="{x.at(value):.1f}" y1="{TOP}" x2="{x.at(value):.1f}" y2="{HEIGHT - BOTTOM}"/>'
                     f'<text x="{x.at(value):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{label(value)}</text>')
    for value in y.powers():
        parts.append(f'<line x1="{LEFT}" y1="{y.at(value):.1f}" x2="{WIDTH - RIGHT}" y2="{y.at(value):.1f}"/>'
                     f'<text x="{LEFT - 8}" y="{y.at(value) + 4:.1f}" text-anchor="end">{label(value)}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">'
                 "operations of a step, FLOP</text>")
    # What the core could do at most, as far as it is on the picture.
    ends = [max(10.0**x.low, 10.0**y.low * limit), min(10.0**x.high, 10.0**y.high * limit)]
    (x1, y1), (x2, y2) = ((x.at(flops), y.at(flops / limit)) for flops in ends)
    parts.append(f'<line class="limit" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>')
    legend = WIDTH - RIGHT + 18
    parts.append(f'<line class="limit" x1="{legend}" y1="{TOP + 8}" x2="{legend + 20}" y2="{TOP + 8}"/>'
                 f'<text x="{legend + 28}" y="{TOP + 12}">limit of the core</text>')
    for i, (one, colour) in enumerate(zip(series, COLOURS)):
        places = [(x.at(flops), y.at(seconds)) for flops, seconds in one.points]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="2.5" fill="{colour}"/>' for px, py in places]
        at = TOP + 30 + 20 * i
        parts.append(f'<circle cx="{legend + 10}" cy="{at}" r="4" fill="{colour}"/>'
                     f'<text x="{legend + 28}" y="{at + 4}">{escape(one.name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
