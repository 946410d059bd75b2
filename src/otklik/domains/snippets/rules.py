"""Decisions about ready replies: what a text leaves open, and how it is filled in."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

_VARIABLE: Final = re.compile(
    r"(?P<before>,?[^\S\n]*)"
    r"\{(?P<name>[^\W\d]\w{0,39})\}"
    r"(?P<after>,[^\S\n]*)?"
)
"""A name in braces with the comma and spaces that would stand round nothing were its value empty."""

NAMES_KEPT: Final = 1_000
"""A company has dozens of attributes, and each is named again for each of its people."""

_LATIN: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_CYRILLIC: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_OTHER_LAYOUT: Final = str.maketrans(_LATIN + _CYRILLIC, _CYRILLIC + _LATIN)


def variables(text: str) -> list[str]:
    """Names in braces, each once, in order: `Здравствуйте, {Имя}!` has `имя`."""
    return list(dict.fromkeys(found["name"].lower() for found in _VARIABLE.finditer(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with every known name replaced, in whatever case it is written; an unknown one stays to be seen.

    A value is put in as it is: braces inside it are not names. An empty value leaves no hole:
    `Здравствуйте, {имя}!` becomes `Здравствуйте!`.
    """
    known = {name.lower(): value.strip() for name, value in values.items()}
    return _VARIABLE.sub(lambda found: _filled(found, known), text)


@lru_cache(maxsize=NAMES_KEPT)
def variable_name(name: str) -> str:
    """The name by which a contact's attribute is written in braces: `Номер заказа` is `{номер_заказа}`."""
    return re.sub(r"\W+", "_", name.strip().lower()).strip("_")[:40]


def in_other_layout(typed: str) -> str:
    """What the same keys give in the other layout of a Russian keyboard: `ghbdtn` is `привет`, `руддщ` is `hello`."""
    return typed.lower().translate(_OTHER_LAYOUT)


def _filled(found: re.Match[str], known: Mapping[str, str]) -> str:
    before, after = found["before"], found["after"] or ""
    value = known.get(found["name"].lower())
    if value is None:
        return found[0]
    if value:
        return f"{before}{value}{after}"
    return "" if _begins_line(found) else after


def _begins_line(found: re.Match[str]) -> bool:
    return found.start() == 0 or found.string[found.start() - 1] == "\n"
