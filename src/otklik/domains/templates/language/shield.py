"""Liquid carried unharmed through what does not know it: markup is made and text taken out round tokens."""

import re
from collections.abc import Callable
from typing import Final

LIQUID: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_TOKEN: Final = "LQ{number}X{salt}"  # noqa: S105 - a place in a text
DEPTH_MAX: Final = 99


class Shield:
    """Words that stand for pieces of Liquid; plain letters, so that neither XML nor an address minds them."""

    def __init__(self, *sources: str) -> None:
        salt = 0
        while any(f"X{salt}Q" in one for one in sources):
            salt += 1
        self._salt = f"{salt}Q"
        self._pieces: list[str] = []

    def cover(self, source: str) -> str:
        return LIQUID.sub(lambda found: self.token(found[0]), source)

    def token(self, piece: str) -> str:
        self._pieces.append(piece)
        return _TOKEN.format(number=len(self._pieces) - 1, salt=self._salt)

    def lift(self, covered: str) -> str:
        return re.sub(rf"LQ(\d+)X{self._salt}", lambda found: self._pieces[int(found[1])], covered)


def around(source: str, change: Callable[[str], str]) -> str:
    """The source changed by something that must not see its Liquid."""
    shield = Shield(source)
    return shield.lift(change(shield.cover(source)))
