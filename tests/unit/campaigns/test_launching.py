"""What stands in the way of a launch, each for itself."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from otklik.domains.campaigns.documents import (
    CampaignAudience,
    CampaignPlan,
    CampaignSchedule,
    CampaignTest,
    CampaignVariant,
)
from otklik.domains.campaigns.rules import launching
from otklik.domains.campaigns.rules.launching import Asked, Channel, Template

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LETTER = Template(published=True, fits=True, text="реклама. чай")
MAIL = Channel(name="Почта", sends=True, sms=False, said=[LETTER])
PLAN = CampaignPlan(purpose="news", audience=CampaignAudience(inside=(UUID(int=1),)))
WHOLE = Asked(
    plan=PLAN,
    basis="consent",
    channels=[MAIL],
    segments_missing=0,
    cost_micros=0,
    foreign=(),
    counted=True,
    reached=1_000,
    now=NOW,
)


def codes(asked: Asked) -> set[str]:
    return {one.code.removeprefix("campaigns.") for one in launching.findings(asked)}


def with_plan(**changes: object) -> Asked:
    return replace(WHOLE, plan=replace(PLAN, **changes))


def said(**changes: object) -> Asked:
    return replace(WHOLE, channels=[replace(MAIL, said=[replace(LETTER, **changes)])])


def bound(kind: str, value: str) -> Asked:
    return replace(said(variables={"till": kind}), plan=replace(PLAN, values={"till": value} if value else {}))


def test_a_whole_campaign_is_ready() -> None:
    assert launching.findings(WHOLE) == []


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(WHOLE, basis=None), "purpose_missing"),
        (with_plan(audience=CampaignAudience()), "audience_missing"),
        (replace(WHOLE, segments_missing=1), "segment_missing"),
        (replace(with_plan(budget_micros=5), foreign=["EUR"]), "budget_of_another_currency"),
        (replace(WHOLE, channels=[]), "channel_missing"),
        (replace(WHOLE, channels=[replace(MAIL, sends=False)]), "channel_cannot_send"),
        (replace(WHOLE, channels=[replace(MAIL, said=[None])]), "template_missing"),
        (replace(WHOLE, channels=[replace(MAIL, said=[LETTER, LETTER])]), "variants_uneven"),
        (said(published=False), "template_unpublished"),
        (said(fits=False), "template_of_another_kind"),
        (said(problems=2, first_problem="templates.unknown_variable"), "template_problems"),
        (bound("text", ""), "value_missing"),
        (bound("deadline", "завтра"), "deadline_invalid"),
        (bound("deadline", "2026-03-03T09:00:00"), "deadline_invalid"),
        (bound("deadline", "2026-03-02T08:00:00+00:00"), "deadline_expired"),
        (bound("stock", "много"), "stock_invalid"),
        (bound("stock", "0"), "stock_invalid"),
        (with_plan(schedule=CampaignSchedule(mode="at")), "moment_missing"),
        (with_plan(schedule=CampaignSchedule(mode="local", day="2026-03-03")), "moment_missing"),
        (with_plan(test=CampaignTest()), "test_needs_variants"),
    ],
)
def test_what_is_missing_stands_in_the_way(asked: Asked, code: str) -> None:
    assert code in codes(asked)
    assert not launching.ready(launching.findings(asked))


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(WHOLE, counted=False), "not_counted"),
        (replace(WHOLE, reached=0), "nobody_reached"),
        (replace(WHOLE, cost_micros=None), "price_unknown"),
        (replace(with_plan(budget_micros=5), cost_micros=6), "over_budget"),
        (replace(WHOLE, basis="legitimate_interest"), "law_no_consent"),
        (said(text="чай"), "law_ad_mark"),
        (with_plan(schedule=CampaignSchedule(mode="at", at=NOW - timedelta(hours=1))), "moment_past"),
        (
            replace(
                with_plan(schedule=CampaignSchedule(mode="local", day="2026-03-03", clock="23:30")),
                channels=[replace(MAIL, sms=True)],
            ),
            "law_night_sms",
        ),
        (with_plan(variants=(CampaignVariant(), CampaignVariant()), test=CampaignTest(percent=10)), "test_too_small"),
    ],
)
def test_what_is_worth_a_thought_is_said_and_forbids_nothing(asked: Asked, code: str) -> None:
    assert code in codes(asked)
    assert launching.ready(launching.findings(asked))


def test_a_deadline_that_ends_before_the_campaign_begins_has_expired() -> None:
    asked = bound("deadline", "2026-03-04T09:00:00+00:00")
    assert "deadline_expired" not in codes(asked)
    later = CampaignSchedule(mode="at", at=NOW + timedelta(days=3))
    assert "deadline_expired" in codes(replace(asked, plan=replace(asked.plan, schedule=later)))
