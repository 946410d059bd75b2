"""Wire shapes of contact policy."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.contact_policy import rules

Most = Annotated[int, Meta(ge=0, le=rules.CAP_MAX)]
Minute = Annotated[int, Meta(ge=0, le=rules.DAY_MINUTES)]
Level = Annotated[int, Meta(ge=0, lt=rules.LEVELS_MAX)]
Channel = Annotated[str, Meta(max_length=40)]
ZoneName = Annotated[str, Meta(max_length=64)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class LevelCap(Shape, frozen=True, kw_only=True):
    """Messages a person of that level of loyalty gets; 0 is below the first. Null: as many as there are."""

    level: Level
    day: Most | None = None
    week: Most | None = None
    month: Most | None = None


class OpenSpan(Shape, frozen=True, kw_only=True):
    """Minutes from midnight; `closes` up to 1440."""

    opens: Minute
    closes: Minute


class ChannelHours(Shape, frozen=True, kw_only=True):
    """When one may write by a kind of channel, Monday first; a null day is silent. Empty `channel`: any other."""

    channel: Channel
    week: Annotated[tuple[OpenSpan | None, ...], Meta(min_length=rules.WEEK_DAYS, max_length=rules.WEEK_DAYS)]


class ContactPolicy(Shape, frozen=True, kw_only=True):
    """The whole policy. `time_zone_attribute`: the attribute of people that names their time zone."""

    caps: Annotated[tuple[LevelCap, ...], Meta(min_length=1, max_length=rules.LEVELS_MAX)]
    on_cap: Literal["refuse", "put_off"] = "refuse"
    hours: Annotated[tuple[ChannelHours, ...], Meta(min_length=1, max_length=rules.CHANNELS_MAX)]
    time_zone_attribute: Annotated[str, Meta(min_length=1, max_length=64)] = "time_zone"


class PolicyOut(msgspec.Struct, frozen=True, kw_only=True):
    """`levels`: names of the levels of loyalty by number, the first of which is empty: those below it."""

    policy: ContactPolicy
    own: bool
    """False: the company chose nothing yet, this is what Otklik starts from."""
    time_zone: str
    levels: Sequence[str]
    channels: Sequence[str]
    """Kinds of channel by which people can be written to."""


class ExampleIn(Shape, frozen=True, kw_only=True):
    """A policy to try, and a person to try it on. `at` null: now. `got`: messages of each of the last days."""

    policy: ContactPolicy
    level: Level
    time_zone: ZoneName
    at: Annotated[datetime, Meta(tz=True)] | None = None
    got: Annotated[tuple[Annotated[int, Meta(ge=0, le=rules.CAP_MAX)], ...], Meta(max_length=rules.KEPT_DAYS)] = ()
    """Today first."""


class ChannelAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a message by that kind of channel. `at` null: it is refused."""

    channel: str
    refused: str
    delayed: str
    at: datetime | None


class ExampleOut(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    cap: LevelCap
    channels: Sequence[ChannelAnswer]


class WindowCount(msgspec.Struct, frozen=True, kw_only=True):
    """Messages of a window, and how many it holds; null: any number."""

    window: Literal["day", "week", "month"]
    count: int
    most: int | None


class PersonPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How often a person was written to first, and when one may again by each kind of channel they have."""

    contact_id: UUID
    level: int
    level_name: str
    windows: Sequence[WindowCount]
    time_zone: str
    time_zone_from: Literal["attribute", "phone", "company"]
    channels: Sequence[ChannelAnswer]
