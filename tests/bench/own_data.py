"""Makes up questions with answers, and texts, about people and towns that do not exist, as somebody's own data might be.
The same language, number and seed give the same."""

import random

ONSETS = "b br d dr f g gr h k kl l m n p r s st t tr v z".split()
VOWELS = "a e i o u ai ei".split()
CODAS = ["", "l", "m", "n", "r", "s", "t"]

# For each language three questions about a person, with their answers: {who} is asked about, the rest made up or chosen.
LANGUAGES = {
    "en": {
        "patterns": [
            ("Where does {who} live?", "{who} lives in {town}."),
            ("What does {who} like to eat?", "{who} likes {dish} with {other}."),
            ("What is the work of {who}?", "{who} is a {work} and owns a {colour} {thing}."),
        ],
        "dish": "bread soup rice beans apples cheese noodles pears fish plums".split(),
        "work": "baker pilot nurse painter farmer sailor teacher smith".split(),
        "colour": "red green blue yellow white black grey brown".split(),
        "thing": "bicycle boat piano garden dog horse kite clock".split(),
    },
    "de": {
        "patterns": [
            ("Wo wohnt {who}?", "{who} wohnt in {town}."),
            ("Was isst {who} am liebsten?", "{who} isst am liebsten {dish} mit {other}."),
            ("Was ist {who} von Beruf?", "{who} arbeitet als {work} und hat ein {colour} {thing}."),
        ],
        "dish": "Brot Suppe Reis Bohnen Äpfel Käse Nudeln Birnen Fisch Pflaumen".split(),
        "work": "Bäcker Pilot Gärtner Maler Bauer Seemann Lehrer Schmied".split(),
        "colour": "rotes grünes blaues gelbes weißes schwarzes graues braunes".split(),
        "thing": "Fahrrad Boot Klavier Haus Pferd Auto Zelt Schiff".split(),
    },
}


def new_name(chance: random.Random, taken: set[str]) -> str:
    while True:
        syllables = (chance.choice(ONSETS) + chance.choice(VOWELS) + chance.choice(CODAS) for _ in range(2))
        name = "".join(syllables).capitalize()
        if name not in taken:
            taken.add(name)
            return name


def questions(language: str, number: int, seed: int) -> list[dict[str, str]]:
    words = LANGUAGES[language]
    chance = random.Random(f"{language} {seed}")
    taken: set[str] = set()
    chats: list[dict[str, str]] = []
    while len(chats) < number:
        dish, other = chance.sample(words["dish"], 2)
        about = {"who": new_name(chance, taken), "town": new_name(chance, taken), "dish": dish, "other": other}
        about |= {name: chance.choice(words[name]) for name in ("work", "colour", "thing")}
        chats += [{"prompt": asked.format(**about), "answer": told.format(**about)} for asked, told in words["patterns"]]
    return chats[:number]


def texts(language: str, number: int, seed: int) -> list[str]:
    return [chat["answer"] for chat in questions(language, number, seed)]
