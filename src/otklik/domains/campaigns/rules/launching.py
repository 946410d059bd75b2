"""What stands in the way of a launch, and what is worth a thought before it. Sentences live in the desk's catalogues.

Law (not advice, a reminder): 38-FZ art. 18 wants consent before advertising by any network; art. 5 and 18.1 want
advertising on the internet marked; 152-FZ wants a basis for using an address at all. SMS at night: rules of operators
and the Code of Administrative Offences of several regions.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Final, Literal

import msgspec

from otklik.domains.campaigns.documents import CampaignPlan, CampaignSchedule

Severity = Literal["error", "warning"]
NIGHT: Final = (22, 8)
YEARS: Final = (2000, 2200)
"""A year beside these was not meant: a date that is typed begins as 0002."""
AD_MARKS: Final = ("реклама", "erid", "advertisement", "advertising")


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    code: str
    severity: Severity = "error"
    params: Mapping[str, str | int | float] = {}


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """What a variant says by a channel, as far as a launch asks. `fits`: its kind goes by the channel."""

    published: bool
    fits: bool
    problems: int = 0
    first_problem: str = ""
    variables: Mapping[str, str] = {}
    """Declared ones by name: their kinds."""
    text: str = ""
    """Everything it says, in lower case: for marks of advertising."""


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """`said`: by variant; None: nothing chosen, or a prepared message that is gone."""

    name: str
    sends: bool
    sms: bool
    said: Sequence[Template | None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the rules look at. `basis` None: there is no such purpose, or it is not in use."""

    plan: CampaignPlan
    basis: str | None
    channels: Sequence[Channel]
    segments_missing: int
    cost_micros: int | None
    """As counted last, in the company's currency; None: not counted, or prices are not known."""
    foreign: Sequence[str]
    """Other currencies that channels it goes by are paid in."""
    counted: bool
    reached: int
    now: datetime


def findings(asked: Asked) -> list[Finding]:
    """In the order in which they are mended: whom, what, when, money, law."""
    return [*_whom(asked), *_what(asked), *_values(asked), *_when(asked), *_test(asked), *_money(asked), *_law(asked)]


def ready(found: Sequence[Finding]) -> bool:
    return all(one.severity != "error" for one in found)


def deadline_of(plan: CampaignPlan, kinds: Mapping[str, str]) -> datetime | None:
    """The first moment after which what is said would be a lie."""
    moments = [moment(plan.values.get(name, "")) for name, kind in kinds.items() if kind == "deadline"]
    return min((one for one in moments if one is not None), default=None)


def sold_out(plan: CampaignPlan, kinds: Mapping[str, str]) -> bool:
    return any(kind == "stock" and plan.values.get(name, "") == "0" for name, kind in kinds.items())


def moment(value: str) -> datetime | None:
    """An aware moment; None for anything else."""
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def starts(plan: CampaignPlan) -> datetime | None:
    return plan.schedule.at if plan.schedule.mode == "at" else None


def wall(schedule: CampaignSchedule) -> tuple[date, time] | None:
    """The day and the hour of everybody's own clock; None where they are not said, or are none."""
    try:
        day, clock = date.fromisoformat(schedule.day), time.fromisoformat(schedule.clock)
    except ValueError:
        return None
    return (day, clock) if YEARS[0] <= day.year <= YEARS[1] else None


def _whom(asked: Asked) -> list[Finding]:
    found: list[Finding] = []
    audience = asked.plan.audience
    if not asked.plan.purpose or asked.basis is None:
        found.append(Finding(code="campaigns.purpose_missing"))
    if not audience.everyone and not audience.inside:
        found.append(Finding(code="campaigns.audience_missing"))
    if asked.segments_missing:
        found.append(Finding(code="campaigns.segment_missing", params={"count": asked.segments_missing}))
    if asked.counted and not asked.reached:
        found.append(Finding(code="campaigns.nobody_reached", severity="warning"))
    if not asked.counted:
        found.append(Finding(code="campaigns.not_counted", severity="warning"))
    return found


def _what(asked: Asked) -> list[Finding]:
    if not asked.channels:
        return [Finding(code="campaigns.channel_missing")]
    found: list[Finding] = []
    for channel in asked.channels:
        about = {"channel": channel.name}
        if not channel.sends:
            found.append(Finding(code="campaigns.channel_cannot_send", params=about))
        if len(channel.said) not in {1, len(asked.plan.variants)}:
            found.append(Finding(code="campaigns.variants_uneven", params=about))
        for number, said in enumerate(channel.said):
            found += _said(said, {**about, "variant": number})
    return found


def _said(said: Template | None, about: Mapping[str, str | int]) -> list[Finding]:
    if said is None:
        return [Finding(code="campaigns.template_missing", params=about)]
    if not said.published:
        return [Finding(code="campaigns.template_unpublished", params=about)]
    if not said.fits:
        return [Finding(code="campaigns.template_of_another_kind", params=about)]
    if said.problems:
        params = {**about, "count": said.problems, "first": said.first_problem}
        return [Finding(code="campaigns.template_problems", params=params)]
    return []


def kinds_of(channels: Sequence[Channel]) -> dict[str, str]:
    """Declared variables of everything that is said, with their kinds."""
    return {name: kind for one in channels for said in one.said if said for name, kind in said.variables.items()}


def _values(asked: Asked) -> list[Finding]:
    """A deadline or a stock hangs on something real, or it is not said."""
    found: list[Finding] = []
    for name, kind in sorted(kinds_of(asked.channels).items()):
        value = asked.plan.values.get(name, "").strip()
        if not value:
            found.append(Finding(code="campaigns.value_missing", params={"name": name}))
        elif kind == "deadline" and moment(value) is None:
            found.append(Finding(code="campaigns.deadline_invalid", params={"name": name}))
        elif kind == "deadline" and _expired(asked, value):
            found.append(Finding(code="campaigns.deadline_expired", params={"name": name}))
        elif kind == "stock" and not (value.isdecimal() and int(value) > 0):
            found.append(Finding(code="campaigns.stock_invalid", params={"name": name}))
    return found


def _expired(asked: Asked, value: str) -> bool:
    ends = moment(value)
    return ends is not None and ends <= max(asked.now, starts(asked.plan) or asked.now)


def _when(asked: Asked) -> list[Finding]:
    schedule = asked.plan.schedule
    if schedule.mode == "at" and schedule.at is None:
        return [Finding(code="campaigns.moment_missing")]
    if schedule.mode == "at" and schedule.at is not None and schedule.at <= asked.now:
        return [Finding(code="campaigns.moment_past", severity="warning")]
    if schedule.mode == "local" and wall(schedule) is None:
        return [Finding(code="campaigns.moment_missing")]
    if schedule.mode == "local" and schedule.day < asked.now.date().isoformat():
        return [Finding(code="campaigns.moment_past", severity="warning")]
    return []


def _test(asked: Asked) -> list[Finding]:
    test = asked.plan.test
    if test is None:
        return []
    if len(asked.plan.variants) < 2:
        return [Finding(code="campaigns.test_needs_variants")]
    expected = asked.reached * test.percent // 100 // len(asked.plan.variants)
    if asked.counted and expected < test.people_min:
        return [
            Finding(
                code="campaigns.test_too_small",
                severity="warning",
                params={"expected": expected, "needed": test.people_min},
            )
        ]
    return []


def _money(asked: Asked) -> list[Finding]:
    budget = asked.plan.budget_micros
    if budget is not None and asked.foreign:
        params = {"currencies": ", ".join(asked.foreign)}
        return [Finding(code="campaigns.budget_of_another_currency", params=params)]
    if asked.counted and asked.cost_micros is None:
        return [Finding(code="campaigns.price_unknown", severity="warning")]
    if budget is not None and asked.cost_micros is not None and asked.cost_micros > budget:
        return [Finding(code="campaigns.over_budget", severity="warning")]
    return []


def _law(asked: Asked) -> list[Finding]:
    found: list[Finding] = []
    if asked.basis not in {None, "consent"}:
        found.append(Finding(code="campaigns.law_no_consent", severity="warning", params={"basis": asked.basis or ""}))
    if any(one.sms for one in asked.channels) and _night(asked.plan):
        found.append(Finding(code="campaigns.law_night_sms", severity="warning"))
    for channel in asked.channels:
        said = [one for one in channel.said if one is not None and one.published]
        if any(not any(mark in one.text for mark in AD_MARKS) for one in said):
            found.append(Finding(code="campaigns.law_ad_mark", severity="warning", params={"channel": channel.name}))
    return found


def _night(plan: CampaignPlan) -> bool:
    """Only what the plan itself says; quiet hours are kept by the gate whatever it says."""
    if plan.schedule.mode != "local" or not plan.schedule.clock:
        return False
    hour = int(plan.schedule.clock[:2])
    return hour >= NIGHT[0] or hour < NIGHT[1]
