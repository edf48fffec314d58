"""German, for the generators: gender, case and number of articles, adjectives and nouns, and "im", "zur", "vom"."""

from __future__ import annotations

import re
from typing import Final, Sequence

from language import Language, Words, genders, load_lexicon

_CASES: Final = ("nominative", "accusative", "dative", "genitive")
_GENDERS: Final = ("m", "f", "n", "p")

# Endings by gender, one a case in the order of _CASES; "-" is none.
_DEFINITE: Final = {"m": "der den dem des", "f": "die die der der", "n": "das das dem des", "p": "die die den der"}
_LIKE_DER: Final = {"m": "er en em es", "f": "e e er er", "n": "es es em es", "p": "e e en er"}
_LIKE_EIN: Final = {"m": "- en em es", "f": "e e er er", "n": "- - em es", "p": "e e en er"}
# Of adjectives: after "der", after "ein", and with nothing before them that shows the case.
_WEAK: Final = {"m": "e en en en", "f": "e e en en", "n": "e e en en", "p": "en en en en"}
_MIXED: Final = {"m": "er en en en", "f": "e e en en", "n": "es es en en", "p": "en en en en"}
_STRONG: Final = {"p": "e e en er"}

_DER_WORDS: Final = ("dies", "jed", "welch")
_EIN_WORDS: Final = ("ein", "kein", "mein", "dein", "sein", "ihr")
_SAME_IN_THE_PLURAL: Final = ("el", "en", "er", "lein")
_NOT_INFLECTED: Final = ("rosa", "lila", "orange")

_CONTRACTIONS: Final = {
    "an das": "ans", "an dem": "am", "bei dem": "beim", "in das": "ins", "in dem": "im", "von dem": "vom",
    "zu dem": "zum", "zu der": "zur",
}  # fmt: skip


def _ending(table: dict[str, str], gender: str, case: str) -> str:
    return table[gender].split()[_CASES.index(case)].replace("-", "")


class German(Language):
    code = "de"
    folder = "de"
    imperatives = ("Nenne", "Sag")
    letters = "äöüÄÖÜßé"
    pronouns = {
        "he": {
            "er": "er", "ihn": "ihn", "ihm": "ihm", "sein": "sein", "seinen": "seinen", "seinem": "seinem",
            "seines": "seines", "kid": "Junge",
        },
        "she": {
            "er": "sie", "ihn": "sie", "ihm": "ihr", "sein": "ihr", "seinen": "ihren", "seinem": "ihrem",
            "seines": "ihres", "kid": "Mädchen",
        },
    }  # fmt: skip
    critters = {"he": "critter_he", "she": "critter_she"}

    def __init__(self) -> None:
        lexicon = load_lexicon("de")
        self._genders = genders(lexicon, _GENDERS)
        self._weak = frozenset(lexicon["weak"])

    def noun_phrase(self, words: Sequence[str]) -> str:
        """The noun is the first word that the lexicon has, the adjectives, in their base form, stand before it."""
        determiner, *rest = " ".join(words).split()
        at = next((index for index, word in enumerate(rest) if word in self._genders), None)
        if at is None:
            raise ValueError(f"no noun of the lexicon in {' '.join(words)!r}: add it to lexicon/de.json")
        gender = self._genders[rest[at]]
        article, case, endings = self._determiner(determiner, gender)
        adjectives = [self._adjective(word, _ending(endings, gender, case)) for word in rest[:at]]
        return " ".join(filter(None, [article, *adjectives, self._noun(rest[at], gender, case), *rest[at + 1 :]]))

    def finish(self, text: str) -> str:
        """Prepositions and articles in one, but not before a relative clause."""
        pattern = r"(?<!, )\b({})\b".format("|".join(_CONTRACTIONS))

        def contracted(match: re.Match[str]) -> str:
            word = _CONTRACTIONS[match.group(1).lower()]
            return word.capitalize() if match.group(1)[0].isupper() else word

        return re.sub(pattern, contracted, text, flags=re.IGNORECASE)

    def disagreements(self, text: str) -> list[str]:
        """Of an article and the noun it stands before, with at most two adjectives between them."""
        found = []
        pattern = r"(?<!, )\b([Dd](?:er|ie|as|en|em|es)|[Kk]?[Ee]ine?[nmrs]?|[Ii]hre[nmrs]?|[Ss]eine?[nmrs]?)"
        pattern += r"(?: [a-zäöüß]+(?:e|er|es|en|em)){0,2} ([A-ZÄÖÜ][\wäöüß]+)"
        for match in re.finditer(pattern, text):
            article, noun = match.group(1).lower(), match.group(2)
            gender = self._genders.get(noun)
            if gender is None:
                continue
            same_plural = gender in "mn" and noun.endswith(_SAME_IN_THE_PLURAL)
            if article not in self._articles(gender) and not (same_plural and article in self._articles("p")):
                found.append(match.group(0))
        return found

    def friend(self, hero: Words, name: str, gender: str) -> Words:
        noun = "Freund" if gender == "he" else "Freundin"
        words = {f"helper{form}": name for form in ("", ".den", ".dem")}
        for form, key in (("", "sein"), (".den", "seinen"), (".dem", "seinem")):
            words[f"helper.first{form}"] = f"{self.noun_phrase([hero[key], noun])} {name}"
        return words

    def animal(self, critter: str, age: str) -> Words:
        words = {}
        for form, known, new in (("", "der", "ein"), (".den", "den", "einen"), (".dem", "dem", "einem")):
            words[f"helper{form}"] = self.noun_phrase([known, critter])
            words[f"helper.first{form}"] = self.noun_phrase([new, age, critter])
        return words

    def relative(self, hero: Words, relative: str) -> Words:
        words = {}
        for form, key in (("", "sein"), (".den", "seinen"), (".dem", "seinem")):
            words[f"helper{form}"] = words[f"helper.first{form}"] = self.noun_phrase([hero[key], relative])
        return words

    @staticmethod
    def _determiner(word: str, gender: str) -> tuple[str, str, dict[str, str]]:
        """The determiner of a masculine noun as it is for the gender, its case, and the endings of the adjectives."""
        case = next((case for case in _CASES if _ending(_DEFINITE, "m", case) == word), None)
        if case is not None:
            return _ending(_DEFINITE, gender, case), case, _WEAK
        for stems, table, adjectives in ((_DER_WORDS, _LIKE_DER, _WEAK), (_EIN_WORDS, _LIKE_EIN, _MIXED)):
            for stem in stems:
                for case in _CASES:
                    if word != stem + _ending(table, "m", case):
                        continue
                    if stem == "ein" and gender == "p":
                        return "", case, _STRONG
                    return stem + _ending(table, gender, case), case, adjectives
        raise ValueError(f"{word!r} is no determiner of a masculine noun")

    @staticmethod
    def _adjective(word: str, ending: str) -> str:
        if word in _NOT_INFLECTED or (word[0].isupper() and word.endswith("er")):  # Brandenburger Tor
            return word
        if word.endswith("el"):
            word = word[:-2] + "l"  # dunkel, dunkle
        return word.removesuffix("e") + ending  # müde, müder

    def _noun(self, word: str, gender: str, case: str) -> str:
        if word in self._weak:
            return word if case == "nominative" else word + ("n" if word.endswith("e") else "en")
        if gender == "p":
            return word + "n" if case == "dative" and not word.endswith(("n", "s")) else word
        if case == "genitive" and gender in "mn":
            return word + ("es" if word.endswith(("s", "ß", "z", "x", "sch")) else "s")
        return word

    @staticmethod
    def _articles(gender: str) -> set[str]:
        """What may stand before a noun of this gender in any case."""
        forms = set(_DEFINITE[gender].split())
        for stem in _EIN_WORDS:
            forms.update(stem + ending.replace("-", "") for ending in _LIKE_EIN[gender].split())
        return forms
