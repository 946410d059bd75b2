"""When something was: ever, lately, longer ago, between two days. Said in rules as `tree.Last`, `tree.Between`, …"""

from datetime import date
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

DAYS_MAX: Final = 3_650
HOURS_MAX: Final = 24 * 31

Days = Annotated[int, Meta(ge=0, le=DAYS_MAX)]


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Base of whatever stands in a rule."""


class Ever(Shape, frozen=True, kw_only=True, tag="ever"):
    """Whenever it was."""


class Last(Shape, frozen=True, kw_only=True, tag="last"):
    """In the last hours, counted from this very moment, or days, from the midnight that began them."""

    amount: Annotated[int, Meta(ge=0, le=DAYS_MAX)]
    unit: Literal["hours", "days"] = "days"


class Older(Shape, frozen=True, kw_only=True, tag="older"):
    """Longer ago than these last days."""

    days: Days


class Between(Shape, frozen=True, kw_only=True, tag="between"):
    """From the first day to the last, both included; one of them may be left open."""

    since: date | None = None
    until: date | None = None


Window = Ever | Last | Older | Between
