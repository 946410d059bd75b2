"""Bytes to text whatever the label says: real mail lies about its charset, or names none.

The declared charset is believed when it decodes to plausible text; otherwise UTF-8, then the Cyrillic family is
scored by letter frequency, then Western European. Nothing here raises.
"""

import codecs
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

SAMPLE_BYTES_MAX: Final = 20_000
"""Bytes looked at while guessing; a longer text tells nothing more."""

_ALIASES: Final = {
    "x-mac-cyrillic": "mac-cyrillic",
    "mac-russian": "mac-cyrillic",
    "cp-1251": "cp1251",
    "win-1251": "cp1251",
    "win1251": "cp1251",
    "x-cp1251": "cp1251",
    "cp-866": "cp866",
    "x-cp866": "cp866",
    "koi8": "koi8-r",
    "koi-8": "koi8-r",
    "koi-8-r": "koi8-r",
    "koi8r": "koi8-r",
    "koi8-ru": "koi8-u",
    "x-koi8-r": "koi8-r",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "x-ansi": "cp1252",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "iso-8859-11": "cp874",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-euc-jp": "euc-jp",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
    "unicode": "utf-8",
    "x-utf-8": "utf-8",
}
_UNKNOWN: Final = frozenset(
    {"", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "unknown", "8bit", "7bit", "binary"}
)
_NOT_CHARSETS: Final = frozenset({"base64", "hex", "bz2", "zip", "zlib", "uu", "quopri", "rot13", "idna", "punycode"})
_MULTIBYTE: Final = frozenset(
    {"gb18030", "big5", "big5hkscs", "cp949", "cp932", "euc_jp", "iso2022_jp", "iso2022_kr", "utf-16", "utf-7", "hz"}
)
_CYRILLIC: Final = ("cp1251", "koi8-r", "iso8859-5", "cp866", "mac-cyrillic")
_CYRILLIC_NAMES: Final = frozenset({*_CYRILLIC, "koi8-u", "mac_cyrillic", "iso8859_5"})
_WESTERN: Final = frozenset({"cp1252", "iso8859-15", "cp1254", "iso8859-2", "cp1250", "mac-roman"})

# Shares of letters in running Russian text, in percent (rounded).
_SHARE: Final = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (
            11,
            8,
            8,
            7,
            7,
            6,
            5,
            5,
            5,
            4,
            3,
            3,
            3,
            3,
            3,
            2,
            2,
            2,
            2,
            2,
            2,
            1,
            1,
            1,
            1,
            1,
            1,
            0.5,
            0.4,
            0.3,
            0.3,
            0.1,
            0.2,
        ),
        strict=True,
    )
)
_EXTRA: Final = frozenset("іїєґўјљњћџђѓќѕ№«»—–…“”„’‘•©®™° \u00a0")
_WORD: Final = re.compile(r"[^\W\d_]+")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


def decode(data: bytes, declared: str = "", *, hint: str = "") -> str:
    """Text of `data`; `hint` is a charset tried when the declared one is missing or wrong."""
    if data.isascii() and b"\x1b" not in data:
        return _decode_ascii(data, declared)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and len(data) % 2 == 0:
        return data.decode("utf-16", "replace")
    name = _choose(data, declared=canonical(declared), hint=canonical(hint))
    return _clean(data.removeprefix(codecs.BOM_UTF8).decode(name, "replace"))


def canonical(declared: str) -> str:
    """Python's name of a declared charset; empty when it says nothing or is not known here."""
    name = declared.strip().strip("\"'").lower().partition("*")[0].removeprefix("charset=")
    if name in _UNKNOWN:
        return ""
    name = _ALIASES.get(name, name)
    windows = re.fullmatch(r"(?:x-)?(?:windows|win|cp)[-_ ]?(125\d|866|874)", name)
    if windows:
        name = "cp" + windows.group(1)
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return "" if found in _NOT_CHARSETS else found


def guess(data: bytes) -> str:
    """The likeliest charset of unlabelled bytes."""
    if is_utf8(data):
        return "utf-8"
    if b"\x1b$" in data or b"\x1b(J" in data:
        return "iso2022_jp"
    name, score = _best_cyrillic(data)
    return name if score > 0 else "cp1252"


def is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, forgiving a sequence cut at the end of the sample."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(data) - 3 and error.start > 0 and not data[: error.start].isascii()
    return True


def _decode_ascii(data: bytes, declared: str) -> str:
    name = canonical(declared)
    if name in {"utf-7", "hz"} or name.startswith(("utf-16", "utf-32")):
        try:
            return _clean(data.decode(name))
        except (UnicodeError, LookupError):
            pass
    return data.decode("ascii")


def _choose(data: bytes, *, declared: str, hint: str) -> str:
    sample = data[:SAMPLE_BYTES_MAX]
    if declared and _believable(sample, declared):
        return declared
    if is_utf8(sample):
        return "utf-8"
    if hint and hint != "utf-8" and _decodes(sample, hint) and not (hint in _WESTERN and _looks_foreign(sample, hint)):
        return hint
    if declared and declared not in _WESTERN and declared != "utf-8" and _errors_are_few(sample, declared):
        return declared
    return _when_nothing_fits(sample, declared)


def _when_nothing_fits(sample: bytes, declared: str) -> str:
    """Mostly good UTF-8 with a few broken bytes stays UTF-8: the letters around them are still readable."""
    if _errors_are_few(sample, "utf-8"):
        return "utf-8"
    guessed = guess(sample)
    return declared if guessed == "cp1252" and declared in _WESTERN else guessed


def _believable(sample: bytes, name: str) -> bool:
    if not _decodes(sample, name):
        return False
    if name in _MULTIBYTE or name.startswith("utf"):
        return True
    if _utf8_sequences(sample) >= 2:
        return False
    if name in _WESTERN:
        return not _looks_foreign(sample, name)
    if name in _CYRILLIC_NAMES:
        return not _better_cyrillic(sample, name)
    return True


def _decodes(sample: bytes, name: str) -> bool:
    """Strictly, but a sequence cut by the end of the sample is not an error."""
    try:
        codecs.getincrementaldecoder(name)("strict").decode(sample, final=False)
    except (UnicodeError, LookupError, AttributeError):
        return False
    return True


def _errors_are_few(sample: bytes, name: str) -> bool:
    try:
        text = sample.decode(name, "replace")
    except (UnicodeError, LookupError):
        return False
    strange = sum(1 for char in text if ord(char) > 127)
    return text.count("\ufffd") * 5 <= strange


def _utf8_sequences(sample: bytes) -> int:
    """How many multi-byte characters the bytes hold as UTF-8; 0 when they are not UTF-8."""
    if not is_utf8(sample):
        return 0
    return sum(1 for char in sample.decode("utf-8", "ignore") if ord(char) > 127)


def _looks_foreign(sample: bytes, name: str) -> bool:
    """Whether "Western" text is in truth Cyrillic: whole words of accented letters, which no Latin language has."""
    words = [word for word in _WORD.findall(sample.decode(name, "ignore")) if not word.isascii()]
    letters = sum(len(word) for word in words)
    strange = sum(1 for word in words for char in word if ord(char) > 127)
    return letters >= 3 and strange * 10 >= letters * 8 and _best_cyrillic(sample)[1] > 0


def _better_cyrillic(sample: bytes, name: str) -> bool:
    """Whether another Cyrillic charset reads far better than the declared one, on enough text to tell."""
    strange = sum(1 for byte in sample if byte > 127)
    if strange < 24:
        return False
    _, best = _best_cyrillic(sample)
    return best > 0 and best > _score(sample, name) * 1.5 + strange


def _best_cyrillic(data: bytes) -> tuple[str, float]:
    sample = data[:SAMPLE_BYTES_MAX]
    scored = [(_score(sample, name), -index, name) for index, name in enumerate(_CYRILLIC)]
    score, _, name = max(scored)
    return name, score


def _score(sample: bytes, name: str) -> float:
    """How Russian the text reads: frequent small letters win; case jumps, mixed scripts and symbols lose."""
    text = sample.decode(name, "replace")
    words = _WORD.findall(text)
    outside = sum(1 for char in text if ord(char) > 127 and not char.isalpha() and char not in _EXTRA)
    return sum(_score_word(word) for word in words if not word.isascii()) - 4.0 * outside


def _score_word(word: str) -> float:
    if any(char.isascii() for char in word):
        return -3.0 * len(word)
    letters = sum(_SHARE.get(char.lower(), -2.0 if char not in _EXTRA else 0.5) for char in word)
    return letters - 6.0 * _case_jumps(word)


def _case_jumps(word: str) -> int:
    return sum(1 for left, right in pairwise(word) if left.islower() and right.isupper())


def _clean(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)


def join_samples(samples: Sequence[bytes]) -> bytes:
    """One sample of all unlabelled bytes of a mail: a longer text is guessed better than a short header alone."""
    return b"\n".join(samples)[:SAMPLE_BYTES_MAX]


def decodes_well(data: bytes, name: str) -> bool:
    """Whether unlabelled bytes can be believed to be in this charset."""
    return _believable(data[:SAMPLE_BYTES_MAX], name)
