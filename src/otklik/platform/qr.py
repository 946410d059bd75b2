"""QR codes (ISO/IEC 18004) of one text: as SVG for screens, as PNG for print, as squares for a PDF."""

import io
from collections.abc import Iterator
from typing import Final, cast

import segno

QUIET_ZONE: Final = 4
"""Modules of white around the code (ISO/IEC 18004, 9.1): scanners need them, on dark pages most of all."""
PNG_SCALE: Final = 16
"""Pixels a module: a code of 33 modules is 656 px wide, enough for 5 cm at 300 dpi."""
TEXT_BYTES_MAX: Final = 1_200
"""More than this cannot be read by a phone from a hand's distance."""


class TextTooLong(Exception):
    """The text has more than `TEXT_BYTES_MAX` bytes."""


def svg(text: str) -> bytes:
    """Black on white in every theme: inverted codes are read by few scanners."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, omitsize=True)
    return out.getvalue()


def png(text: str) -> bytes:
    out = io.BytesIO()
    _code(text).save(out, kind="png", border=QUIET_ZONE, scale=PNG_SCALE)
    return out.getvalue()


def dark_modules(text: str) -> tuple[int, Iterator[tuple[int, int]]]:
    """The side in modules with the quiet zone, and (column, row) of each dark module in it."""
    rows = [bytes(row) for row in cast("Iterator[bytearray]", _code(text).matrix_iter(border=QUIET_ZONE))]
    return len(rows), ((x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


def _code(text: str) -> segno.QRCode:
    """Error correction M: read with 15 % of it damaged, and not yet too fine."""
    if len(text.encode()) > TEXT_BYTES_MAX:
        raise TextTooLong
    return segno.make_qr(text, error="m", boost_error=False)
