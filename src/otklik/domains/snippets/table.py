"""Ready replies as a file: the CSV a spreadsheet opens and the JSON a program reads, written and read back alike."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec

from otklik.domains.snippets.errors import ImportTooLong, ImportUnreadable

LINES_MAX: Final = 1_000
COLUMNS: Final = ("shortcut", "title", "text", "team")
MARK: Final = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for the code page of its country."""

Format = Literal["csv", "json"]
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One reply of the file; `team` is a team's name, empty: for everybody."""

    shortcut: str
    title: str
    text: str
    team: str = ""


def write(lines: Sequence[Line], *, file_format: Format) -> str:
    if file_format == "json":
        return msgspec.json.format(msgspec.json.encode(lines), indent=2).decode()
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(value) for value in msgspec.structs.astuple(line)] for line in lines)
    return MARK + out.getvalue()


def read(text: str, *, file_format: Format) -> list[Line]:
    """Raises `ImportUnreadable`, `ImportTooLong`."""
    lines = _from_json(text) if file_format == "json" else _from_csv(text)
    if len(lines) > LINES_MAX:
        raise ImportTooLong(params={"max": LINES_MAX})
    return lines


def _from_json(text: str) -> list[Line]:
    try:
        return msgspec.json.decode(text.removeprefix(MARK).encode(), type=list[Line])
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise ImportUnreadable from error


def _from_csv(text: str) -> list[Line]:
    """Columns by name, in any order; a semicolon separates them where a spreadsheet of Europe wrote the file."""
    body = text.removeprefix(MARK)
    head = body.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    try:
        rows = csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        names = {name.strip().lower(): name for name in rows.fieldnames or ()}
        if not {"shortcut", "text"} <= names.keys():
            raise ImportUnreadable(params={"line": 1})
        return [_line(row, names) for row in rows]
    except csv.Error as error:
        raise ImportUnreadable from error


def _line(row: Mapping[str, str | None], names: Mapping[str, str]) -> Line:
    cells = {column: _unguarded(row.get(names.get(column, ""), "") or "") for column in COLUMNS}
    shortcut = cells["shortcut"].strip().removeprefix("/")
    return Line(
        shortcut=shortcut, title=cells["title"].strip() or shortcut, text=cells["text"], team=cells["team"].strip()
    )


def _guarded(value: str) -> str:
    """A spreadsheet must not take a reply for a formula (OWASP, CSV injection)."""
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


def _unguarded(value: str) -> str:
    guarded = value.startswith("'") and value[1:].startswith((*_FORMULA, "'"))
    return value[1:] if guarded else value
