"""Write facts.json, chats.json, facts.csv, chats.csv and two files of held-out chats from the tables in knowledge/.

English is written into the folder itself, every other language into a folder of its own: de/facts.json, es/facts.json.

A family in a table is one sentence pattern ("fact"), several question patterns ("ask" and "heldout") and rows of
words that fill them. When a family has more than three "ask" patterns, they take turns: row i is trained with three
of them, and one of the others is kept back for the held-out file, beside a "heldout" pattern that no row of the
family is trained with. "singles" are sentences with questions of their own. The notation of the words to fill in is
explained at the top of language.py.

    python3 data/generate_facts.py [--output DIRECTORY]
"""

from __future__ import annotations

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Iterable, Iterator, Sequence

from language import Language
from languages import LANGUAGES

HERE: Final = Path(__file__).resolve().parent
KNOWLEDGE: Final = ("geography", "nature", "meaning", "numbers", "science", "people", "singles")
TRAINED_PHRASINGS: Final = 3
OUTPUTS: Final = (
    "facts.json", "chats.json", "chats-heldout.json", "chats-validation.json", "facts.csv", "chats.csv"
)
# An odd number takes both kinds of held-out prompts in turns.
VALIDATION_EVERY: Final = 5

Pair = tuple[str, str]


@dataclass(frozen=True)
class Fact:
    """One sentence, the questions it is trained to answer, and the questions kept back."""

    sentence: str
    trained: tuple[str, ...]
    heldout: tuple[str, ...]


def family_facts(family: dict[str, Any], language: Language) -> Iterator[Fact]:
    """The facts of one family, a row each."""
    ask, heldout = family["ask"], family["heldout"]
    for index, row in enumerate(family["rows"]):
        if len(row) != len(family["columns"]):
            raise ValueError(f"family {family['name']!r}: row {row} does not fit columns {family['columns']}")
        word = dict(zip(family["columns"], row)).get
        turned = [language.fill(ask[(index + turn) % len(ask)], word) for turn in range(len(ask))]
        kept_back = turned[TRAINED_PHRASINGS : TRAINED_PHRASINGS + 1]
        kept_back.append(language.fill(heldout[index % len(heldout)], word))
        yield Fact(language.fill(family["fact"], word), tuple(turned[:TRAINED_PHRASINGS]), tuple(kept_back))


def load_facts(language: Language) -> list[Fact]:
    """Every fact of every table of a language, in the order of KNOWLEDGE."""
    folder = HERE / "knowledge" / language.code
    facts: list[Fact] = []
    for name in KNOWLEDGE:
        table = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        for family in table.get("families", []):
            facts.extend(family_facts(family, language))
        for single in table.get("singles", []):
            facts.append(Fact(single["fact"], tuple(single["ask"]), tuple(single["heldout"])))
    return facts


def write_json(path: Path, values: Sequence[object]) -> None:
    """A JSON array with one value a line."""
    lines = ",\n".join("  " + json.dumps(value, ensure_ascii=False) for value in values)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"[\n{lines}\n]\n")


def write_csv(path: Path, records: Iterable[Sequence[str]]) -> None:
    """RFC 4180: a record a line, lines end in CR LF, fields are quoted where they need it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(records)


def as_objects(pairs: Iterable[Pair]) -> list[dict[str, str]]:
    """Prompts and answers as the objects of a chats file."""
    return [{"prompt": prompt, "answer": answer} for prompt, answer in pairs]


def generate(output: Path, language: Language) -> None:
    """Write all files of a language into the folder `output`."""
    output.mkdir(parents=True, exist_ok=True)
    facts = load_facts(language)
    sentences = [fact.sentence for fact in facts]
    trained: list[Pair] = [(prompt, fact.sentence) for fact in facts for prompt in fact.trained]
    heldout: list[Pair] = [(prompt, fact.sentence) for fact in facts for prompt in fact.heldout]
    write_json(output / "facts.json", sentences)
    write_json(output / "chats.json", as_objects(trained))
    write_json(output / "chats-heldout.json", as_objects(heldout))
    write_json(output / "chats-validation.json", as_objects(heldout[::VALIDATION_EVERY]))
    write_csv(output / "facts.csv", ([sentence] for sentence in sentences))
    write_csv(output / "chats.csv", [("prompt", "answer"), *trained])


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the facts and chats datasets from the tables in knowledge/.")
    parser.add_argument("--output", type=Path, default=HERE, help="the folder to write to (default: this one)")
    output = parser.parse_args().output
    for language in LANGUAGES:
        generate(output / language.folder, language)


if __name__ == "__main__":
    main()
