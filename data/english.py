"""English, for the generators: "a" or "an", and no agreement beyond that."""

from __future__ import annotations

import re

from language import Language, Words


class English(Language):
    code = "en"
    folder = "."
    imperatives = ("Name", "Tell")
    pronouns = {
        "he": {"he": "he", "him": "him", "his": "his", "himself": "himself", "kid": "boy"},
        "she": {"he": "she", "him": "her", "his": "her", "himself": "herself", "kid": "girl"},
    }
    critters = {"he": "critter", "she": "critter"}

    def finish(self, text: str) -> str:
        """a(n) becomes "a" or "an" by the word after it."""
        text = re.sub(r"\b([Aa])\(n\) (?=[aeiou])", r"\1n ", text)
        return re.sub(r"\b([Aa])\(n\) ", r"\1 ", text)

    def disagreements(self, text: str) -> list[str]:
        pairs = re.findall(r"\b([Aa]n?) (\w+)", text)
        return [
            f"{article} {word}"
            for article, word in pairs
            if (word[0] in "aeiou" or word == "hour") != (article in ("an", "An")) and word[0].islower()
        ]

    def friend(self, hero: Words, name: str, gender: str) -> Words:
        return {"helper": name, "helper.first": f"{hero['his']} friend {name}"}

    def animal(self, critter: str, age: str) -> Words:
        return {"helper": f"the {critter}", "helper.first": f"a(n) {age} {critter}"}

    def relative(self, hero: Words, relative: str) -> Words:
        name = f"{hero['his']} {relative}"
        return {"helper": name, "helper.first": name}
