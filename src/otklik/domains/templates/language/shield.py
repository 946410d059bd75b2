"""Liquid carried unharmed through what does not know it: markup is made and text taken out round tokens."""

import re
from collections.abc import Callable, Iterator
from typing import Final

_OPENS: Final = re.compile(r"\{[{%]")
_CLOSES: Final = {"{{": "}}", "{%": "%}"}
_TOKEN: Final = "LQ{number}X{salt}"  # noqa: S105 - a place in a text


class Shield:
    """Words that stand for pieces of Liquid; plain letters, so that neither XML nor an address minds them."""

    def __init__(self, *sources: str) -> None:
        salt = 0
        while any(f"X{salt}Q" in one for one in sources):
            salt += 1
        self._salt = f"{salt}Q"
        self._pieces: list[str] = []

    def cover(self, source: str) -> str:
        return changed(source, self.token)

    def token(self, piece: str) -> str:
        self._pieces.append(piece)
        return _TOKEN.format(number=len(self._pieces) - 1, salt=self._salt)

    def lift(self, covered: str) -> str:
        return re.sub(rf"LQ(\d+)X{self._salt}", lambda found: self._pieces[int(found[1])], covered)


def changed(source: str, change: Callable[[str], str]) -> str:
    """With every piece of Liquid changed."""
    parts: list[str] = []
    at = 0
    for begin, end in _pieces(source):
        parts += (source[at:begin], change(source[begin:end]))
        at = end
    return "".join([*parts, source[at:]])


def unclosed(source: str) -> list[int]:
    """Where pieces begin that never end."""
    covered = changed(source, lambda piece: " " * len(piece))
    return [found.start() for found in _OPENS.finditer(covered)]


def around(source: str, change: Callable[[str], str]) -> str:
    """The source changed by something that must not see its Liquid."""
    shield = Shield(source)
    return shield.lift(change(shield.cover(source)))


def _pieces(source: str) -> Iterator[tuple[int, int]]:
    """From where to where each stands. The end that was once sought in vain is sought no more."""
    at, endless = 0, set[str]()
    while found := _OPENS.search(source, at):
        end = -1 if found[0] in endless else source.find(_CLOSES[found[0]], found.end())
        if end < 0:
            endless.add(found[0])
            at = found.start() + 1
        else:
            yield found.start(), (at := end + 2)
