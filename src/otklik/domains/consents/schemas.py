"""Wire shapes of consents."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

TEXT_LENGTH_MAX = 4_000
NAME = Annotated[str, Meta(min_length=1, max_length=100)]
WORDING = Annotated[str, Meta(max_length=TEXT_LENGTH_MAX)]
CODE = Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$(?!\n)")]
CHANNEL = Annotated[str, Meta(max_length=40, pattern=r"^[a-z0-9_]*$(?!\n)")]
ADDRESS = Annotated[str, Meta(max_length=320)]
NOTE = Annotated[str, Meta(max_length=500)]
URL = Annotated[str, Meta(max_length=2_000)]
Basis = Literal["consent", "contract", "legitimate_interest", "legal_duty"]
Method = Literal["form", "import", "word", "double_opt_in", "command", "preference_centre", "one_click"]
Reason = Literal["hard_bounce", "complaint", "blocked", "unsubscribed", "do_not_call", "by_hand", "import"]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class WordingOut(Shape, frozen=True, kw_only=True):
    version: int
    text_ru: str
    text_en: str
    created_at: datetime


class PurposeOut(Shape, frozen=True, kw_only=True):
    id: UUID
    code: str
    name_ru: str
    name_en: str
    basis: Basis
    archived: bool
    wordings: Sequence[WordingOut]
    """The newest first."""


class PurposeIn(Shape, frozen=True, kw_only=True):
    code: CODE
    name_ru: NAME
    name_en: NAME
    basis: Basis
    text_ru: WORDING = ""
    text_en: WORDING = ""


class PurposeChanges(Shape, frozen=True, kw_only=True):
    """New words make the next version; what was agreed to before stays as it was."""

    name_ru: NAME | UnsetType = UNSET
    name_en: NAME | UnsetType = UNSET
    archived: bool | UnsetType = UNSET
    text_ru: WORDING | UnsetType = UNSET
    text_en: WORDING | UnsetType = UNSET


class ConsentIn(Shape, frozen=True, kw_only=True):
    """What a person agreed to or withdrew."""

    act: Literal["granted", "withdrawn"]
    purpose: CODE
    channel: CHANNEL
    """A kind of channel (`email`, `sms`); empty: every channel."""
    address: ADDRESS = ""
    """Empty: every address of the person in that channel."""
    method: Method = "word"
    form: NOTE = ""
    page_url: URL = ""
    ip: Annotated[str, Meta(max_length=45)] = ""
    user_agent: NOTE = ""
    note: NOTE = ""
    language: Literal["ru", "en"] = "ru"


class ConfirmationIn(Shape, frozen=True, kw_only=True):
    """Somebody typed an address into a form: ask there whether it was them."""

    address_kind: Annotated[str, Meta(min_length=1, max_length=40)]
    address: Annotated[str, Meta(min_length=1, max_length=320)]
    purpose: CODE
    channel: CHANNEL
    name: Annotated[str, Meta(max_length=200)] = ""
    form: NOTE = ""
    page_url: URL = ""
    ip: Annotated[str, Meta(max_length=45)] = ""
    user_agent: NOTE = ""
    language: Literal["ru", "en"] = "ru"


class Asked(Shape, frozen=True, kw_only=True):
    """`contact_id`: the person it was noted for."""

    contact_id: UUID


class RecordOut(Shape, frozen=True, kw_only=True):
    """One act, as the chain keeps it; `personal` fields are empty once the person is erased."""

    id: UUID
    number: int
    at: datetime
    act: str
    purpose: str
    channel: str
    wording_version: int
    wording: str
    language: str
    method: str
    actor_kind: str
    actor_id: UUID | None
    address: str
    form: str
    page_url: str
    ip: str
    user_agent: str
    note: str
    hash: str


class StandingOut(Shape, frozen=True, kw_only=True):
    """Whether a message for this purpose would go now by this channel, and if not, why."""

    purpose: str
    channel: str
    address: str
    status: str | None
    refused: str
    """A stable code; empty: it may go."""
    at: datetime | None
    record_id: UUID | None


class SuppressionOut(Shape, frozen=True, kw_only=True):
    id: UUID
    address_kind: str
    address: str
    channel: str
    reason: Reason
    note: str
    created_at: datetime
    created_by_id: UUID | None


class ConsentsOut(Shape, frozen=True, kw_only=True):
    """All that stands of one person: the block on their card."""

    standing: Sequence[StandingOut]
    write_only: bool
    suppressed: Sequence[SuppressionOut]
    history: Sequence[RecordOut]
    """The newest first."""
    whole: bool
    """Whether the chained history is as it was written."""


class CallsIn(Shape, frozen=True, kw_only=True):
    write_only: bool
    note: NOTE = ""


class GivenIn(Shape, frozen=True, kw_only=True):
    """An address was given for one promise."""

    promise: Annotated[str, Meta(min_length=1, max_length=500)]


class SuppressionIn(Shape, frozen=True, kw_only=True):
    address_kind: Annotated[str, Meta(min_length=1, max_length=40)]
    address: Annotated[str, Meta(min_length=1, max_length=320)]
    channel: CHANNEL = ""
    reason: Literal["by_hand", "complaint", "do_not_call"] = "by_hand"
    note: Annotated[str, Meta(min_length=1, max_length=500)]


class ImportIn(Shape, frozen=True, kw_only=True):
    """CSV: a line an address, `email,anna@client.example`; a heading line is skipped."""

    csv: Annotated[str, Meta(max_length=2_000_000)]
    note: NOTE = ""


class Imported(Shape, frozen=True, kw_only=True):
    added: int
    known: int
    refused: Sequence[int]
    """Numbers of lines that are no address, the first hundred."""


class SuppressedCounts(Shape, frozen=True, kw_only=True):
    total: int
    by_reason: dict[str, int]


class Erased(Shape, frozen=True, kw_only=True):
    """Rows emptied or deleted by table; `kept`: what stays and why (proof, refusal, figures, audit)."""

    erased: dict[str, int]
    kept: dict[str, str]


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """The preference centre's form: what is ticked, and which button was pressed."""

    keep: str | list[str] = msgspec.field(default_factory=list[str])
    """A form with one box ticked sends a word, with more a list."""
    act: str = ""

    def kept(self) -> list[str]:
        """What is ticked."""
        return [self.keep] if isinstance(self.keep, str) else self.keep
