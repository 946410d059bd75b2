"""Wire shapes of absences."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

Kind = Literal["holiday", "illness", "other"]
State = Literal["planned", "begun", "ended"]
Moment = Annotated[datetime, Meta(tz=True)]
Text = Annotated[str, Meta(max_length=1_000)]
Zone = Annotated[str, Meta(min_length=1, max_length=64, examples=["Europe/Moscow"])]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class CoverOut(Shape, frozen=True, kw_only=True):
    """Who covers at this moment, deputies of deputies followed; both null: everybody."""

    operator_id: UUID | None
    team_id: UUID | None


class AbsenceOut(Shape, frozen=True, kw_only=True):
    id: UUID
    operator_id: UUID
    kind: Kind
    state: State
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    deputy_operator_id: UUID | None
    deputy_team_id: UUID | None
    copies: bool
    """The deputy is told of new messages in the absent person's conversations that are with somebody else."""
    text_ru: str
    text_en: str
    covered_by: CoverOut | None
    """Null before it begins and after it ended."""


class OwnAbsence(Shape, frozen=True, kw_only=True):
    """An absence of one's own. Texts may hold `{name}`, `{until}` and `{deputy}`; empty: the standard words."""

    kind: Kind = "holiday"
    starts_at: Moment
    ends_at: Moment
    time_zone: Zone | None = None
    """IANA name; null: the company's."""
    deputy_operator_id: UUID | None = None
    deputy_team_id: UUID | None = None
    copies: bool = True
    text_ru: Text = ""
    text_en: Text = ""


class NewAbsence(OwnAbsence, frozen=True, kw_only=True):
    operator_id: UUID


class AbsenceChanges(Shape, frozen=True, kw_only=True):
    """What to change; what is left out stays. Naming one deputy takes the other away."""

    kind: Kind | UnsetType = UNSET
    starts_at: Moment | UnsetType = UNSET
    ends_at: Moment | UnsetType = UNSET
    deputy_operator_id: UUID | UnsetType | None = UNSET
    deputy_team_id: UUID | UnsetType | None = UNSET
    copies: bool | UnsetType = UNSET
    text_ru: Text | UnsetType = UNSET
    text_en: Text | UnsetType = UNSET
