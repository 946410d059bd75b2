"""The pictures a card cannot do without: a plain mark in the company's colours, drawn here.

A phone shows nothing of a card that has no icon.png.
"""

import struct
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Final

ICON: Final = 29
"""Points of the icon's side; phones take it once, twice and three times as large."""
LOGO: Final = 40
SCALES: Final = (1, 2, 3)
_SAMPLES: Final = 3
"""A side of each point is looked at in so many places, for round corners to be smooth."""

Colour = tuple[int, int, int]


@lru_cache(maxsize=64)
def drawn(paper: str, ink: str) -> dict[str, bytes]:
    """By file name. Colours as `#rrggbb`: of the card, and of its words."""
    found: dict[str, bytes] = {}
    for scale in SCALES:
        tail = "" if scale == 1 else f"@{scale}x"
        found[f"icon{tail}.png"] = _png(ICON * scale, rgb(paper), rgb(ink), bare=False)
        found[f"logo{tail}.png"] = _png(LOGO * scale, rgb(ink), rgb(paper), bare=True)
    return found


def rgb(colour: str) -> Colour:
    """`#rrggbb` as three numbers."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _png(side: int, ground: Colour, mark: Colour, *, bare: bool) -> bytes:
    """A card with a stripe on a tile; `bare`: the card alone, the tile is seen through."""
    rows = bytearray()
    for y in range(side):
        rows.append(0)
        for x in range(side):
            card, stripe = _share(x, y, side, _card), _share(x, y, side, _stripe)
            if bare:
                rows += bytes((*ground, round(255 * card * (1 - stripe))))
            else:
                share = card * (1 - stripe)
                rows += bytes((*(round(a + (b - a) * share) for a, b in zip(ground, mark, strict=True)), 255))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def _share(x: int, y: int, side: int, inside: Callable[[float, float], bool]) -> float:
    """How much of a point a shape covers."""
    steps = [(step + 0.5) / _SAMPLES for step in range(_SAMPLES)]
    hits = sum(inside((x + dx) / side, (y + dy) / side) for dx in steps for dy in steps)
    return hits / len(steps) ** 2


def _card(x: float, y: float) -> bool:
    """Rounded, wider than high; in parts of the side."""
    dx, dy = max(abs(x - 0.5) - 0.28, 0.0), max(abs(y - 0.5) - 0.17, 0.0)
    return dx * dx + dy * dy <= 0.08**2


def _stripe(_: float, y: float) -> bool:
    return 0.4 <= y <= 0.5


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
