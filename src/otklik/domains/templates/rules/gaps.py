"""Lines between paragraphs of a plain text in which Liquid chooses: a tag takes no room, whichever way it chooses.

A text made from HTML has an empty line on either side of a tag, as of every paragraph. Here the lines before the tag
count for those after it, on each way that may lead to it.
"""

import re
from collections.abc import Sequence
from typing import Final

from otklik.domains.templates.language import shield

START: Final = 2
"""Lines that the beginning of a text counts for: nothing stands before it."""
LOOKS_MAX: Final = 6
"""How often a text is gone through until what stands before each loop's rounds is known; loops in loops take longer."""
_TAG: Final = re.compile(r"\{%-?\s*(\w+)")
_PIECE: Final = re.compile(r"(\x00\d+\x00)")
_OPENS: Final = frozenset({"if", "unless", "for", "case", "segment"})
_TURNS: Final = frozenset({"elsif", "else", "when"})
_SILENT: Final = frozenset({"assign", "break", "continue"})
_TWICE: Final = re.compile(r"(?<=%\})([^\n%]{1,1000}\))\n\n((?:\{% endif %\})+)(?=\1\n)")
"""A linked picture named as the line below it is, which is there whether the picture is or not."""


def closed_up(source: str) -> str:
    """The text without lines that are there for the sake of its tags."""
    pieces: list[str] = []

    def kept(piece: str) -> str:
        pieces.append(piece)
        return f"\x00{len(pieces) - 1}\x00"

    parts = _PIECE.split(shield.changed(source.replace("\x00", ""), kept))
    starts: list[int] = []
    for _ in range(LOOKS_MAX):
        walk = _Walk(starts)
        for part in parts:
            if part.startswith("\x00"):
                walk.take_liquid(pieces[int(part[1:-1])])
            elif part:
                walk.take_words(part)
        if walk.starts == starts:
            return _TWICE.sub(r"\2", "".join(walk.said))
        starts = walk.starts
    return source


class _Block:
    """One that is open: the lines before it, and at the end of each way through it."""

    def __init__(self, before: int, *, loop: int | None) -> None:
        self.before = before
        self.loop = loop
        """Of a loop: its number."""
        self.ends: list[int] = []
        self.every = False
        """One of its ways is always taken."""


class _Walk:
    """`starts`: lines that certainly stand before each round of each loop, as far as an earlier look found."""

    def __init__(self, starts: Sequence[int]) -> None:
        self.said: list[str] = []
        self.starts = list[int]()
        self._known = starts
        self._lines = START
        """Ends of lines that certainly stand right before this place."""
        self._after_tag = False
        self._open: list[_Block] = []

    def take_words(self, words: str) -> None:
        rest = words.lstrip("\n")
        lines = len(words) - len(rest)
        if self._after_tag:
            lines = max(0, lines - self._lines)
        self.said.append("\n" * lines + rest)
        self._lines = len(rest) - len(rest.rstrip("\n")) if rest else self._lines + lines
        self._after_tag = False

    def take_liquid(self, piece: str) -> None:
        self.said.append(piece)
        found = _TAG.match(piece)
        name = found[1] if found else ""
        self._after_tag = True
        if name in _OPENS:
            self._begin(loop=name == "for")
        elif name in _TURNS and self._open:
            self._turn(name)
        elif name.startswith("end") and name[3:] in _OPENS and self._open:
            self._close(self._open.pop())
        elif name not in _SILENT:
            self._lines, self._after_tag = 0, False

    def _begin(self, *, loop: bool) -> None:
        self._open.append(_Block(self._lines, loop=len(self.starts) if loop else None))
        if loop:
            at = len(self.starts)
            self._lines = min([self._lines, *self._known[at : at + 1]])
            self.starts.append(self._lines)

    def _turn(self, name: str) -> None:
        block = self._open[-1]
        block.ends.append(self._lines)
        block.every |= name == "else"
        self._lines = block.before

    def _close(self, block: _Block) -> None:
        ways = [*block.ends, self._lines] if block.every else [*block.ends, self._lines, block.before]
        if block.loop is not None:  # the next round begins where one ended
            ended = block.ends[0] if block.ends else self._lines
            self.starts[block.loop] = min(self.starts[block.loop], ended)
        self._lines = min(ways)
