"""Write stories.txt: short stories, one a line, from the plots and words in grammar/.

English is written into the folder itself, every other language into a folder of its own: de/stories.txt, es/stories.txt.

A plot is a list of slots, a slot a list of sentences to choose from ("@intro" takes one from the shared list of that
name). A slot with "" among them can be left out, and is when the story would be too long. In a sentence,

    {color}       is a word from the table "color", the same one all through the story; {color.2} is another one,
    {place.at}    is the column "at" of the row that {place} took (the key of the table names its columns),
    {name} {kid}  are the hero, {he} {him} {his} {himself} the hero's pronouns (each language has its own),
    {helper}      is the second character, {helper.first} the same at first mention, {helper.him} a pronoun,
    {^...}        starts with a capital letter, and in English a(n) becomes "a" or "an" by the word after it,
    {ein hat}     is a noun phrase, in languages whose words agree; see language.py.

The numbers come from random.Random(SEED).random() alone, which gives the same sequence on every version of Python.

    python3 data/generate_stories.py [--output DIRECTORY]
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any, Final, Sequence, TypeVar

from language import Language
from languages import LANGUAGES
from words import tokens

HERE: Final = Path(__file__).resolve().parent
PLOT_FILES: Final = ("plots_home.json", "plots_outside.json", "plots_town.json", "plots_fables.json")
OUTPUT: Final = "stories.txt"
SEED: Final = 2024
SENTENCES: Final = 16_000
MIN_SENTENCES: Final = 6
MAX_SENTENCES: Final = 9
MAX_TOKENS: Final = 80

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
    """The words and plots of a language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        folder = HERE / "grammar" / language.code
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
        self._language = grammar.language
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
        self._words.update(self._language.pronouns[gender])
        self._words["name"] = self._draw(NAME_TABLES[gender])[0]
        if self._plot["hero"] == "animal":
            self._words["kid"] = self._draw(self._language.critters[gender])[0]

    def _cast_helper(self) -> None:
        """A relative is "his mother" all through; a friend or an animal has a longer name at first."""
        kind = self._plot["helper"]
        if kind == "any":
            kind = pick(self._rng, ("relative", "friend"))
        gender = pick(self._rng, ("he", "she"))
        if kind == "friend":
            name = self._draw(NAME_TABLES[gender])[0]
            self._words.update(self._language.friend(self._words, name, gender))
        elif kind == "animal":
            critter = self._draw(self._language.critters[gender])[0]
            self._words.update(self._language.animal(critter, self._draw("age")[0]))
        else:
            relative, gender = self._draw(kind)
            self._words.update(self._language.relative(self._words, relative))
        self._words.update({f"helper.{key}": word for key, word in self._language.pronouns[gender].items()})

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

    def _word(self, key: str) -> str | None:
        """The word that stands for `key` all through the story; None if nothing is called that."""
        if key not in self._words and key.split(".")[0] in self._grammar.tables:
            self._bind(key)
        return self._words.get(key)

    def _sentence(self, slot: Sequence[str]) -> str:
        sentence = pick(self._rng, slot)
        if sentence.startswith("@"):
            sentence = pick(self._rng, self._grammar.shared[sentence[1:]])
        return self._language.fill(sentence, self._word)


def make_stories(language: Language) -> list[str]:
    """Different stories with SENTENCES sentences or a few more; every plot comes up equally often."""
    grammar = Grammar(language)
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


def generate(output: Path, language: Language) -> None:
    """Write stories.txt of a language into the folder `output`."""
    output.mkdir(parents=True, exist_ok=True)
    with (output / OUTPUT).open("w", encoding="utf-8", newline="") as file:
        file.writelines(f"{story}\n" for story in make_stories(language))


def main() -> None:
    parser = argparse.ArgumentParser(description="Write stories.txt from the plots and words in grammar/.")
    parser.add_argument("--output", type=Path, default=HERE, help="the folder to write to (default: this one)")
    output = parser.parse_args().output
    for language in LANGUAGES:
        generate(output / language.folder, language)


if __name__ == "__main__":
    main()
