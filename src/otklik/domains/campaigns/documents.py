"""What a campaign is, as it is kept: whom it is for, what is said by which channel, when, within which bounds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

SEGMENTS_MAX = 20
CHANNELS_MAX = 8
VARIANTS_MAX = 6
VALUES_MAX = 60
CONTROL_PERCENT_MAX = 50
HOURS_MAX = 24 * 14
PER_SECOND_MAX = 10_000.0
BUDGET_MICROS_MAX = 10**15
SAMPLE_MAX = 10_000_000

Metric = Literal["read", "clicked", "converted"]
Spread = Literal["first", "every"]
Line = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=2_000)]
Code = Annotated[str, Meta(max_length=80)]


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what is kept."""


class CampaignAudience(Document, frozen=True, kw_only=True):
    """`everyone`: all who agreed to the purpose; else who is in any of `inside`. Never who is in one of `outside`."""

    everyone: bool = False
    inside: Annotated[tuple[UUID, ...], Meta(max_length=SEGMENTS_MAX)] = ()
    outside: Annotated[tuple[UUID, ...], Meta(max_length=SEGMENTS_MAX)] = ()


class CampaignSaying(Document, frozen=True, kw_only=True):
    """What one variant says by one channel: a template, or a message the provider keeps prepared (WhatsApp)."""

    template_id: UUID | None = None
    number: int | None = None
    """Of the template's version; fixed at the launch."""
    prepared_id: UUID | None = None
    values: Annotated[Mapping[Line, Words], Meta(max_length=VALUES_MAX)] = {}
    """Of a prepared message: what stands in each blank, in the templates' language."""


class CampaignChannel(Document, frozen=True, kw_only=True):
    """`sayings`: one for all variants, or one each."""

    channel_id: UUID
    sayings: Annotated[tuple[CampaignSaying, ...], Meta(min_length=1, max_length=VARIANTS_MAX)]


class CampaignVariant(Document, frozen=True, kw_only=True):
    name: Annotated[str, Meta(max_length=60)] = ""
    share: Annotated[int, Meta(ge=1, le=100)] = 1
    """A weight beside the others'."""


class CampaignTest(Document, frozen=True, kw_only=True):
    """First a part gets it; after `hours` the winner by `metric` goes to the rest. Declared before the launch."""

    percent: Annotated[int, Meta(ge=1, le=99)] = 20
    metric: Metric = "clicked"
    people_min: Annotated[int, Meta(ge=20, le=SAMPLE_MAX)] = 400
    """Per variant: with fewer nothing is decided."""
    hours: Annotated[int, Meta(ge=1, le=HOURS_MAX)] = 24
    otherwise: Literal["leader", "ask"] = "ask"
    """Where no difference is proven: the leader goes all the same, or a person chooses."""


class CampaignSchedule(Document, frozen=True, kw_only=True):
    """now; at a moment; or on `day` at `clock` (`10:00`) in each person's own time zone."""

    mode: Literal["now", "at", "local"] = "now"
    at: Annotated[datetime, Meta(tz=True)] | None = None
    day: Annotated[str, Meta(pattern=r"^(\d{4}-\d{2}-\d{2})?$(?!\n)")] = ""
    clock: Annotated[str, Meta(pattern=r"^(([01]\d|2[0-3]):[0-5]\d)?$(?!\n)")] = ""


class CampaignPlan(Document, frozen=True, kw_only=True):
    """A whole campaign."""

    purpose: Code = ""
    """Of consents: by it the gate asks who may get it."""
    audience: CampaignAudience = CampaignAudience()
    channels: Annotated[tuple[CampaignChannel, ...], Meta(max_length=CHANNELS_MAX)] = ()
    spread: Spread = "first"
    """By the first channel that may reach a person, or by every one that may."""
    variants: Annotated[tuple[CampaignVariant, ...], Meta(min_length=1, max_length=VARIANTS_MAX)] = (CampaignVariant(),)
    control_percent: Annotated[int, Meta(ge=0, le=CONTROL_PERCENT_MAX)] = 0
    test: CampaignTest | None = None
    values: Annotated[Mapping[Line, Words], Meta(max_length=VALUES_MAX)] = {}
    """Of variables the templates declare. A `deadline` is a moment (ISO 8601), a `stock` a whole number: real ones."""
    schedule: CampaignSchedule = CampaignSchedule()
    per_second: Annotated[float, Meta(gt=0, le=PER_SECOND_MAX)] | None = None
    budget_micros: Annotated[int, Meta(ge=0, le=BUDGET_MICROS_MAX)] | None = None
    """The money stop, in millionths of the unit of the prices' currency."""
    utm: Annotated[Mapping[Annotated[str, Meta(pattern=r"^utm_[a-z]{1,20}$(?!\n)")], Line], Meta(max_length=8)] = {}


def saying(channel: CampaignChannel, variant: int) -> CampaignSaying:
    """What a variant says by the channel."""
    return channel.sayings[variant if len(channel.sayings) > 1 else 0]
