"""Tables for a spreadsheet, as CSV or XLSX: written page by page to a temporary file, then streamed from it.

Whatever begins like a formula is text: a customer may be called `=HYPERLINK(…)`, and whoever opens the file should not
run what a stranger wrote (https://owasp.org/www-community/attacks/CSV_Injection). In XLSX the kind of a cell says so,
in CSV only an apostrophe before it can.
"""

import asyncio
import codecs
import csv
import io
import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import IO, Final, Protocol
from urllib.parse import quote

import xlsxwriter
from litestar.response import Stream

Cell = str | int | float | datetime | None
"""A moment is written as its own wall clock shows it: give it the zone it should be read in."""
Row = Sequence[Cell]

MEMORY_BYTES_MAX: Final = 1024 * 1024
"""A larger file waits on the disk."""
CHUNK_BYTES: Final = 64 * 1024
COLUMN_WIDTH: Final = 18
MOMENT: Final = "%Y-%m-%d %H:%M:%S"
FORMULA_STARTS: Final = tuple("=+-@\t\r\n＝＋－＠")


class Kind(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES: Final = {
    Kind.CSV: "text/csv",
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class _Writer(Protocol):
    def rows(self, rows: Sequence[Row]) -> None: ...
    def end(self) -> None: ...


async def sheet(
    kind: Kind, *, name: str, titles: Sequence[str], pages: AsyncIterable[Sequence[Row]], locale: str
) -> Stream:
    """The table as a file to be downloaded; it is whole before its first byte leaves.

    Numbers stay numbers: in a Russian CSV with a comma, its cells divided by semicolons, as a Russian Excel reads it.
    """
    body = tempfile.SpooledTemporaryFile(MEMORY_BYTES_MAX)  # noqa: SIM115 - closed when it was sent
    try:
        writer: _Writer = _Csv(body, locale) if kind is Kind.CSV else _Xlsx(body)
        writer.rows([titles])
        async for rows in pages:
            await asyncio.to_thread(writer.rows, rows)  # a hundred thousand cells take longer than others may wait
        await asyncio.to_thread(writer.end)
    except BaseException:
        body.close()
        raise
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}.{kind.value}",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return Stream(_chunks(body), media_type=MEDIA_TYPES[kind], headers=headers)


def plain(text: str) -> str:
    """The text, never a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


async def _chunks(body: IO[bytes]) -> AsyncIterator[bytes]:
    with body:
        body.seek(0)
        while chunk := body.read(CHUNK_BYTES):
            yield chunk


class _Csv:
    def __init__(self, body: IO[bytes], locale: str) -> None:
        body.write(codecs.BOM_UTF8)  # without it Excel takes UTF-8 for the machine's old code page
        self._comma = locale == "ru"
        self._text = io.TextIOWrapper(body, encoding="utf-8", newline="")
        self._csv = csv.writer(self._text, delimiter=";" if self._comma else ",", lineterminator="\r\n")

    def rows(self, rows: Sequence[Row]) -> None:
        self._csv.writerows([self._cell(cell) for cell in row] for row in rows)

    def end(self) -> None:
        self._text.detach()

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, str):
            return plain(cell)
        if isinstance(cell, datetime):
            return cell.strftime(MOMENT)
        if isinstance(cell, float):
            told = f"{cell:.10g}"
            return told.replace(".", ",") if self._comma else told
        return "" if cell is None else str(cell)


class _Xlsx:
    def __init__(self, body: IO[bytes]) -> None:
        self._book = xlsxwriter.Workbook(
            body,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "remove_timezone": True,
                "default_date_format": "yyyy-mm-dd hh:mm:ss",
            },
        )
        self._sheet = self._book.add_worksheet()
        self._sheet.freeze_panes(1, 0)
        self._place = 0

    def rows(self, rows: Sequence[Row]) -> None:
        for row in rows:
            for column, cell in enumerate(row):
                self._cell(column, cell)
            self._place += 1

    def end(self) -> None:
        self._book.close()

    def _cell(self, column: int, cell: Cell) -> None:
        if self._place == 0:
            self._sheet.set_column(column, column, COLUMN_WIDTH)
        if isinstance(cell, str):
            self._sheet.write_string(self._place, column, cell)
        elif isinstance(cell, datetime):
            self._sheet.write_datetime(self._place, column, cell)
        elif cell is not None:
            self._sheet.write_number(self._place, column, cell)
