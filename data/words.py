"""The word tokenizer of the project, in a few lines of Python, for the scripts of this folder."""

from __future__ import annotations

import re
from typing import Final

# ASCII's, and what the other languages of this folder add.
_PUNCTUATION: Final = r"""!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~¡¿"""
_TOKEN: Final = re.compile(rf"(?<!\S)(?:</s>|<unk>)(?!\S)|[{_PUNCTUATION}]|[^\s{_PUNCTUATION}]+")


def tokens(text: str) -> list[str]:
    """Split on white space; every punctuation character is a token of its own; case is kept."""
    return _TOKEN.findall(text)


def chat_tokens(prompt: str, answer: str) -> list[str]:
    """The tokens a prompt and its answer become when the model is tuned on them."""
    return tokens(f"User: {prompt} Assistant: {answer} </s>")
