"""Spanish, for the generators: gender and number of articles and adjectives, "del" and "al", "e" for "y"."""

from __future__ import annotations

import re
from typing import Final, Sequence

from language import Language, Words, genders, load_lexicon

# Feminine nouns that begin with a stressed "a" take "el" and "un": el agua fría.
_GENDERS: Final = ("m", "f", "fa", "mp", "fp")

# As of a masculine noun in the singular: the same of each gender in the order of _GENDERS.
_DETERMINERS: Final = {
    "el": ("el", "la", "el", "los", "las"),
    "un": ("un", "una", "un", "unos", "unas"),
    "del": ("del", "de la", "del", "de los", "de las"),
    "al": ("al", "a la", "al", "a los", "a las"),
    "este": ("este", "esta", "esta", "estos", "estas"),
    "otro": ("otro", "otra", "otra", "otros", "otras"),
    "cuánto": ("cuánto", "cuánta", "cuánta", "cuántos", "cuántas"),
    "ningún": ("ningún", "ninguna", "ningún", "ningunos", "ningunas"),
    "su": ("su", "su", "su", "sus", "sus"),
}
_DE_EL: Final = re.compile(r"\b([Dd])e el\b")
_A_EL: Final = re.compile(r"\b([Aa]) el\b")
_Y_I: Final = re.compile(r"\by (?=[Hh]?[iIíÍ](?![aeouáéóú]))")
_O_O: Final = re.compile(r"\bo (?=[Hh]?[oOóÓ])")


class Spanish(Language):
    code = "es"
    folder = "es"
    imperatives = ("Nombra", "Dime", "Di")
    letters = "áéíóúüñÁÉÍÓÚÑ¿¡"
    pronouns = {
        "he": {"él": "él", "lo": "lo", "o": "o", "kid": "niño"},
        "she": {"él": "ella", "lo": "la", "o": "a", "kid": "niña"},
    }
    critters = {"he": "critter_he", "she": "critter_she"}

    def __init__(self) -> None:
        self._genders = genders(load_lexicon("es"), _GENDERS)

    def noun_phrase(self, words: Sequence[str]) -> str:
        """The determiner, the noun with all that belongs to it, and adjectives as of a masculine noun."""
        determiner, noun, *adjectives = words
        gender = self._genders.get(noun.split()[0])
        if gender is None:
            raise ValueError(f"no noun of the lexicon at the start of {noun!r}: add it to lexicon/es.json")
        if determiner not in _DETERMINERS:
            raise ValueError(f"{determiner!r} is no determiner of a masculine noun")
        article = _DETERMINERS[determiner][_GENDERS.index(gender)]
        return " ".join([article, noun, *(self._adjective(word, gender) for word in adjectives)])

    def finish(self, text: str) -> str:
        for pattern, replacement in ((_DE_EL, r"\1el"), (_A_EL, r"\1l"), (_Y_I, "e "), (_O_O, "u ")):
            text = pattern.sub(replacement, text)
        return text

    def disagreements(self, text: str) -> list[str]:
        """Of an article and the noun right after it."""
        found = []
        for article, noun in re.findall(r"\b(el|la|los|las|un|una|unos|unas|del|al) (\w+)", text.lower()):
            gender = self._genders.get(noun)
            forms = {form[_GENDERS.index(gender)].split()[-1] for form in _DETERMINERS.values()} if gender else {article}
            if article not in forms:
                found.append(f"{article} {noun}")
        return found

    def friend(self, hero: Words, name: str, gender: str) -> Words:
        noun = "amigo" if gender == "he" else "amiga"
        return {"helper": name, "helper.first": f"su {noun} {name}"}

    def animal(self, critter: str, age: str) -> Words:
        return {"helper": self.noun_phrase(["el", critter]), "helper.first": self.noun_phrase(["un", critter, age])}

    def relative(self, hero: Words, relative: str) -> Words:
        return {"helper": f"su {relative}", "helper.first": f"su {relative}"}

    @staticmethod
    def _adjective(word: str, gender: str) -> str:
        """An adjective, given as of a masculine noun, with each of its words if there are several."""
        plural = gender in ("mp", "fp")
        if gender in ("f", "fa", "fp"):
            if word.endswith("o"):
                word = word[:-1] + "a"
            elif word.endswith(("dor", "lón")):
                word = word.replace("lón", "lon") + "a"
        if not plural:
            return word
        if word.endswith("z"):
            return word[:-1] + "ces"
        return word + ("s" if word[-1] in "aeo" else "es")
