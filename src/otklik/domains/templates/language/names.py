"""Russian names: cases by the rules of petrovich, the gender they tell of, and how a written name falls into parts.

petrovich 2 for Python carries the rules of both but applies only the first, and skips the rules that hold for either
gender when one is named (see docs/adr/0032); so a gender is named only where it decides.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, NamedTuple

from petrovich.enums import Case
from petrovich.main import Petrovich

NAME_CHARS_MAX: Final = 100
KEPT: Final = 20_000
"""Words whose form or gender was found: first names and surnames come again and again."""
FEMALE: Final = "female"
MALE: Final = "male"
CASES: Final[Mapping[str, int | None]] = {
    "nominative": None,
    "genitive": Case.GENITIVE,
    "dative": Case.DATIVE,
    "accusative": Case.ACCUSATIVE,
    "instrumental": Case.INSTRUMENTAL,
    "prepositional": Case.PREPOSITIONAL,
    "именительный": None,
    "родительный": Case.GENITIVE,
    "дательный": Case.DATIVE,
    "винительный": Case.ACCUSATIVE,
    "творительный": Case.INSTRUMENTAL,
    "предложный": Case.PREPOSITIONAL,
}
_SURNAME_ENDS: Final = (
    "ов", "ова", "ев", "ева", "ёв", "ёва", "ин", "ина", "ын", "ына", "ский", "ская", "цкий", "цкая", "енко", "чук",
    "юк", "ян", "дзе", "швили", "ко", "их", "ых",
)  # fmt: skip
_PATRONYMIC_ENDS: Final = ("вич", "вна", "ична", "инична", "ьич", "мич", "кызы", "оглы")

_MEN: Final = frozenset({"илья", "данила", "никита", "марсель", "абдулла", "мустафа", "муса", "иса", "алья", "шая"})
"""Men whom the endings of petrovich take for women, or leave open."""


class Name(NamedTuple):
    """The parts of a written name; what is not known is empty."""

    first: str = ""
    last: str = ""
    middle: str = ""


def parts(written: str) -> Name:
    """`Петрова Анна Игоревна`, `Анна Игоревна`, `Анна Петрова` and `Anna Petrova` alike."""
    words = written[:NAME_CHARS_MAX].split()
    middle = next((word for word in words[1:] if word.lower().endswith(_PATRONYMIC_ENDS)), "")
    others = [word for word in words if word != middle]
    if len(others) < 2:
        return Name(first=others[0] if others else "", middle=middle)
    if middle and words.index(middle) == len(words) - 1 and len(words) > 2:
        return Name(first=others[1], last=others[0], middle=middle)
    if _is_surname(others[0]) and not _is_surname(others[1]):
        return Name(first=others[1], last=others[0], middle=middle)
    return Name(first=others[0], last=" ".join(others[1:]), middle=middle)


def gender(name: Name) -> str:
    """`female`, `male`, or empty where the name does not tell; a patronymic is believed before all else."""
    for part, kind in ((name.middle, "middlename"), (name.first, "firstname"), (name.last, "lastname")):
        told = _gender_of(part.lower(), kind) if part else ""
        if told:
            return told
    return ""


def decline(written: str, case: str, *, told_gender: str = "") -> str:
    """A name in a case; as it was where the case is unknown or the name is not Russian."""
    number = CASES.get(case.lower())
    if number is None or not _is_cyrillic(written) or len(written) > NAME_CHARS_MAX:
        return written
    name = parts(written)
    of = told_gender or gender(name)
    forms = {
        name.first: _declined("firstname", name.first, number, of),
        name.last: _declined("lastname", name.last, number, of),
        name.middle: _declined("middlename", name.middle, number, of),
    }
    if name.last in forms and " " in name.last:
        return " ".join(_declined("firstname", word, number, of) for word in written.split())
    return " ".join(forms.get(word, word) for word in written.split())


@lru_cache(maxsize=KEPT)
def _declined(kind: str, word: str, case: int, of: str) -> str:
    if not word:
        return ""
    rules: Any = _petrovich().data[kind]  # Any: the rules' own JSON
    low = word.lower()
    for rule in rules.get("exceptions") or ():
        if rule["gender"] in {of, "androgynous"} and low in rule["test"]:
            return _applied(rule["mods"][case], word)
    return "-".join(_by_suffix(rules["suffixes"], piece, case, of) for piece in word.split("-"))


def _by_suffix(suffixes: Sequence[Any], word: str, case: int, of: str) -> str:  # Any: the rules' own JSON
    """The first rule that holds for the gender, or for either."""
    low = word.lower()
    for rule in suffixes:
        if rule["gender"] in {of, "androgynous"} and low.endswith(tuple(rule["test"])):
            return _applied(rule["mods"][case], word)
    return word


def _applied(mod: str, word: str) -> str:
    """`--ии`: two letters go, two come; a single dot: nothing changes."""
    if mod == ".":
        return word
    cut = mod.count("-")
    return word[: len(word) - cut] + mod.replace("-", "")


@lru_cache(maxsize=KEPT)
def _gender_of(low: str, kind: str) -> str:
    """Read from the end of the word, the longest ending first; a double name tells by its last part."""
    last = low.rsplit("-", 1)[-1]
    if kind == "firstname" and last in _MEN:
        return MALE
    found = [(len(end), of) for of, ends in _genders()[kind].items() for end in ends if last.endswith(end)]
    longest = max(found, default=(0, ""))[1]
    return longest if longest in {MALE, FEMALE} else ""


def _is_surname(word: str) -> bool:
    return word.lower().endswith(_SURNAME_ENDS)


def _is_cyrillic(text: str) -> bool:
    return any("а" <= char <= "я" or char == "ё" for char in text.lower())


@cache
def _petrovich() -> Petrovich:
    return Petrovich()


@cache
def _genders() -> dict[str, dict[str, list[str]]]:
    """Of each part of a name: by gender, the endings that tell it."""
    raw = resources.files("petrovich").joinpath("rules", "gender.json").read_text(encoding="utf-8")
    return json.loads(raw)["gender"]
