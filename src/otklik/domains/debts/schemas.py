"""Wire shapes of debts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.debts.rules import Kind

Moment = Annotated[datetime, Meta(tz=True)]
Reason = Annotated[str, Meta(min_length=1, max_length=500)]
Act = Literal["settled", "put_off", "given", "taken_back"]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in."""


class SettlementIn(Incoming, frozen=True, kw_only=True):
    reason: Reason


class RestIn(Incoming, frozen=True, kw_only=True):
    until: Moment
    reason: Reason


class DebtOwnerIn(Incoming, frozen=True, kw_only=True):
    operator_id: UUID | None = None
    team_id: UUID | None = None
    reason: Annotated[str, Meta(max_length=500)] = ""


class DebtOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    kind: Kind
    source_id: UUID
    conversation_id: UUID | None
    conversation_number: int | None
    channel_id: UUID | None
    contact_id: UUID | None
    contact_name: str
    text: str
    """What was said last, or what is to be done, or asked."""
    operator_id: UUID | None
    team_id: UUID | None
    due_at: datetime | None
    since: datetime
    rests_until: datetime | None
    why: str
    params: Mapping[str, Any]
    settled: bool


class DecisionOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    act: Act
    until: datetime | None
    operator_id: UUID | None
    team_id: UUID | None
    reason: str
    by_id: UUID | None
    at: datetime


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """`debt` is null when what was decided ended it."""

    debt: DebtOut | None


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """In sight: overdue, and due today or without a time."""

    overdue: int
    today: int


class KindTally(Tally, frozen=True, kw_only=True):
    kind: Kind


class OwnerTally(Tally, frozen=True, kw_only=True):
    """Both ids null: nobody's."""

    operator_id: UUID | None
    team_id: UUID | None


class DebtSummary(msgspec.Struct, frozen=True, kw_only=True):
    """How much is owed. `overdue`, `today`, `later`, `resting` and `kinds` are of those asked for."""

    overdue: int
    today: int
    later: int
    resting: int
    kinds: Sequence[KindTally]
    owners: Sequence[OwnerTally]
    """Of the whole company, who owes most first; 50 at most."""


class DebtCount(msgspec.Struct, frozen=True, kw_only=True):
    """The caller's own, for the mark on the desk's rail."""

    overdue: int
    today: int
