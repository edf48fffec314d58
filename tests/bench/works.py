"""The works that training is measured on, their floating-point operations, and datasets made to their sizes.

works.json holds the works, for runners in every language. `steps` is the length of an epoch: below a second or so.
"""

import dataclasses
import json
import random
from pathlib import Path

OUTSIDE_DATA = 2  # tokens of every vocabulary that no dataset has to hold: <unk> and </s>


@dataclasses.dataclass(frozen=True)
class Work:
    """Sizes of the model, T inputs an example (`length`), B examples a step (`batch`), V tokens (`vocabulary`)."""

    dim: int
    hidden: int
    layers: int
    heads: int
    length: int
    batch: int
    vocabulary: int
    steps: int

    def tokens_per_step(self) -> int:
        return self.batch * self.length

    def operations_per_step(self) -> int:
        """Floating-point operations of the matrix products of one training step.

        A linear layer of W weights takes 2 operations a weight and row forward, and twice as many backward, for the
        gradients of its input and of its weights: 6 N W over N = B T rows. Attention's two products have
        T (T + 1) / 2 pairs of a query and a key that it may see, each 2 d operations a product, an example and a
        layer; their backward is four products of the same size: 6 T (T + 1) d an example and a layer.
        """
        weights = self.layers * (4 * self.dim**2 + 2 * self.dim * self.hidden) + self.dim * self.vocabulary
        pairs = self.batch * self.layers * self.length * (self.length + 1)
        return 6 * self.tokens_per_step() * weights + 6 * pairs * self.dim

    def flags(self) -> list[str]:
        """Of `glassgpt train`."""
        sizes = {"dim": self.dim, "hidden": self.hidden, "layers": self.layers, "heads": self.heads,
                 "context": self.length, "batch-size": self.batch}
        return [part for name, value in sizes.items() for part in (f"--{name}", str(value))]


WORKS = {name: Work(**sizes) for name, sizes in json.loads(Path(__file__).with_name("works.json").read_text()).items()}


def write_lines(path: Path, lines: int, words_per_line: int, vocabulary: int) -> None:
    """Writes lines of random words, among them every word of the vocabulary at least once."""
    chooser = random.Random(1)
    words = [f"w{i}" for i in range(vocabulary - OUTSIDE_DATA)]
    text = words + chooser.choices(words, k=lines * words_per_line - len(words))
    chooser.shuffle(text)
    rows = (text[first:first + words_per_line] for first in range(0, len(text), words_per_line))
    path.write_text("".join(" ".join(row) + "\n" for row in rows))


def write_dataset(path: Path, work: Work) -> None:
    """Writes an epoch's examples, a line each: T words, which become T + 1 tokens by the </s> that ends an example."""
    write_lines(path, work.steps * work.batch, work.length, work.vocabulary)
