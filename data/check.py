"""Check the datasets of every language: what README.md promises of them, and that the scripts still make them.

    python3 data/check.py

Prints what fails, the sizes of the datasets and, at the end, how many checks passed; exits with 1 if any failed.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Callable, Final, Iterator

import generate_facts
import generate_stories
from language import Language
from languages import LANGUAGES
from words import chat_tokens, tokens

HERE: Final = Path(__file__).resolve().parent
MIN_FACTS: Final = 400
MAX_WORDS_IN_FACTS_AND_CHATS: Final = 2_200
MAX_CHAT_TOKENS: Final = 60
FACT_WORDS: Final = range(5, 15)
MIN_STORY_SENTENCES: Final = 15_000
MAX_STORY_WORDS: Final = 1_500
MAX_STORY_BYTES: Final = 1_000_000
MAX_SCRIPT_LINES: Final = 500

Problems = Iterator[str]
Pair = tuple[str, str]


class Data:
    """Everything the checks look at of a language, read once."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.folder = HERE / language.folder
        self.facts: list[str] = json.loads(self._text("facts.json"))
        self.chats = self._pairs("chats.json")
        self.heldout = self._pairs("chats-heldout.json")
        self.stories = self._text("stories.txt").splitlines()
        self.trained_words = {token for fact in self.facts for token in tokens(f"{fact} </s>")}
        for prompt, answer in self.chats:
            self.trained_words.update(chat_tokens(prompt, answer))

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def _pairs(self, name: str) -> list[Pair]:
        return [(chat["prompt"], chat["answer"]) for chat in json.loads(self._text(name))]


def facts_are_sentences(data: Data) -> Problems:
    if len(data.facts) < MIN_FACTS:
        yield f"facts.json has {len(data.facts)} facts, fewer than {MIN_FACTS}"
    if len(set(data.facts)) != len(data.facts):
        yield "facts.json has a fact twice"
    for fact in data.facts:
        if not (fact[0].isupper() and fact.endswith(".") and "  " not in fact):
            yield f"not a sentence with a capital letter and a full stop: {fact!r}"
        if len(fact.split()) not in FACT_WORDS:
            yield f"a fact has {FACT_WORDS.start} to {FACT_WORDS.stop - 1} words, this one does not: {fact!r}"


def prompts_are_sentences(data: Data) -> Problems:
    for prompt, _ in data.chats + data.heldout:
        first = next(token for token in tokens(prompt) if token != "¿")
        asks = first not in data.language.imperatives
        if not first[0].isupper() and ", ¿" not in prompt or not prompt.endswith("?" if asks else "."):
            yield f"a prompt without a capital letter or the right mark at its end: {prompt!r}"
        if data.language.code == "es" and prompt.count("?") != prompt.count("¿"):
            yield f"a question mark without its other half: {prompt!r}"


def facts_and_chats_are_of_its_letters(data: Data) -> Problems:
    """ASCII, and the letters of the language."""
    foreign = re.compile(rf"[^\x00-\x7f{data.language.letters}]")
    for text in data.facts + [text for pair in data.chats + data.heldout for text in pair]:
        if foreign.search(text):
            yield f"{foreign.search(text)[0]!r} is no letter of {data.language.code!r}: {text!r}"


def words_agree(data: Data) -> Problems:
    """Articles have the gender of their nouns, in facts, prompts and stories."""
    texts = [*data.facts, *(prompt for prompt, _ in data.chats + data.heldout), *data.stories]
    for text in texts:
        for pair in data.language.disagreements(text):
            yield f"{pair!r} do not agree: {text!r}"


def every_fact_is_asked(data: Data) -> Problems:
    trained, heldout = defaultdict(set), defaultdict(set)
    for prompt, answer in data.chats:
        trained[answer].add(tuple(tokens(prompt)))
    for prompt, answer in data.heldout:
        heldout[answer].add(tuple(tokens(prompt)))
    for fact in data.facts:
        if len(trained[fact]) < generate_facts.TRAINED_PHRASINGS:
            yield f"asked in {len(trained[fact])} phrasings only: {fact!r}"
        if not heldout[fact]:
            yield f"no held-out phrasing: {fact!r}"
    for answer in sorted((trained.keys() | heldout.keys()) - set(data.facts)):
        yield f"an answer that is not a fact: {answer!r}"


def prompts_are_different(data: Data) -> Problems:
    """No prompt comes twice, neither within a file nor in both, even when only white space differs."""
    seen: dict[tuple[str, ...], str] = {}
    for prompt, answer in data.chats + data.heldout:
        key = tuple(tokens(prompt))
        if key in seen:
            yield f"the prompt {prompt!r} comes twice, answered by {seen[key]!r} and {answer!r}"
        seen[key] = answer


def heldout_words_are_known(data: Data) -> Problems:
    for prompt, answer in data.heldout:
        unknown = sorted(set(chat_tokens(prompt, answer)) - data.trained_words)
        if unknown:
            yield f"words of the held-out prompt {prompt!r} that are never trained: {', '.join(unknown)}"


def chats_are_small(data: Data) -> Problems:
    if len(data.trained_words) > MAX_WORDS_IN_FACTS_AND_CHATS:
        yield f"facts and chats have {len(data.trained_words)} words, more than {MAX_WORDS_IN_FACTS_AND_CHATS}"
    for prompt, answer in data.chats + data.heldout:
        if len(chat_tokens(prompt, answer)) > MAX_CHAT_TOKENS:
            yield f"more than {MAX_CHAT_TOKENS} tokens: {prompt!r}"


def csv_equals_json(data: Data) -> Problems:
    with (data.folder / "facts.csv").open(encoding="utf-8", newline="") as file:
        if [",".join(record) for record in csv.reader(file, strict=True)] != data.facts:
            yield "facts.csv and facts.json differ"
    with (data.folder / "chats.csv").open(encoding="utf-8", newline="") as file:
        header, *records = csv.reader(file, strict=True)
        if header != ["prompt", "answer"]:
            yield f"chats.csv starts with {header}, not with prompt,answer"
        if [tuple(record) for record in records] != data.chats:
            yield "chats.csv and chats.json differ"


def stories_have_the_right_size(data: Data) -> Problems:
    sentences = sum(map(generate_stories.sentence_count, data.stories))
    if sentences < MIN_STORY_SENTENCES:
        yield f"stories.txt has {sentences} sentences, fewer than {MIN_STORY_SENTENCES}"
    words = {token for story in data.stories for token in tokens(story)}
    if len(words) > MAX_STORY_WORDS:
        yield f"stories.txt has {len(words)} words, more than {MAX_STORY_WORDS}"
    size = (data.folder / "stories.txt").stat().st_size
    if size > MAX_STORY_BYTES:
        yield f"stories.txt has {size} bytes, more than {MAX_STORY_BYTES}"
    if len(set(data.stories)) != len(data.stories):
        yield "stories.txt has a story twice"
    for story in data.stories:
        if not generate_stories.fits(story):
            yield f"too long or too short: {story!r}"


def stories_are_well_formed(data: Data) -> Problems:
    """Sentences start with a capital letter and end in a mark; nothing is left unfilled."""
    for story in data.stories:
        words = tokens(story)
        if words[-1] not in (".", "!"):
            yield f"does not end in a full stop: {story!r}"
        for before, word in zip([".", *words], words):
            if before in (".", "!", "¡") and not (word[0].isupper() or word == "¡"):
                yield f"a sentence that starts with {word!r}: {story!r}"
            if not (word.isalpha() or word in (".", ",", "!", "¡")):
                yield f"the word {word!r}: {story!r}"
        if "  " in story or " ." in story or " ," in story:
            yield f"stray white space: {story!r}"


def files_are_up_to_date(data: Data) -> Problems:
    with tempfile.TemporaryDirectory() as name:
        fresh = Path(name)
        generate_facts.generate(fresh, data.language)
        generate_stories.generate(fresh, data.language)
        for output in (*generate_facts.OUTPUTS, generate_stories.OUTPUT):
            if (fresh / output).read_bytes() != (data.folder / output).read_bytes():
                yield f"{output} is not what its script writes now: run the script again and commit the result"


def scripts_are_short(data: Data) -> Problems:
    code = data.language.code
    for path in sorted([*HERE.glob("*.py"), *HERE.glob(f"lexicon/{code}.json"), *HERE.glob(f"*/{code}/*.json")]):
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_SCRIPT_LINES:
            yield f"{path.name} has more than {MAX_SCRIPT_LINES} lines"


def sizes(data: Data) -> str:
    """How much there is of everything, in one line."""
    story_tokens = [token for story in data.stories for token in tokens(story)]
    return (
        f"{len(data.facts)} facts, {len(data.chats)} chats, {len(data.heldout)} held-out chats, "
        f"{len(data.trained_words)} words in facts and chats; {len(data.stories)} stories, "
        f"{sum(map(generate_stories.sentence_count, data.stories))} sentences, {len(story_tokens)} tokens, "
        f"{len(set(story_tokens))} words in stories"
    )


CHECKS: Final[tuple[Callable[[Data], Problems], ...]] = (
    facts_are_sentences,
    prompts_are_sentences,
    facts_and_chats_are_of_its_letters,
    words_agree,
    every_fact_is_asked,
    prompts_are_different,
    heldout_words_are_known,
    chats_are_small,
    csv_equals_json,
    stories_have_the_right_size,
    stories_are_well_formed,
    files_are_up_to_date,
    scripts_are_short,
)
SHOWN_PROBLEMS: Final = 5


def check_language(language: Language) -> int:
    """@return how many checks failed"""
    data = Data(language)
    failed = 0
    for check in CHECKS:
        problems = list(check(data))
        failed += bool(problems)
        for problem in problems[:SHOWN_PROBLEMS]:
            print(f"data: {language.code}: {check.__name__}: {problem}")
        if len(problems) > SHOWN_PROBLEMS:
            print(f"data: {language.code}: {check.__name__}: and {len(problems) - SHOWN_PROBLEMS} more")
    print(f"data: {language.code}: {sizes(data)}")
    return failed


def main() -> int:
    failed = sum(map(check_language, LANGUAGES))
    print(f"data: {len(CHECKS) * len(LANGUAGES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
