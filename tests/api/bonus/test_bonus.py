"""The leader board over HTTP: who sees what, what is refused, and that a closed month stays as it was."""

from datetime import timedelta
from typing import Any

import pytest
from tests import factories
from tests.client import Client
from tests.factories import Company
from tests.factories_bonus import answered
from tests.factories_talk import new_talk

from otklik import web
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.platform.ids import new_id
from otklik.program import Program

Json = dict[str, Any]  # Any: a JSON document
BOARD, RULES, CLOSURES = "/api/v1/bonus/board", "/api/v1/bonus/rules", "/api/v1/bonus/closures"
STATEMENT = "/api/v1/bonus/statement"
TERMS: Json = {"pool_minor": 10_001, "answers_min": 2, "split": "score_and_work"}
MONTH = "2026-03"
"""When the tests' clock stands."""


class Office:
    """Anna answers twice as quickly as Boris, who answers as often."""

    def __init__(self, program: Program, clock: FixedClock) -> None:
        self.program, self.clock = program, clock

    async def begin(self) -> "Office":
        self.company: Company = await factories.create_workspace(self.program)
        self.anna, self.boris = [await self._person(name) for name in ("Анна", "Борис")]
        channel = (await new_talk(self.program, self.company, self.clock)).channel_id
        for operator, minutes in ((self.anna, 2), (self.boris, 4)) * 3:
            after = timedelta(minutes=minutes)
            await answered(self.program, self.company, self.clock, operator, after=after, channel_id=channel)
        self.channel_id = channel
        self.app = web.build(self.program)
        return self

    async def _person(self, name: str) -> OperatorData:
        return await factories.create_operator(self.program, self.company, name=name)

    async def browser(self, operator: OperatorData) -> Client:
        return await factories.signed_in_client(self.app, self.program, self.company, operator)

    async def with_role(self, role: str) -> Client:
        return await self.browser(await factories.create_operator(self.program, self.company, role=role))


@pytest.fixture
async def office(timed: Program, clock: FixedClock) -> Office:
    return await Office(timed, clock).begin()


@pytest.fixture
async def owner(office: Office) -> Client:
    browser = await office.browser(office.company.owner)
    assert (await browser.put(RULES, json=TERMS)).status_code == 200
    return browser


async def test_the_quicker_stands_first_and_the_money_is_split_to_the_kopeck(owner: Client) -> None:
    board = (await owner.get(BOARD)).json()
    assert [(one["name"], one["place"]) for one in board["lines"]] == [("Анна", 1), ("Борис", 2)]
    assert sum(one["amount_minor"] for one in board["lines"]) == board["paid_minor"] == TERMS["pool_minor"]
    anna, boris = board["lines"]
    assert (anna["score"], boris["score"]) == (7142, 5555)  # 2 and 4 of the 5 minutes that are usual
    assert anna["first"] == {
        "answers": 3,
        "slow_marked": 0,
        "median_seconds": 120,
        "usual_seconds": 300,
        "share": 0.4,
    }
    assert board["weights"] == (7142 + 5555) * 3
    assert anna["amount_minor"] == round(10_001 * 7142 / (7142 + 5555))


async def test_whoever_answered_too_seldom_has_no_place(owner: Client) -> None:
    await owner.put(RULES, json={**TERMS, "answers_min": 4})
    board = (await owner.get(BOARD)).json()
    assert {(one["refused"], one["place"], one["amount_minor"]) for one in board["lines"]} == {("too_few", None, 0)}
    assert board["paid_minor"] == 0


async def test_operators_see_of_each_other_what_the_rules_let_them(owner: Client, office: Office) -> None:
    boris = await office.browser(office.boris)
    for shown, names in (("own", ["Борис"]), ("places", ["Анна", "Борис"]), ("everything", ["Анна", "Борис"])):
        await owner.put(RULES, json={**TERMS, "shown": shown})
        board = (await boris.get(BOARD)).json()
        assert [one["name"] for one in board["lines"]] == names
        mine = next(one for one in board["lines"] if one["name"] == "Борис")
        assert mine["amount_minor"] > 0
        others = [one["amount_minor"] for one in board["lines"] if one["name"] == "Анна"]
        assert all((amount is not None) == (shown == "everything") for amount in others)


async def test_a_supervisor_sees_everything_and_changes_nothing(owner: Client, office: Office) -> None:
    await owner.put(RULES, json={**TERMS, "shown": "own"})
    supervisor = await office.with_role("supervisor")
    assert len((await supervisor.get(BOARD)).json()["lines"]) == 2
    assert (await supervisor.put(RULES, json=TERMS)).status_code == 403
    assert (await supervisor.post(CLOSURES, json={"month": MONTH})).status_code == 403
    assert (await supervisor.post("/api/v1/bonus/preview", json=TERMS)).status_code == 403


async def test_a_closed_month_stays_as_it_was(owner: Client, office: Office) -> None:
    early = await owner.post(CLOSURES, json={"month": MONTH})
    assert (early.status_code, early.json()["code"]) == (409, "bonus.month_not_over")
    before = (await owner.get(BOARD, params={"month": MONTH})).json()
    office.clock.move(timedelta(days=31))
    again = await office.browser(office.company.owner)
    closed = await again.post(CLOSURES, json={"month": MONTH})
    assert closed.status_code == 201, closed.text
    await again.put(RULES, json={**TERMS, "pool_minor": 1})
    after = (await again.get(BOARD, params={"month": MONTH})).json()
    assert after == closed.json()
    assert (after["lines"], after["closed_by"]) == (before["lines"], office.company.owner.name)
    twice = await again.post(CLOSURES, json={"month": MONTH})
    assert (twice.status_code, twice.json()["code"]) == (409, "bonus.month_closed")
    listed = (await again.get("/api/v1/bonus/months")).json()
    assert [(one["month"], one["paid_minor"]) for one in listed] == [(MONTH, TERMS["pool_minor"])]


async def test_a_statement_is_ones_own_or_a_supervisors_to_read(owner: Client, office: Office) -> None:
    boris = await office.browser(office.boris)
    own = (await boris.get(STATEMENT)).json()
    assert (own["line"]["name"], own["ranked"], len(own["board"]["lines"])) == ("Борис", 2, 1)
    refused = await boris.get(STATEMENT, params={"operator_id": str(office.anna.id)})
    assert (refused.status_code, refused.json()["code"]) == (403, "bonus.not_yours")
    read = (await owner.get(STATEMENT, params={"operator_id": str(office.anna.id)})).json()
    assert read["line"]["name"] == "Анна"
    nothing = await owner.get(STATEMENT)
    assert (nothing.status_code, nothing.json()["code"]) == (404, "bonus.statement_missing")


async def test_rules_are_tried_before_they_are_kept(owner: Client) -> None:
    tried = {**TERMS, "split": "places", "place_percents": [60, 40], "pool_minor": 1000}
    preview = (await owner.post("/api/v1/bonus/preview", params={"month": MONTH}, json=tried)).json()
    assert [one["amount_minor"] for one in preview["lines"]] == [600, 400]
    assert (await owner.get(RULES)).json()["terms"]["pool_minor"] == TERMS["pool_minor"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"place_percents": [50, 30]}, "bonus.percents_off"),
        ({"left_out_ids": [str(new_id())]}, "bonus.operator_unknown"),
        ({"channel_weights": [{"channel_id": str(new_id()), "weight": 2}]}, "bonus.channel_unknown"),
        ({"pool_minor": -1}, "request.invalid"),
        ({"currency": "rub"}, "request.invalid"),
        ({"shown": "all"}, "request.invalid"),
    ],
)
async def test_rules_that_cannot_be_are_refused(owner: Client, change: Json, code: str) -> None:
    refused = await owner.put(RULES, json={**TERMS, **change})
    assert refused.json()["code"] == code
    assert 400 <= refused.status_code < 500


async def test_whoever_is_left_out_takes_no_share(owner: Client, office: Office) -> None:
    await owner.put(RULES, json={**TERMS, "left_out_ids": [str(office.anna.id)]})
    lines = (await owner.get(BOARD)).json()["lines"]
    assert [(one["name"], one["refused"], one["amount_minor"]) for one in lines] == [
        ("Борис", "", 10_001),
        ("Анна", "left_out", 0),
    ]


@pytest.mark.parametrize(("month", "reason"), [("2026-13", "unreadable"), ("2026-04", "ahead"), ("2024-01", "too_old")])
async def test_months_that_cannot_be_counted_are_refused(owner: Client, month: str, reason: str) -> None:
    refused = await owner.get(BOARD, params={"month": month})
    assert (refused.status_code, refused.json()["code"]) == (400, "bonus.month_invalid")
    assert refused.json()["params"]["reason"] == reason


async def test_the_rules_say_since_when_they_hold(owner: Client) -> None:
    told = (await owner.get(RULES)).json()
    assert told["changed_at"].startswith("2026-03-02")
    assert told["terms"]["first_percent"] == 70
