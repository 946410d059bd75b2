"""A draft in letters the customer does not write in."""

import re
from typing import Final

from otklik.domains.hints.rules.shapes import Found, Situation, found

KIND: Final = "wrong_language"
LETTERS_MIN: Final = 12
WORDS_MIN: Final = 3
SHARE: Final = 0.85

_NOT_WORDS: Final = re.compile(r"https?://\S+|\S+@\S+|\S*[\d_/\\]\S*|\b[A-ZА-Я]{2,}\b")
_CYRILLIC: Final = re.compile(r"[а-яёіїєґўА-ЯЁІЇЄҐЎ]")
_LATIN: Final = re.compile(r"[a-zA-ZÀ-ÿ]")


def wrong_language(situation: Situation) -> Found | None:
    """Only where both sides are plainly of one script: names, codes and links are of any."""
    theirs, ours = _script("\n".join(situation.turn)), _script(situation.draft)
    if theirs is None or ours is None or theirs == ours:
        return None
    return found(KIND, theirs, situation.turn[-1])


def _script(text: str) -> str | None:
    plain = _NOT_WORDS.sub(" ", text)
    cyrillic, latin = len(_CYRILLIC.findall(plain)), len(_LATIN.findall(plain))
    total = cyrillic + latin
    if total < LETTERS_MIN or len(plain.split()) < WORDS_MIN:
        return None
    if cyrillic >= SHARE * total:
        return "cyrillic"
    return "latin" if latin >= SHARE * total else None
