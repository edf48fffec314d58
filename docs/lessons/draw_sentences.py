#!/usr/bin/env python3
"""Draws the sentences of the lesson on the loss: who, what is done, and what it is done to, all by lot.

    python3 docs/lessons/draw_sentences.py

writes docs/lessons/*/drawn.txt, the same bytes each time.
"""
import random
from itertools import product
from pathlib import Path

SENTENCES = 60
NAMES = ["Mia", "Tom", "Ana", "Ben", "Lea", "Max"]
WORDS = {
    "en": ("{name} {verb} a {colour} {thing}.",
           ["finds", "draws", "sells", "paints"], ["red", "blue", "green", "old"], ["boat", "house", "hat", "bike"]),
    "de": ("{name} {verb} ein {colour} {thing}.",
           ["findet", "zeichnet", "verkauft", "malt"], ["rotes", "blaues", "grünes", "altes"], ["Boot", "Haus", "Hemd", "Rad"]),
    "es": ("{name} {verb} un {thing} {colour}.",
           ["encuentra", "dibuja", "vende", "pinta"], ["rojo", "azul", "verde", "viejo"], ["barco", "libro", "reloj", "sombrero"]),
}


def main() -> None:
    for language, (pattern, verbs, colours, things) in WORDS.items():
        drawn = random.Random(1).sample(list(product(NAMES, verbs, colours, things)), SENTENCES)
        lines = [pattern.format(name=n, verb=v, colour=c, thing=t) for n, v, c, t in drawn]
        Path(__file__).with_name(language).joinpath("drawn.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
