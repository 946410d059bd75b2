"""What a place in a template said, for the next person with the same facts: towns, names and dates come again.

Rendering is pure but for the filter that knows the hour, so what is read decides what is said. A place is remembered
only where everything it reads can be told beforehand: no loops, no names of its own, no paths made while rendering.
"""

import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import Final, NamedTuple

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.expressions.path import Path
from liquid.expression import Expression

from otklik.domains.templates.language.environment import PLAIN, SEGMENTS, SegmentNode
from otklik.domains.templates.language.filters import LANGUAGE, ZONE

KEPT_MAX: Final = 1_000
"""Of places that read the same."""
CHARS_MAX: Final = 300
"""What depends on longer facts is said anew each time."""
SAID_MAX: Final = 4_000
"""Longer words are said anew each time: a paragraph with its markup is shorter."""
SAID_KEPT_MAX: Final = KEPT_MAX * CHARS_MAX
"""Characters of all words that one memory keeps."""
HITS_MIN: Final = 4
"""A place that is asked for fewer times than this for each thing it was told is not worth remembering: a number of an
order is everybody's own."""
_NODES: Final = frozenset({
    "OutputNode", "EchoNode", "IfNode", "UnlessNode", "CaseNode", "MultiExpressionBlockNode", "ConditionalBlockNode",
    "BlockNode", "ContentNode", "CommentNode", "InlineCommentNode", "SegmentNode",
})  # fmt: skip
_OF_THE_HOUR: Final = re.compile(r"\|\s*(date|age)\b")
"""Liquid's own filter takes the words `now` and `today`; an age is another after the birthday."""
_KINDS: Final = frozenset({int, float, bool, type(None), datetime, date, Decimal, frozenset})

Names = tuple[str, ...]
"""A path: `("person", "first_name")`."""
Facts = list[Hashable]
"""What each path of a `Reading` leads to for one person, in their order."""


Said = Mapping[str, str | bytes]
"""Words, or the pieces of a letter they come to."""


class Nothing:
    """What a path leads to that leads to no fact."""


MISSING: Final = Nothing()
"""A name that is not there."""
UNTOLD: Final = Nothing()
"""A list, a mapping, a long text, a step into what is no plain mapping: what is said of it is not remembered."""


class _Step(NamedTuple):
    """A name looked up in what an earlier step found; -1: in the person's names themselves."""

    parent: int
    name: str


class Reading:
    """The paths of several places, each looked up once, `person` and `person.attributes` too."""

    __slots__ = ("_ends", "_steps", "paths")

    def __init__(self, paths: Sequence[Names]) -> None:
        self.paths = tuple(dict.fromkeys(paths))
        places: dict[Names, int] = {}
        steps: list[_Step] = []
        for path in self.paths:
            for length in range(1, len(path) + 1):
                if path[:length] not in places:
                    places[path[:length]] = len(steps)
                    steps.append(_Step(places.get(path[: length - 1], -1), path[length - 1]))
        self._steps = tuple(steps)
        self._ends = tuple(places[path] for path in self.paths)

    def of(self, names: Mapping[str, object]) -> Facts:
        found: list[object] = []
        for parent, name in self._steps:
            inside = found[parent] if parent >= 0 else names
            if type(inside) is dict:
                found.append(inside.get(name, MISSING))
            else:
                found.append(MISSING if inside is MISSING else UNTOLD)
        return [_fact(found[end]) for end in self._ends]


def _fact(found: object) -> Hashable:
    """1 and True are equal, but not the same words."""
    kind = type(found)
    if kind is str:
        return found if len(found) <= CHARS_MAX else UNTOLD  # pyright: ignore[reportArgumentType]  # a text
    if found is MISSING or kind in _KINDS:
        return (kind, found)  # pyright: ignore[reportReturnType]  # all of these kinds are hashable
    return UNTOLD


class Memory:
    """What several places said that read the same, by what they read; by the places' names."""

    __slots__ = ("_chars", "_hits", "_kept", "_key", "idle")

    def __init__(self, reading: Reading, paths: Sequence[Names]) -> None:
        places = {path: at for at, path in enumerate(reading.paths)}
        self._key: Callable[[Facts], Hashable] = itemgetter(*(places[path] for path in paths)) if paths else _nothing
        self._kept: dict[Hashable, Said] = {}
        self._hits = self._chars = 0
        self.idle = False
        """It turned out that what is read is different for everybody."""

    def get(self, facts: Facts) -> Said | None:
        found = self._kept.get(self._key(facts))
        if found is not None:
            self._hits += 1
        return found

    def keep(self, facts: Facts, said: Said) -> None:
        key = self._key(facts)
        chars = sum(map(len, said.values()))
        if key is UNTOLD or (type(key) is tuple and UNTOLD in key) or chars > SAID_MAX:
            return
        if len(self._kept) >= KEPT_MAX or self._chars + chars > SAID_KEPT_MAX:
            self.idle = self._hits < HITS_MIN * len(self._kept)
            self._hits = self._chars = 0
            self._kept.clear()
        self._kept[key] = said
        self._chars += chars


def _nothing(_: Facts) -> Hashable:
    return None


def reads(node: Node) -> tuple[Names, ...] | None:
    """The paths that decide what a node says; None where that cannot be told."""
    if _OF_THE_HOUR.search(str(node)):
        return None
    found: dict[Names, None] = {(LANGUAGE,): None, (ZONE,): None}
    for one in _nodes(node):
        if type(one).__name__ not in _NODES:
            return None
        if isinstance(one, SegmentNode):
            found[SEGMENTS,] = None
        for expression in _expressions(one):
            path = _path(expression)
            if path is None:
                return None
            if path:
                found[path] = None
    return tuple(found)


def _path(expression: Expression) -> Names | None:
    """Empty for what reads nothing by itself; None for what names something of its own, or makes its path."""
    if list(expression.scope()):
        return None
    if not isinstance(expression, Path):
        return ()
    names = tuple(step for step in expression.path if isinstance(step, str))
    return names if len(names) == len(expression.path) else None


def _nodes(node: Node) -> Iterator[Node]:
    context = RenderContext(PLAIN.from_string(""))
    waiting = [node]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.children(context)


def _expressions(node: Node) -> Iterator[Expression]:
    waiting = list(node.expressions())
    while waiting:
        one = waiting.pop()
        yield one
        waiting += one.children()
