"""What a rule may say: groups, and the conditions that stand in them.

Every condition is true or false of each person, never unknown: of somebody of whom nothing is known it is false. What
is to be the other way round stands in a `NotOf`. Days are those of the company's time zone; `Last(7, days)` begins
with the midnight seven days ago, so that today and the seven days before it count and all of a day comes in at once.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.segments.rules import windows
from otklik.domains.segments.rules.windows import DAYS_MAX, Shape

VALUES_MAX: Final = 100
PROPERTIES_MAX: Final = 5
COUNT_MAX: Final = 1_000_000
MONEY_MAX: Final = 10**15
NUMBER_MAX: Final = 1e15
IN_GROUP_MAX: Final = 50
TIMES_MAX: Final = 100

Word = Annotated[str, Meta(min_length=1, max_length=200)]
Words = Annotated[tuple[Word, ...], Meta(min_length=1, max_length=VALUES_MAX)]
AnyWords = Annotated[tuple[Word, ...], Meta(max_length=VALUES_MAX)]
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Code = Annotated[str, Meta(min_length=1, max_length=40)]
Ahead = Annotated[int, Meta(ge=-DAYS_MAX, le=DAYS_MAX)]
Fifth = Annotated[int, Meta(ge=1, le=5)]
Count = Annotated[int, Meta(ge=0, le=COUNT_MAX)]
Minor = Annotated[int, Meta(ge=-MONEY_MAX, le=MONEY_MAX)]
Number = Annotated[float, Meta(ge=-NUMBER_MAX, le=NUMBER_MAX)]
Times = Annotated[float, Meta(ge=1, le=TIMES_MAX)]
Ids = Annotated[tuple[UUID, ...], Meta(max_length=VALUES_MAX)]

HowMany = Literal["at_least", "at_most", "exactly"]
Likeness = Literal["is", "contains", "starts"]
"""Of words, in whatever case they are written; one of several is enough."""


Ever = windows.Ever
Last = windows.Last
Older = windows.Older
Between = windows.Between
Window = windows.Window

# ---- who they are -------------------------------------------------------------------------------------


class AttributeText(Shape, frozen=True, kw_only=True, tag="attribute_text"):
    name: Name
    op: Likeness = "is"
    values: Words


class AttributeNumber(Shape, frozen=True, kw_only=True, tag="attribute_number"):
    """`between` takes both ends in."""

    name: Name
    op: Literal["equals", "at_least", "at_most", "between"]
    value: Number
    high: Number = 0.0


class AttributeDate(Shape, frozen=True, kw_only=True, tag="attribute_date"):
    """A date from one day to another, both included."""

    name: Name
    since: date | None = None
    until: date | None = None


class AttributeInDays(Shape, frozen=True, kw_only=True, tag="attribute_in_days"):
    """A date that is from `low` to `high` days from today: 0 is today, -1 was yesterday."""

    name: Name
    low: Ahead
    high: Ahead


class Anniversary(Shape, frozen=True, kw_only=True, tag="anniversary"):
    """A date whose day of the year (a birthday) is from `low` to `high` days from today, at most a year apart.

    Who was born on 29 February has it on the 28th in other years.
    """

    name: Name
    low: Annotated[int, Meta(ge=-180, le=180)]
    high: Annotated[int, Meta(ge=-180, le=180)]


class AttributeFlag(Shape, frozen=True, kw_only=True, tag="attribute_flag"):
    name: Name
    value: bool = True


class AttributeList(Shape, frozen=True, kw_only=True, tag="attribute_list"):
    """Of the person's list: one of these values, or all of them."""

    name: Name
    op: Literal["any", "all"] = "any"
    values: Words


class AttributeKnown(Shape, frozen=True, kw_only=True, tag="attribute_known"):
    """Whatever it is."""

    name: Name


class PersonName(Shape, frozen=True, kw_only=True, tag="name"):
    """Without values: that there is a name at all."""

    op: Likeness = "contains"
    values: AnyWords = ()


class Language(Shape, frozen=True, kw_only=True, tag="language"):
    """The language they are written to in; `en` takes `en-GB` in."""

    languages: Annotated[
        tuple[Annotated[str, Meta(min_length=2, max_length=35)], ...], Meta(min_length=1, max_length=30)
    ]


class Seen(Shape, frozen=True, kw_only=True, tag="seen"):
    """When they first came (the oldest card), or last wrote."""

    edge: Literal["first", "last"]
    window: Window


# ---- whether they can be written to -------------------------------------------------------------------


class Address(Shape, frozen=True, kw_only=True, tag="address"):
    """They have an address of this kind: any, proven to be theirs, one that works, one that does not."""

    kind: Code
    state: Literal["any", "proven", "reachable", "unreachable"] = "any"


class Reachable(Shape, frozen=True, kw_only=True, tag="reachable"):
    """They have a working address for this kind of channel, which nobody blocked and no bounce closed."""

    channel: Code


class Consent(Shape, frozen=True, kw_only=True, tag="consent"):
    """What was last said of a purpose for this kind of channel, or for all of them at once."""

    purpose: Code
    channel: Code
    status: Literal["granted", "withdrawn", "pending"] = "granted"


class Suppressed(Shape, frozen=True, kw_only=True, tag="suppressed"):
    """An address of theirs is on the suppression list; without reasons whatever the reason, without channel in any."""

    channel: Annotated[str, Meta(max_length=40)] = ""
    reasons: Annotated[
        tuple[Literal["hard_bounce", "complaint", "blocked", "unsubscribed", "do_not_call", "by_hand", "import"], ...],
        Meta(max_length=7),
    ] = ()


# ---- what they did ------------------------------------------------------------------------------------


class Property(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an event is to hold under a name of its first level. Words in whatever case; numbers by their size."""

    name: Name
    op: Literal["is", "contains", "at_least", "at_most"] = "is"
    values: Annotated[tuple[Word, ...], Meta(max_length=VALUES_MAX)] = ()
    number: Number = 0.0


class Event(Shape, frozen=True, kw_only=True, tag="event"):
    """How often something happened. `amount_from` and `amount_to`: only events with a sum so large, minor units."""

    name: Name
    op: HowMany = "at_least"
    count: Count = 1
    window: Window = msgspec.field(default_factory=Ever)
    where: Annotated[tuple[Property, ...], Meta(max_length=PROPERTIES_MAX)] = ()
    amount_from: Minor | None = None
    amount_to: Minor | None = None


class EventEdge(Shape, frozen=True, kw_only=True, tag="event_edge"):
    """When something first or last happened; false of whom it never happened to."""

    name: Name
    edge: Literal["first", "last"] = "last"
    window: Window


class EventSum(Shape, frozen=True, kw_only=True, tag="event_sum"):
    """What events come to together; of whom none happened to, to 0.

    Their amounts (minor units of the company's currency; other currencies are left out), or with `sum_of` the numbers
    that they hold under this name.
    """

    name: Name
    sum_of: Annotated[str, Meta(max_length=100)] = ""
    op: Literal["at_least", "at_most"] = "at_least"
    value: Number
    window: Window = msgspec.field(default_factory=Ever)
    where: Annotated[tuple[Property, ...], Meta(max_length=PROPERTIES_MAX)] = ()


class Purchases(Shape, frozen=True, kw_only=True, tag="purchases"):
    """How often they bought, or for how much (minor units of the company's currency; other currencies are left out).

    With products or categories only the lines of these are counted: purchases that hold one, or their money.
    """

    measure: Literal["count", "sum"] = "count"
    op: HowMany = "at_least"
    value: Minor = 1
    window: Window = msgspec.field(default_factory=Ever)
    products: AnyWords = ()
    categories: AnyWords = ()


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Fifths from one to another, both included."""

    low: Fifth = 1
    high: Fifth = 5


class Rfm(Shape, frozen=True, kw_only=True, tag="rfm"):
    """Where they stand among buyers, as last counted; what is left out does not matter. Level 0 is below the first."""

    groups: Annotated[
        tuple[Literal["champions", "loyal", "growing", "newcomers", "cooling", "at_risk", "asleep", "lost"], ...],
        Meta(max_length=8),
    ] = ()
    levels: Annotated[tuple[Annotated[int, Meta(ge=0, le=10)], ...], Meta(max_length=11)] = ()
    recency: Span | None = None
    frequency: Span | None = None
    money: Span | None = None


class Rhythm(Shape, frozen=True, kw_only=True, tag="rhythm"):
    """They bought last so many of their own usual intervals ago, both ends included; to the hundredth.

    False of whom too little is known to have a usual interval (activity/rhythm.py).
    """

    at_least: Times = 2.0
    at_most: Times | None = None


# ---- what is between us -------------------------------------------------------------------------------


class Conversation(Shape, frozen=True, kw_only=True, tag="conversation"):
    """There is a conversation like this: all that is named holds of one and the same."""

    state: Literal["any", "open", "closed", "waiting"] = "any"
    channel_ids: Ids = ()
    label_ids: Ids = ()
    """At least one of them is on it."""
    wrote: Window = msgspec.field(default_factory=Ever)
    """When they last wrote there."""


class Task(Shape, frozen=True, kw_only=True, tag="task"):
    """Something is to be done for them, is overdue, or was done."""

    state: Literal["open", "overdue", "done"] = "open"


class Debt(Shape, frozen=True, kw_only=True, tag="debt"):
    """They wait for us; without kinds for whatever reason."""

    kinds: Annotated[
        tuple[
            Literal[
                "unanswered",
                "missed",
                "promised",
                "target_broken",
                "bounced",
                "failed",
                "snoozed",
                "unsolved",
                "task",
                "consultation",
            ],
            ...,
        ],
        Meta(max_length=10),
    ] = ()


class Rating(Shape, frozen=True, kw_only=True, tag="rating"):
    """They rated us so, from one score to another."""

    low: Fifth = 1
    high: Fifth = 5
    window: Window = msgspec.field(default_factory=Ever)


class InSegment(Shape, frozen=True, kw_only=True, tag="segment"):
    """They are in another segment, by its rule or on its list."""

    segment_id: UUID


# ---- groups -------------------------------------------------------------------------------------------


class AllOf(Shape, frozen=True, kw_only=True, tag="all"):
    """Every part holds; without parts: everybody."""

    of: Annotated[tuple["Rule", ...], Meta(max_length=IN_GROUP_MAX)] = ()


class AnyOf(Shape, frozen=True, kw_only=True, tag="any"):
    """One part is enough; without parts: nobody."""

    of: Annotated[tuple["Rule", ...], Meta(max_length=IN_GROUP_MAX)] = ()


class NotOf(Shape, frozen=True, kw_only=True, tag="not"):
    of: "Rule"


AttributeLeaf = (
    AttributeText
    | AttributeNumber
    | AttributeDate
    | AttributeInDays
    | Anniversary
    | AttributeFlag
    | AttributeList
    | AttributeKnown
)
Leaf = (
    AttributeLeaf
    | PersonName
    | Language
    | Seen
    | Address
    | Reachable
    | Consent
    | Suppressed
    | Event
    | EventEdge
    | EventSum
    | Purchases
    | Rfm
    | Rhythm
    | Conversation
    | Task
    | Debt
    | Rating
    | InSegment
)
Rule = Leaf | AllOf | AnyOf | NotOf
EVERYBODY: Final = AllOf()


def parts(rule: Rule) -> Sequence[Rule]:
    """What stands directly in a group; of a condition nothing."""
    if isinstance(rule, AllOf | AnyOf):
        return rule.of
    return (rule.of,) if isinstance(rule, NotOf) else ()


def leaves(rule: Rule) -> list[Leaf]:
    """Every condition, in the order it is read."""
    if isinstance(rule, AllOf | AnyOf | NotOf):
        return [leaf for part in parts(rule) for leaf in leaves(part)]
    return [rule]
