"""Wire shapes of campaigns."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from otklik.domains.campaigns.documents import CampaignPlan, Line, Metric
from otklik.domains.campaigns.rules.states import State
from otklik.domains.templates.documents import Kind
from otklik.domains.templates.service.previewing import TemplatePreview

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=r"\S")]
Place = Annotated[int, Meta(ge=0, le=20)]
DAYS_MAX = 60


class Shape(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in and goes out."""


class CampaignAttribution(Shape, frozen=True, kw_only=True):
    """A purchase within `days` after the touch is the campaign's. `touch`: the weakest that counts, by a person."""

    days: Annotated[int, Meta(ge=1, le=DAYS_MAX)] = 7
    touch: Literal["clicked", "read", "delivered"] = "clicked"


class CampaignSettings(Shape, frozen=True, kw_only=True):
    """`approval`: another person approves each launch."""

    approval: bool = False
    attribution: CampaignAttribution = CampaignAttribution()


class NewCampaign(Shape, frozen=True, kw_only=True):
    name: Name
    plan: CampaignPlan = msgspec.field(default_factory=CampaignPlan)


class CampaignDraft(Shape, frozen=True, kw_only=True):
    """The whole campaign, and the revision it was written over."""

    revision: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    name: Name
    plan: CampaignPlan


class CampaignCopy(Shape, frozen=True, kw_only=True):
    name: Name


class CampaignPrice(Shape, frozen=True, kw_only=True):
    """Of one channel in one currency: where its messages are paid in several, each has its own, with `messages` as the
    sample says. `micros` null: nobody said what it costs. `low` and `high`: 95 % bounds of a sample.
    """

    channel: int
    messages: int
    micros: int | None
    low: int | None
    high: int | None
    exact: bool
    currency: str
    sampled: int


class CampaignCheck(Shape, frozen=True, kw_only=True):
    """Whom the campaign would reach now. `done` false: still counting, with what was counted so far."""

    revision: int
    """Of the draft that was counted."""
    done: bool
    at: datetime
    audience: int
    control: int
    reached: Sequence[int]
    """People by channel, in the campaign's order."""
    excluded: Mapping[str, int]
    """People whom no channel may reach, by the reason of the first channel."""
    put_off: int
    """Messages that wait for the end of quiet hours or for a window of the cap."""
    prices: Sequence[CampaignPrice]


class CampaignFinding(Shape, frozen=True, kw_only=True):
    """What stands in the way of a launch (`error`) or is worth a thought (`warning`)."""

    code: str
    severity: Literal["error", "warning"]
    params: Mapping[str, Any]  # Any: numbers and words


class CampaignReview(Shape, frozen=True, kw_only=True):
    """Everything to be looked at before a launch. `check` null: nobody counted yet."""

    ready: bool
    findings: Sequence[CampaignFinding]
    check: CampaignCheck | None


class CampaignSegment(Shape, frozen=True, kw_only=True):
    """A segment or a list to choose from; `size` as it was last counted."""

    id: UUID
    name: str
    size: int | None


class CampaignChannelChoice(Shape, frozen=True, kw_only=True):
    """A channel a campaign may go by."""

    id: UUID
    name: str
    template_kind: Kind
    """Of templates that go by it."""
    prepared: bool
    """It takes messages its provider approved, to whom never wrote too."""
    window: bool
    """Free text only goes to whoever wrote lately."""


class CampaignRow(Shape, frozen=True, kw_only=True):
    """A campaign in a list."""

    id: UUID
    name: str
    state: State
    code: str
    purpose: str
    channel_ids: Sequence[UUID]
    people: int
    starts_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    updated_at: datetime


class CampaignOut(CampaignRow, frozen=True, kw_only=True):
    revision: int
    plan: CampaignPlan
    phase: Literal["main", "test", "rest"]
    planned_at: datetime | None
    winner: int | None
    verdict: str
    launched_by_id: UUID | None
    approved_by_id: UUID | None
    attribution: CampaignAttribution
    currency: str
    """The company's: of revenue."""


class CampaignCounts(Shape, frozen=True, kw_only=True):
    """What became of messages; the words are delivery's. `sent`: handed to the provider and taken, or more."""

    planned: int = 0
    """All that were to be sent, whatever became of them; without those left out."""
    waiting: int = 0
    skipped: int = 0
    sent: int = 0
    delivered: int = 0
    failed: int = 0
    unknown: int = 0
    read: int = 0
    read_by_machine: int = 0
    clicked: int = 0
    unsubscribed: int = 0
    complained: int = 0
    converted: int = 0
    """People who bought after the touch that counts."""
    purchases: int = 0
    revenue_minor: int = 0
    cost_micros: int = 0
    """In the company's currency."""


class CampaignSlice(CampaignCounts, frozen=True, kw_only=True):
    """Of one channel and variant."""

    channel: int
    variant: int
    costs: Mapping[str, int]
    """Everything that was paid, in millionths by currency."""


class CampaignInterval(Shape, frozen=True, kw_only=True):
    """A difference of two shares with its 95 % interval."""

    estimate: float
    low: float
    high: float
    p_value: float


class CampaignLift(Shape, frozen=True, kw_only=True):
    """Buyers among those who were to get it beside buyers of the control group, over the same days.

    `difference` null: not enough data.
    """

    people: int
    bought: int
    control_people: int
    control_bought: int
    difference: CampaignInterval | None


class CampaignArm(Shape, frozen=True, kw_only=True):
    """A variant in the test: people who got it, how many did what is counted, and the 95 % interval of the share."""

    variant: int
    people: int
    successes: int
    low: float
    high: float


class CampaignContest(Shape, frozen=True, kw_only=True):
    """How the variants stand. `decides_at` null: decided, or the test still goes out."""

    metric: Metric
    people_min: int
    arms: Sequence[CampaignArm]
    leader: int
    verdict: str
    """What the rules would say now: winner, no_difference, not_enough_data. Decided only when the time is over."""
    p_value: float | None
    decides_at: datetime | None


class CampaignFigures(Shape, frozen=True, kw_only=True):
    """What a campaign did and brought."""

    at: datetime
    people: int
    total: CampaignCounts
    slices: Sequence[CampaignSlice]
    reasons: Mapping[str, int]
    """Messages left out, by reason; `control_group` is one of them."""
    failures: Mapping[str, int]
    currency: str
    """The company's: of revenue, and of the total's cost."""
    costs: Mapping[str, int]
    """Everything that was paid, in millionths by currency."""
    return_percent: float | None
    """(revenue - cost) / cost; null where something was paid in another currency."""
    lift: CampaignLift | None
    contest: CampaignContest | None


class CampaignMessage(Shape, frozen=True, kw_only=True):
    """One message to a person, or why there was none."""

    id: UUID
    channel: int
    variant: int
    state: str
    code: str
    ground: str
    due_at: datetime
    accepted_at: datetime | None
    read_at: datetime | None
    read_by_machine: bool | None
    clicked_at: datetime | None
    unsubscribed_at: datetime | None
    complained_at: datetime | None


class CampaignExplanation(Shape, frozen=True, kw_only=True):
    """Why somebody got it or did not. `why` sums it up: a state of the message, or a reason.

    not_planned_yet; not_in_audience; control_group; or the message's own state.
    """

    contact_id: UUID
    why: str
    code: str
    variant: int
    control: bool
    messages: Sequence[CampaignMessage]


class PersonCampaign(Shape, frozen=True, kw_only=True):
    """A campaign on a person's card."""

    campaign_id: UUID
    name: str
    message: CampaignMessage


class CampaignWinner(Shape, frozen=True, kw_only=True):
    variant: Place


class CampaignStockIn(Shape, frozen=True, kw_only=True):
    """How much is left now of what a variable of the kind `stock` names; 0 ends the campaign."""

    name: Line
    left: Annotated[int, Meta(ge=0, le=10**9)]


class CampaignPreviewIn(Shape, frozen=True, kw_only=True):
    """One variant by one channel as somebody would get it; without a contact: a sample person."""

    channel: Place = 0
    variant: Place = 0
    language: Annotated[str, Meta(max_length=35)] = ""
    contact_id: UUID | None = None


class CampaignPreview(Shape, frozen=True, kw_only=True):
    preview: TemplatePreview | None
    """Null of a prepared message: `text` is how it reads."""
    text: str


class CampaignTestIn(Shape, frozen=True, kw_only=True):
    """A test to oneself: a letter to the address one signs in with; an SMS to `to`."""

    channel: Place = 0
    variant: Place = 0
    language: Annotated[str, Meta(max_length=35)] = ""
    contact_id: UUID | None = None
    to: Annotated[str, Meta(max_length=40)] = ""


class CampaignTestOut(Shape, frozen=True, kw_only=True):
    ledger_id: UUID
    to: str


class SampleIn(Shape, frozen=True, kw_only=True):
    """How many people a test needs: the share one expects, in percent, and by how many percent of it to be better."""

    rate_percent: Annotated[float, Meta(gt=0, lt=100)]
    better_percent: Annotated[float, Meta(gt=0, le=500)]


class SampleOut(Shape, frozen=True, kw_only=True):
    people: int
    """Per variant, at 5 % and a power of 80 %."""
