"""The languages that there are datasets in."""

from __future__ import annotations

from typing import Final

from english import English
from german import German
from language import Language
from spanish import Spanish

LANGUAGES: Final[tuple[Language, ...]] = (English(), German(), Spanish())
