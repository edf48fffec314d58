"""Write stories.txt: short stories, one a line, from the plots and words in grammar/.

A plot is a list of slots, a slot a list of sentences to choose from ("@intro" takes one from the shared list of that
name). A slot with "" among them can be left out, and is when the story would be too long. In a sentence,

    {color}       is a word from the table "color", the same one all through the story; {color.2} is another one,
    {place.at}    is the column "at" of the row that {place} took (the key of the table names its columns),
    {name} {kid}  are the hero, {he} {him} {his} {himself} the hero's pronouns,
    {helper}      is the second character, {helper.first} the same at first mention, {helper.him} a pronoun,
    {^...}        starts with a capital letter, and a(n) becomes "a" or "an" by the word after it.

The numbers come from random.Random(SEED).random() alone, which gives the same sequence on every version of Python.

    python3 data/generate_stories.py [--output DIRECTORY]
"""

from __future__ import annotations

import argparse
import json
import random
import re
from pathlib import Path
from typing import Any, Final, Sequence, TypeVar

from words import tokens

HERE: Final = Path(__file__).resolve().parent
PLOT_FILES: Final = ("plots_home.json", "plots_outside.json", "plots_town.json", "plots_fables.json")
OUTPUT: Final = "stories.txt"
SEED: Final = 2024
SENTENCES: Final = 16_000
MIN_SENTENCES: Final = 6
MAX_SENTENCES: Final = 9
MAX_TOKENS: Final = 80

PRONOUNS: Final = {
    "he": {"he": "he", "him": "him", "his": "his", "himself": "himself", "kid": "boy"},
    "she": {"he": "she", "him": "her", "his": "her", "himself": "herself", "kid": "girl"},
}
NAME_TABLES: Final = {"he": "boy", "she": "girl"}

T = TypeVar("T")


def pick(rng: random.Random, items: Sequence[T]) -> T:
    """One of the items, each as likely as the others."""
    return items[int(rng.random() * len(items))]


def sentence_count(story: str) -> int:
    """How many sentences a story has."""
    return sum(1 for token in tokens(story) if token in (".", "!", "?"))


def fits(story: str) -> bool:
    """Whether a story has the right number of sentences and fits into the model's default context."""
    return MIN_SENTENCES <= sentence_count(story) <= MAX_SENTENCES and len(tokens(story)) <= MAX_TOKENS


def shuffled(rng: random.Random, items: Sequence[T]) -> list[T]:
    """The items in a random order."""
    left = list(items)
    return [left.pop(int(rng.random() * len(left))) for _ in items]


class Table:
    """Rows of words; the first column has no name, the others are named."""

    def __init__(self, key: str, rows: Sequence[Any]) -> None:
        self.name, *self.columns = key.split()
        self.rows: list[list[str]] = [[row] if isinstance(row, str) else row for row in rows]


class Grammar:
    """The words and plots of the folder grammar/."""

    def __init__(self, folder: Path) -> None:
        words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
        self.tables = {table.name: table for table in (Table(key, rows) for key, rows in words.items())}
        self.shared: dict[str, list[str]] = {}
        self.plots: list[dict[str, Any]] = []
        for name in PLOT_FILES:
            file = json.loads((folder / name).read_text(encoding="utf-8"))
            self.shared.update(file["shared"])
            self.plots.extend(file["plots"])


class Story:
    """One telling of a plot: who is in it and which words were drawn so far."""

    def __init__(self, grammar: Grammar, plot: dict[str, Any], rng: random.Random) -> None:
        self._grammar = grammar
        self._plot = plot
        self._rng = rng
        self._drawn: dict[str, list[list[str]]] = {}
        self._words: dict[str, str] = {}
        self._cast_hero()
        self._cast_helper()

    def tell(self) -> str:
        """The story as one line, without as many of its optional sentences as it takes to fit."""
        sentences = [self._sentence([choice for choice in slot if choice]) for slot in self._plot["slots"]]
        optional = [index for index, slot in enumerate(self._plot["slots"]) if "" in slot]
        for left_out in shuffled(self._rng, optional):
            if fits(" ".join(filter(None, sentences))):
                break
            sentences[left_out] = ""
        return " ".join(filter(None, sentences))

    def _cast_hero(self) -> None:
        gender = pick(self._rng, ("he", "she"))
        self._words.update(PRONOUNS[gender])
        self._words["name"] = self._draw(NAME_TABLES[gender])[0]
        if self._plot["hero"] == "animal":
            self._words["kid"] = self._draw("critter")[0]

    def _cast_helper(self) -> None:
        """A relative is "his mother" all through; a friend or an animal has a longer name at first."""
        kind = self._plot["helper"]
        if kind == "any":
            kind = pick(self._rng, ("relative", "friend"))
        gender = pick(self._rng, ("he", "she"))
        if kind == "friend":
            name = self._draw(NAME_TABLES[gender])[0]
            first = f"{self._words['his']} friend {name}"
        elif kind == "animal":
            critter = self._draw("critter")[0]
            name, first = f"the {critter}", f"a(n) {self._draw('age')[0]} {critter}"
        else:
            relative, gender = self._draw(kind)
            name = first = f"{self._words['his']} {relative}"
        self._words.update({"helper": name, "helper.first": first})
        self._words.update({f"helper.{key}": word for key, word in PRONOUNS[gender].items()})

    def _draw(self, table: str) -> list[str]:
        """A row of the table that this story has not used."""
        used = self._drawn.setdefault(table, [])
        used.append(pick(self._rng, [row for row in self._grammar.tables[table].rows if row not in used]))
        return used[-1]

    def _bind(self, key: str) -> None:
        """Draw rows until `key`, such as "spot", "spot.2" or "place.at", has a word."""
        table = self._grammar.tables[key.split(".")[0]]
        while key not in self._words:
            row = self._draw(table.name)
            prefixes = (f"{table.name}.{number}" for number in range(2, len(table.rows) + 1))
            prefix = table.name if table.name not in self._words else next(p for p in prefixes if p not in self._words)
            self._words[prefix] = row[0]
            self._words.update({f"{prefix}.{column}": word for column, word in zip(table.columns, row[1:])})

    def _word(self, match: re.Match[str]) -> str:
        key = match.group(2)
        if key not in self._words:
            self._bind(key)
        word = self._words[key]
        return word[0].upper() + word[1:] if match.group(1) else word

    def _sentence(self, slot: Sequence[str]) -> str:
        sentence = pick(self._rng, slot)
        if sentence.startswith("@"):
            sentence = pick(self._rng, self._grammar.shared[sentence[1:]])
        sentence = re.sub(r"\{(\^?)([\w.]+)\}", self._word, sentence)
        sentence = re.sub(r"\b([Aa])\(n\) (?=[aeiou])", r"\1n ", sentence)
        return re.sub(r"\b([Aa])\(n\) ", r"\1 ", sentence)


def make_stories() -> list[str]:
    """Different stories with SENTENCES sentences or a few more; every plot comes up equally often."""
    grammar = Grammar(HERE / "grammar")
    rng = random.Random(SEED)
    stories: dict[str, None] = {}
    sentences = 0
    while sentences < SENTENCES:
        for plot in shuffled(rng, grammar.plots):
            story = Story(grammar, plot, rng).tell()
            while not fits(story) or story in stories:
                story = Story(grammar, plot, rng).tell()
            stories[story] = None
            sentences += sentence_count(story)
    return list(stories)


def generate(output: Path) -> None:
    """Write stories.txt into the folder `output`."""
    with (output / OUTPUT).open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{story}\n" for story in make_stories())


def main() -> None:
    parser = argparse.ArgumentParser(description="Write stories.txt from the plots and words in grammar/.")
    parser.add_argument("--output", type=Path, default=HERE, help="the folder to write to (default: this one)")
    generate(parser.parse_args().output)


if __name__ == "__main__":
    main()
