"""Wire shapes of imports."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.activity.schemas import Incoming

FILE_BYTES_MAX: Final = 25 * 1024 * 1024
ROWS_MAX: Final = 1_000_000
COLUMNS_MAX: Final = 50
SHOWN_ROWS: Final = 20
SHOWN_LENGTH: Final = 200
"""Of a cell, where its row is told of."""

ImportKind = Literal["people", "facts", "purchases"]
ImportState = Literal["uploaded", "waiting", "running", "agreeing", "done", "cancelled", "failed", "undoing", "undone"]
Target = Literal[
    "skip",
    "external_id",
    "email",
    "phone",
    "name",
    "first_name",
    "last_name",
    "locale",
    "consent",
    "attribute",
    "fact_name",
    "at",
    "key",
    "amount",
    "currency",
    "property",
    "product",
    "title",
    "category",
    "quantity",
    "price",
]
"""What a column says."""
AttributeKind = Literal["text", "number", "date", "boolean", "list"]


class ImportColumn(Incoming, frozen=True, kw_only=True):
    """One column of the file, in its order. `name`: of the attribute or property it fills."""

    target: Target
    name: Annotated[str, Meta(max_length=64)] = ""
    kind: AttributeKind = "text"
    """Of an attribute."""


class ImportConsent(Incoming, frozen=True, kw_only=True):
    """What people agreed to who have a yes in the consent column: a purpose of the company's, by the mail and the phone
    of the file, and where they said so, in the importer's words.
    """

    purpose: Annotated[str, Meta(max_length=60)] = ""
    said: Annotated[str, Meta(max_length=500)] = ""


class ImportPlan(Incoming, frozen=True, kw_only=True):
    """How the file is read. `duplicates`: whether somebody who is known is changed by the file, or left alone."""

    columns: Annotated[tuple[ImportColumn, ...], Meta(max_length=COLUMNS_MAX)]
    duplicates: Literal["update", "skip"] = "update"
    fact_name: Annotated[str, Meta(max_length=100)] = ""
    """Of events without a column for it."""
    consent: ImportConsent = ImportConsent()


class ImportOut(msgspec.Struct, frozen=True, kw_only=True):
    """One import; `rows` counts those below the titles, `done` how many were gone through."""

    id: UUID
    kind: ImportKind
    state: ImportState
    file_name: str
    rows: int
    done: int
    created: int
    changed: int
    skipped: int
    refused: int
    agreeing: int
    """People whose agreements are still being written; only then it is done."""
    left: int
    """Of an undone one: what stays, for somebody changed or used it since."""
    code: str
    actor_id: UUID | None
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    plan: ImportPlan | None


class ImportTrouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why a row was refused, or of a row that was taken, why a cell was left out."""

    line: int
    refused: bool
    code: str
    column: str
    value: str


class ImportPreview(msgspec.Struct, frozen=True, kw_only=True):
    """The first rows as they are read; `titles` and `rows` as they stand in the file."""

    encoding: str
    """Empty: a workbook."""
    delimiter: str
    titles: Sequence[str]
    rows: Sequence[Sequence[str]]
    guess: ImportPlan
    read: Sequence[Mapping[str, str]]
    """What each row says, by target, once a plan was given."""
    troubles: Sequence[ImportTrouble]


class AttributeOut(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    kind: AttributeKind
    description: str
    people: int
    """Cards that have it, not counted further than 100,000."""
    created_at: datetime


class AttributeIn(Incoming, frozen=True, kw_only=True):
    kind: AttributeKind
    description: Annotated[str, Meta(max_length=500)] = ""


class FactNameOut(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    description: str
    count: int
    first_at: datetime
    last_at: datetime


class FactNameIn(Incoming, frozen=True, kw_only=True):
    description: Annotated[str, Meta(max_length=500)]
