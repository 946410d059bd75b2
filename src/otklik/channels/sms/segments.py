"""How many segments an SMS takes, and which characters make it dear (3GPP TS 23.038 and 23.040).

One segment carries 140 octets: 160 septets or 70 UTF-16 units. Each part of a longer message begins with a header of
six octets that joins them: 153 septets or 67 units are left.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from otklik.channels.contract import Frozen
from otklik.channels.sms import alphabet
from otklik.channels.sms.alphabet import Alphabet

GSM_7: Final = "GSM-7"
UCS_2: Final = "UCS-2"
OCTETS: Final = 140
CONCATENATION_OCTETS: Final = 5  # the element 00 03 RR TT NN, without the length before all elements
SEGMENTS_MAX: Final = 255
"""The number of parts is one octet."""


class Counted(Frozen, frozen=True, kw_only=True):
    """What sending a text takes. `units` are septets of GSM-7 or 16-bit units of UCS-2, headers not counted."""

    encoding: str
    segments: int
    units: int
    per_segment: int
    """Units that fit into one segment of a message of this many segments."""
    units_left: int
    """Units that still fit before one more segment begins."""
    costly: tuple[str, ...] = ()
    """Characters that GSM-7 lacks, each once, in order: because of them alone only 70 fit instead of 160."""
    language: str = ""
    """Whose national table is shifted to, where one is."""


class Encoding(NamedTuple):
    """One way to write the whole text."""

    name: str
    cost: Callable[[str], int]
    """Units of one character."""
    alone: int
    """Units of a message of one segment."""
    joined: int
    """Units of each part of a longer one."""
    alphabet: Alphabet | None = None


def count(text: str, *, languages: Iterable[str] = ()) -> Counted:
    """`languages`: whose shift tables the provider takes, of `alphabet.LANGUAGES`."""
    tables = tuple(languages)
    encoding = choose(text, languages=tables)
    parts = _split(text, encoding)
    units = sum(map(encoding.cost, text))
    room = encoding.joined if len(parts) > 1 else encoding.alone
    last = sum(map(encoding.cost, parts[-1])) if parts else 0
    return Counted(
        encoding=encoding.name,
        segments=len(parts),
        units=units,
        per_segment=room,
        units_left=room - last,
        costly=costly(text, languages=tables) if encoding.name == UCS_2 else (),
        language=encoding.alphabet.language if encoding.alphabet else "",
    )


def split(text: str, *, languages: Iterable[str] = ()) -> tuple[Encoding, list[str]]:
    """The texts of the segments in order; neither an escaped character nor a surrogate pair is ever cut."""
    encoding = choose(text, languages=languages)
    return encoding, _split(text, encoding)


def costly(text: str, *, languages: Iterable[str] = ()) -> tuple[str, ...]:
    """What keeps the text out of GSM-7; with several languages allowed, of the table that lacks least."""
    lacking = [
        tuple(dict.fromkeys(char for char in text if not one.cost(char))) for one in _alphabets(tuple(languages))
    ]
    return min(lacking, key=len)


def choose(text: str, *, languages: Iterable[str] = ()) -> Encoding:
    """The encoding of the fewest segments; among equals the plainest, which every phone reads."""
    fitting = [_septets(one) for one in _alphabets(tuple(languages)) if all(map(one.cost, text))]
    return min([*fitting, UNICODE], key=lambda one: len(_split(text, one)))


def _alphabets(languages: Sequence[str]) -> list[Alphabet]:
    return [alphabet.PLAIN, *(one for name in languages for one in alphabet.NATIONAL.get(name, []))]


def _septets(one: Alphabet) -> Encoding:
    header = len(one.header)
    alone = OCTETS - (header + 1 if header else 0)
    joined = OCTETS - (1 + CONCATENATION_OCTETS + header)
    return Encoding(GSM_7, one.cost, alone * 8 // 7, joined * 8 // 7, one)


def _utf16_units(char: str) -> int:
    return 2 if ord(char) > 0xFFFF else 1


UNICODE: Final = Encoding(UCS_2, _utf16_units, OCTETS // 2, (OCTETS - 1 - CONCATENATION_OCTETS) // 2)


def _split(text: str, encoding: Encoding) -> list[str]:
    if sum(map(encoding.cost, text)) <= encoding.alone:
        return [text] if text else []
    parts: list[str] = []
    begun, used = 0, 0
    for at, char in enumerate(text):
        cost = encoding.cost(char)
        if used + cost > encoding.joined:
            parts.append(text[begun:at])
            begun, used = at, 0
        used += cost
    return [*parts, text[begun:]]
