"""Signatures: the part of a letter that repeats in every letter. A courtesy and a name stay; contact blocks go."""

import re
from typing import Final

from otklik.channels.mail import phrases

SIGNATURE_LINES_MAX: Final = 30
"""Lines after a delimiter that may be a signature; more is a letter."""

SIGN_OFF_LINES_MAX: Final = 12

_DELIMITER: Final = re.compile(r"^\s*(?:--|---|—|––|__|___|_{20,})\s*$")
_SENT_FROM: Final = re.compile(rf"^[\s>*_\-–—]*(?:{phrases.SENT_FROM})", re.IGNORECASE)
_SENTENCE: Final = re.compile(
    r"\b(?:is|are|was|were|because|but|это|был|была|потому|ist|war|est|était|es)\b", re.IGNORECASE
)
_DASH_NAME: Final = re.compile(r"^\s*(?:[-–—~]|[–—~] )[^\W\d_][\w.'’]*(?: [\w.'’]+){0,2}\s*$")
_SIGN_OFF: Final = re.compile(rf"^\s*(?:{phrases.SIGN_OFFS})\s*[,.!]?\s*$", re.IGNORECASE)
_CONTACT: Final = re.compile(
    r"(?:\+?\d[\d\s().-]{6,}\d)|[^\s@<>]+@[^\s@<>]+\.\w{2,}|https?://|www\.|(?:^|\W)(?:тел|моб|tel|phone|mob|fax|"
    r"факс)\b\.?:?",
    re.IGNORECASE,
)
_CLEARSIGNED: Final = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----\s*$")
_ARMOUR: Final = re.compile(r"^-----BEGIN PGP SIGNATURE-----\s*$")


def drop(lines: list[str]) -> list[str]:
    """The lines without the signature at their end."""
    lines = _without_armour(lines)
    lines = _cut_at_delimiter(lines)
    lines = _without_sent_from(lines)
    return _cut_sign_off(_without_dash_name(lines))


def _cut_at_delimiter(lines: list[str]) -> list[str]:
    following = sum(1 for line in lines if line.strip())
    for index, line in enumerate(lines):
        following -= bool(line.strip())
        if following <= SIGNATURE_LINES_MAX and _DELIMITER.match(line) and _is_signature(lines, index):
            return lines[:index]
    return lines


def _is_signature(lines: list[str], index: int) -> bool:
    rest = [line for line in lines[index + 1 :] if line.strip()]
    if not any(line.strip() for line in lines[:index]):
        return len(rest) <= 5 and lines[index].strip() == "--"
    return len(rest) <= SIGNATURE_LINES_MAX and all(len(line) <= 500 for line in rest)


def _without_sent_from(lines: list[str]) -> list[str]:
    """`Sent from my iPhone` goes wherever it stands alone: a device wrote it."""
    kept = list(lines)
    for index in range(len(lines) - 1, -1, -1):
        line = lines[index]
        if _SENT_FROM.match(line) and len(line) <= 160 and not _SENTENCE.search(line) and _stands_alone(lines, index):
            del kept[index]
    return kept


def _stands_alone(lines: list[str], index: int) -> bool:
    """A sentence of the letter that happens to begin so is followed or preceded by more of its paragraph."""
    if len(lines[index].strip()) <= 60:
        return True
    after = index + 1 >= len(lines) or not lines[index + 1].strip()
    return after and (index == 0 or not lines[index - 1].strip())


def _without_dash_name(lines: list[str]) -> list[str]:
    """`-Anna` after a blank line at the very end, as people signed before telephones did it for them."""
    end = len(lines)
    while end > 0 and not lines[end - 1].strip():
        end -= 1
    signed = end >= 3 and _DASH_NAME.match(lines[end - 1]) and not lines[end - 2].strip()
    return lines[: end - 1] if signed else lines


def _cut_sign_off(lines: list[str]) -> list[str]:
    """A courtesy followed by a name stays; followed by telephones and links it opens a signature."""
    for index in range(len(lines) - 1, -1, -1):
        if not _SIGN_OFF.match(lines[index]):
            continue
        rest = [line for line in lines[index + 1 :] if line.strip()]
        short = 2 <= len(rest) <= SIGN_OFF_LINES_MAX and all(len(line) <= 100 for line in rest)
        if short and any(_CONTACT.search(line) for line in rest) and any(line.strip() for line in lines[:index]):
            return lines[:index]
        return lines
    return lines


def _without_armour(lines: list[str]) -> list[str]:
    """A clear-signed text (RFC 9580 section 7) loses its armour, so the words alone are read."""
    start = next((index for index, line in enumerate(lines) if _CLEARSIGNED.match(line)), None)
    if start is None:
        return lines
    end = next((index for index, line in enumerate(lines) if _ARMOUR.match(line)), len(lines))
    body = start + 1
    while body < end and lines[body].strip():
        body += 1
    return [*lines[:start], *(line.removeprefix("- ") for line in lines[body + 1 : end])]
