"""Ready replies as rows of a table: what a file's rows say, and what would become of each. No I/O."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal
from uuid import UUID

import msgspec

from otklik.domains.snippets.errors import ImportTooLong, ImportUnreadable
from otklik.domains.snippets.schemas import Shortcut, Text, Title

LINES_MAX: Final = 1_000
COLUMNS: Final = ("shortcut", "title", "text", "team", "files")
"""`files` names what goes with a reply, for whoever reads the table; files themselves are not taken in."""
NEEDED: Final = frozenset({"shortcut", "text"})

Fate = Literal["new", "changed", "refused"]


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One reply of a file; `team` is a team's name, empty: for everybody. `files` are names, as the cell has them."""

    number: int
    """Of its row in the file, 1 is the titles."""
    shortcut: str
    title: str
    text: str
    team: str = ""
    files: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a line; `code` says why it is refused, `snippet_id` which reply it changes."""

    line: Line
    fate: Fate
    code: str = ""
    team_id: UUID | None = None
    snippet_id: UUID | None = None


class Company(msgspec.Struct, frozen=True, kw_only=True):
    """What lines are judged against: ids by shortcut in lower case, by name of team in lower case."""

    known: Mapping[str, UUID]
    teams: Mapping[str, UUID]
    replies_max: int
    """Ready replies the company may have."""


def lines(rows: Sequence[Sequence[str]], *, titles: Mapping[str, str]) -> list[Line]:
    """The lines below the titles; `titles` gives the column of a title in lower case, in whatever order they stand.

    Empty rows are passed over. Raises `ImportUnreadable`, `ImportTooLong`.
    """
    columns = [titles.get(cell.strip().lower(), "") for cell in rows[0]] if rows else []
    if not NEEDED.issubset(columns):
        raise ImportUnreadable
    found = [_line(number, row, columns) for number, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]
    if len(found) > LINES_MAX:
        raise ImportTooLong(params={"max": LINES_MAX})
    return found


def judge(given: Sequence[Line], company: Company, *, replace: bool) -> list[Verdict]:
    """What becomes of each line, in order. A reply that is there is changed with `replace`, else refused."""
    taken: set[str] = set()
    verdicts: list[Verdict] = []
    room = company.replies_max - len(company.known)
    for line in given:
        verdict = _verdict(line, company, taken=taken, replace=replace, full=room <= 0)
        if verdict.fate != "refused":
            taken.add(line.shortcut.lower())
        room -= verdict.fate == "new"
        verdicts.append(verdict)
    return verdicts


def _line(number: int, row: Sequence[str], columns: Sequence[str]) -> Line:
    cells = dict(zip(columns, row, strict=False))
    shortcut = cells.get("shortcut", "").strip().removeprefix("/")
    return Line(
        number=number,
        shortcut=shortcut,
        title=cells.get("title", "").strip() or shortcut,
        text=cells.get("text", "").replace("\r\n", "\n"),
        team=cells.get("team", "").strip(),
        files=cells.get("files", "").strip(),
    )


def _verdict(line: Line, company: Company, *, taken: set[str], replace: bool, full: bool) -> Verdict:
    key, there = line.shortcut.lower(), company.known.get(line.shortcut.lower())
    refusals = (
        (_misfit(line), True),
        ("snippets.team_unknown", line.team != "" and line.team.casefold() not in company.teams),
        ("snippets.shortcut_twice", key in taken),
        ("snippets.shortcut_taken", there is not None and not replace),
        ("snippets.too_many", there is None and full),
    )
    code = next((code for code, holds in refusals if code and holds), "")
    if code:
        return Verdict(line=line, fate="refused", code=code)
    team_id = company.teams.get(line.team.casefold())
    return Verdict(line=line, fate="new" if there is None else "changed", team_id=team_id, snippet_id=there)


def _misfit(line: Line) -> str:
    """The code of the first cell that no reply may hold; empty: all fit."""
    cells = (("shortcut", line.shortcut, Shortcut), ("title", line.title, Title), ("text", line.text, Text))
    for name, value, shape in cells:
        try:
            msgspec.convert(value, shape)
        except msgspec.ValidationError:
            return f"snippets.{name}_invalid"
    return ""
