"""The same words without costly characters: typographic signs made plain, Cyrillic written in Latin letters."""

import unicodedata
from collections.abc import Iterable
from typing import Final

from otklik.channels.contract import Frozen
from otklik.channels.sms import segments

SIGNS: Final = {
    **dict.fromkeys("“”„‟«»″〝〞＂", '"'),
    **dict.fromkeys("‘’‚‛‹›′´`ʼ", "'"),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009", " "),
    **dict.fromkeys("\u200a\u202f\u205f\u3000\t", " "),
    **dict.fromkeys("\u200b\u200c\u2060\ufeff\u00ad", ""),
    "…": "...",
    "№": "No ",
    "•": "-",
    "·": "-",
    "×": "x",
    "°": "",
    "™": "(TM)",
    "©": "(c)",
    "®": "(R)",
    "₽": "RUB",
    "₴": "UAH",
    "₸": "KZT",
    "½": "1/2",
    "¼": "1/4",
    "¾": "3/4",
    "→": "->",
    "←": "<-",
    "✓": "+",
}  # fmt: skip
"""Signs with a plain twin; what a machine put there, nobody misses."""

CYRILLIC: Final = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "yo", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "қ": "q", "ғ": "gh", "ң": "ng", "ә": "a", "ө": "o", "ү": "u",
    "ұ": "u", "һ": "h", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip
"""As people write it in messages: by sound, without signs that phones lack."""


class Rewording(Frozen, frozen=True, kw_only=True):
    """Other words for the same, and how many segments they take."""

    text: str
    segments: int
    encoding: str


def plain(text: str) -> str:
    """Typographic signs and foreign accents made plain; letters of other scripts stay as they are."""
    return "".join(map(_plain, unicodedata.normalize("NFC", text)))


def latin(text: str) -> str:
    """`plain`, and Cyrillic by sound: «Щука» is Schuka, «ЩУКА» is SCHUKA."""
    flat = plain(text)
    return "".join(_latin(char, before=flat[at - 1 : at], after=flat[at + 1 : at + 2]) for at, char in enumerate(flat))


def offers(text: str, *, languages: Iterable[str] = ()) -> tuple[Rewording | None, Rewording | None]:
    """`plain` and `latin` of the text, each only where it takes fewer segments than what was before it."""
    tables = tuple(languages)
    fewest = segments.count(text, languages=tables).segments
    found: list[Rewording | None] = []
    for other in (plain(text), latin(text)):
        counted = segments.count(other, languages=tables)
        better = counted.segments < fewest
        found.append(Rewording(text=other, segments=counted.segments, encoding=counted.encoding) if better else None)
        fewest = min(fewest, counted.segments)
    return found[0], found[1]


def _plain(char: str) -> str:
    if not segments.costly(char):
        return char
    if char in SIGNS:
        return SIGNS[char]
    bare = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    return bare if bare and not segments.costly(bare) else char


def _latin(char: str, *, before: str, after: str) -> str:
    small = char.lower()
    if small not in CYRILLIC:
        return char
    written = CYRILLIC[small]
    if char == small:
        return written
    shouted = after.isupper() or (before.isupper() and not after.islower())
    return written.upper() if shouted else written.capitalize()
