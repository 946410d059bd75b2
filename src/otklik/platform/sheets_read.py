"""Tables from a spreadsheet, CSV or XLSX, as rows of text: the way back of sheets.py.

It is a stranger's file: how much is read of it, and what it may unpack to, is bounded before anything looks into it.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import BinaryIO, Final
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from otklik.platform.errors import Invalid
from otklik.platform.sheets import FORMULA_STARTS, Kind

COLUMNS_MAX: Final = 50
UNPACKED_BYTES_MAX: Final = 64 * 1024 * 1024
LINE_MAX: Final = 100_000
"""Of the titles, in characters, to see what stands between them."""
FIGURES: Final = 15
"""Of a number, as Excel itself keeps; those behind are noise of the binary."""
CHUNK_BYTES: Final = 1024 * 1024
ENCODINGS: Final = ("utf-8-sig", "cp1251")
"""A Russian spreadsheet of Windows still writes the second."""
UTF_16: Final = "utf-16"
"""Excel's "Unicode text"; known by its mark alone."""
DELIMITERS: Final = ",;\t|"
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
    found = list(islice(each_row(kind, content), rows_max + 1))
    if len(found) > rows_max:
        raise SheetTooLong(params={"max": rows_max})
    return found


def each_row(kind: Kind, content: bytes) -> Iterator[list[str]]:
    """As `rows`, one after another, so that a long file needs no memory; what is wrong is raised where it stands."""
    return _csv(content) if kind is Kind.CSV else _xlsx(content)


def each_csv_row(file: BinaryIO) -> Generator[list[str]]:
    """As `each_row` of a CSV that lies on the disk: however long it is, a piece of it is in memory. Raises
    `SheetUnreadable`.
    """
    encoding = _encoding(file)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        delimiter = _delimiter(text.readline(LINE_MAX))
        text.seek(0)
        for row in csv.reader(text, delimiter=delimiter, strict=True):
            yield _cells(map(_unguarded, row[:COLUMNS_MAX]))
    except csv.Error as error:
        raise SheetUnreadable from error
    finally:
        if not file.closed:
            text.detach()


def _encoding(file: BinaryIO) -> str:
    """In which of them all of the file can be read."""
    head = file.read(2)
    for encoding in (UTF_16,) if head in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS:
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        file.seek(0)
        return encoding
    raise SheetUnreadable


def dialect(content: bytes) -> tuple[str, str]:
    """How a CSV is written: (encoding, delimiter). Raises `SheetUnreadable`."""
    encoding, text = _decoded(content)
    return encoding, _delimiter(text)


def _csv(content: bytes) -> Iterator[list[str]]:
    _, text = _decoded(content)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        if "'" in text or "\0" in text:
            rows = (_cells(map(_unguarded, row)) for row in rows)
        for row in rows:
            yield row[:COLUMNS_MAX]
    except csv.Error as error:
        raise SheetUnreadable from error


def _delimiter(text: str) -> str:
    return max(DELIMITERS, key=text.partition("\n")[0].count)


def _decoded(content: bytes) -> tuple[str, str]:
    encoding = _encoding(io.BytesIO(content))
    return encoding, content.decode(encoding)


def _unguarded(cell: str) -> str:
    """Without the apostrophe that sheets.plain puts before what looks like a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS) else cell


def _xlsx(content: bytes) -> Iterator[list[str]]:
    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True):
                yield _cells(map(_said, row))
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


def _cells(row: Iterable[str]) -> list[str]:
    return [cell.replace("\0", "") for cell in islice(row, COLUMNS_MAX)]


def _said(cell: object) -> str:
    """A number that was typed as a word: `100`, not `100.0`; `19.99` where a formula made 19.990000000000002 of it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return f"{cell:.{FIGURES}g}" if isinstance(cell, float) else str(cell)
