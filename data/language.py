"""What the generators have to know of a language: how words agree, what is written together, who takes part.

A pattern or a sentence of a story names its words in braces. {name} is a word as it stands in the table, {^name} the
same with a capital letter. {determiner noun} is a noun phrase: the determiner is written as it would be for a masculine
noun, and the language makes it, and the adjectives beside the noun, agree with the noun that is drawn. Nouns and their
gender are in lexicon/.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Callable, Final, Mapping, Sequence

HERE: Final = Path(__file__).resolve().parent
Words = dict[str, str]

_BRACES: Final = re.compile(r"\{(\^?)([^\W\d_][\w. ]*)\}")


def load_lexicon(code: str) -> dict[str, list[str]]:
    """The lists of lexicon/<code>.json, by name; a line there holds several words."""
    lists = json.loads((HERE / "lexicon" / f"{code}.json").read_text(encoding="utf-8"))
    return {name: " ".join(lines).split() for name, lines in lists.items()}


def genders(lexicon: Mapping[str, Sequence[str]], names: Sequence[str]) -> dict[str, str]:
    """The nouns of the lists with these names, each with the name of its list."""
    found: dict[str, str] = {}
    for name in names:
        for noun in lexicon[name]:
            if noun in found:
                raise ValueError(f"the lexicon has {noun!r} twice, as {found[noun]!r} and {name!r}: keep one")
            found[noun] = name
    return found


class Language:
    """The interface, and what most languages have in common."""

    code: str
    # Where the datasets are written, below data/.
    folder: str
    # First words of the prompts that are no questions.
    imperatives: tuple[str, ...]
    # The characters of facts and chats beyond ASCII.
    letters: str = ""
    # By the gender of a character, as are the critters' tables: the words of a story that stand for them.
    pronouns: Mapping[str, Mapping[str, str]]
    critters: Mapping[str, str]

    def noun_phrase(self, words: Sequence[str]) -> str:
        """The determiner, noun and adjectives in `words`, made to agree."""
        raise ValueError(f"no noun phrases in {self.code!r}: write {' '.join(words)!r} in full")

    def finish(self, text: str) -> str:
        """The text with what neighbouring words do to each other."""
        return text

    def disagreements(self, text: str) -> list[str]:
        """Pairs of words of the text that cannot stand together, because the gender of the noun is another."""
        return []

    def friend(self, hero: Words, name: str, gender: str) -> Words:
        """How a story calls a friend of the hero: "helper", "helper.first" at first mention, and their forms."""
        raise NotImplementedError

    def animal(self, critter: str, age: str) -> Words:
        """How a story calls an animal that the hero meets."""
        raise NotImplementedError

    def relative(self, hero: Words, relative: str) -> Words:
        """How a story calls a relative of the hero."""
        raise NotImplementedError

    def fill(self, pattern: str, word: Callable[[str], str | None]) -> str:
        """
        The pattern with its braces filled.

        `word` gives the word of a key, or None where there is no such key; then a word of a noun phrase is itself.
        """

        def value(match: re.Match[str]) -> str:
            keys = match.group(2).split(" ")
            words = [word(key) for key in keys]
            if len(keys) > 1:
                text = self.noun_phrase([key if its is None else its for key, its in zip(keys, words)])
            elif words[0] is None:
                raise ValueError(f"nothing is called {keys[0]!r} in {pattern!r}")
            else:
                text = words[0]
            return text[0].upper() + text[1:] if match.group(1) else text

        return self.finish(_BRACES.sub(value, pattern))
