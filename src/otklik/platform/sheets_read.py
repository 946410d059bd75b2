"""Tables from a spreadsheet, CSV or XLSX, as rows of text: the way back of sheets.py.

It is a stranger's file: how much is read of it, and what it may unpack to, is bounded before anything looks into it.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from otklik.platform.errors import Invalid
from otklik.platform.sheets import FORMULA_STARTS, Kind

COLUMNS_MAX: Final = 50
UNPACKED_BYTES_MAX: Final = 64 * 1024 * 1024
CHUNK_BYTES: Final = 1024 * 1024
ENCODINGS: Final = ("utf-8-sig", "cp1251")
"""A Russian spreadsheet of Windows still writes the second."""
BROKEN: Final = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What the reader of XLSX raises on a file that is none, or half of one: it promises no errors of its own."""


class SheetUnreadable(Invalid):
    """The file is not the table that it is said to be."""

    code = "sheets.unreadable"


class SheetTooLong(Invalid):
    """It has more than `params.max` rows, or unpacks to more than may be read."""

    code = "sheets.too_long"


def rows(kind: Kind, content: bytes, *, rows_max: int) -> list[list[str]]:
    """The rows of the first sheet, none longer than `COLUMNS_MAX` cells; empty ones are kept, so that numbers agree.

    Takes a while: call it in a thread. Raises `SheetUnreadable`, `SheetTooLong`.
    """
    found = _csv(content, rows_max) if kind is Kind.CSV else _xlsx(content, rows_max)
    if len(found) > rows_max:
        raise SheetTooLong(params={"max": rows_max})
    return found


def _csv(content: bytes, rows_max: int) -> list[list[str]]:
    text = _decoded(content)
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return [_cells(map(_unguarded, row)) for row in islice(reader, rows_max + 1)]
    except csv.Error as error:
        raise SheetUnreadable from error


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetUnreadable


def _unguarded(cell: str) -> str:
    """Without the apostrophe that sheets.plain puts before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _xlsx(content: bytes, rows_max: int) -> list[list[str]]:
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return list(_first_sheet(book.worksheets[0].iter_rows(values_only=True), rows_max))
        finally:
            book.close()
    except BROKEN as error:
        raise SheetUnreadable from error


def _check_size(content: bytes) -> None:
    """What a part is said to unpack to may be a lie, so each is unpacked. Raises `SheetTooLong`."""
    left = UNPACKED_BYTES_MAX
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            with packed.open(name) as part:
                while chunk := part.read(CHUNK_BYTES):
                    left -= len(chunk)
                    if left < 0:
                        raise SheetTooLong(params={"max_bytes": UNPACKED_BYTES_MAX})


def _first_sheet(found: Iterable[tuple[object, ...]], rows_max: int) -> Iterator[list[str]]:
    for row in islice(found, rows_max + 1):
        yield _cells(_said(cell) for cell in row)


def _cells(row: Iterable[str]) -> list[str]:
    return [cell.replace("\0", "") for cell in islice(row, COLUMNS_MAX)]


def _said(cell: object) -> str:
    """A number that was typed as a word: `100`, not `100.0`."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
