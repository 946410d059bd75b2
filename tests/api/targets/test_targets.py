"""Targets over HTTP: who may set them, what is refused, the report's figures and the waits behind them, the wall."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from tests import factories
from tests.client import Client, SignInAs
from tests.counting import counted_statements
from tests.factories import Company, acting, unit_of_work
from tests.factories_talk import Talk, new_talk

from otklik import web
from otklik.domains.promises.models import Promise
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import TokenCreate
from otklik.domains.workspaces.service import tokens
from otklik.platform.clock import FixedClock
from otklik.platform.ids import new_id
from otklik.program import Program

Json = dict[str, Any]  # Any: a JSON document
TARGET: Json = {"name": "Быстро", "any_seconds": 600, "working": False}


@pytest.fixture
async def company(timed: Program) -> Company:
    return await factories.create_workspace(timed)


@pytest.fixture
async def browser(timed: Program, company: Company) -> Client:
    return await factories.signed_in_client(web.build(timed), timed, company, company.owner)


async def television(app: Litestar, program: Program, company: Company) -> tuple[Client, Json]:
    """A browser with nothing but a token of the wall; and the token as its maker sees it."""
    async with unit_of_work(program, company, actor=acting(company.owner)) as ctx:
        made = await tokens.create_token(ctx, TokenCreate(name="Телевизор", scopes=["wall.read"]))
    client = Client(app)
    client.headers["authorization"] = f"Bearer {made.secret}"
    return client, {"id": str(made.id)}


async def test_targets_are_listed_in_the_order_in_which_they_win(browser: Client) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    team = (await browser.post("/api/v1/teams", json={"name": "Опт"})).json()
    await browser.post("/api/v1/targets", json={**TARGET, "name": "Опт", "team_id": team["id"]})
    listed = (await browser.get("/api/v1/targets")).json()
    assert [(one["name"], one["conditions"]) for one in listed] == [("Опт", ["team"]), ("Быстро", [])]


async def test_two_targets_for_the_same_conversations_are_refused(browser: Client) -> None:
    assert (await browser.post("/api/v1/targets", json=TARGET)).status_code == 201
    again = await browser.post("/api/v1/targets", json={**TARGET, "name": "Ещё"})
    assert (again.status_code, again.json()["code"]) == (409, "targets.twice")


async def test_a_target_without_any_time_is_refused(browser: Client) -> None:
    empty = await browser.post("/api/v1/targets", json={"name": "Пусто"})
    assert (empty.status_code, empty.json()["code"]) == (400, "targets.empty")


async def test_an_operator_sees_targets_and_may_not_set_them(sign_in_as: SignInAs) -> None:
    operator = await sign_in_as("operator")
    assert (await operator.get("/api/v1/targets")).status_code == 200
    assert (await operator.post("/api/v1/targets", json=TARGET)).status_code == 403


async def test_every_figure_opens_the_waits_it_is_made_of(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    kept, late = [await new_talk(timed, company, clock) for _ in range(2)]
    await kept.customer_writes()
    await kept.answers(company.owner)
    await late.customer_writes()
    await late.passes(timedelta(minutes=30))
    report = (await browser.get("/api/v1/targets/report")).json()
    assert report["total"] == {"kept": 1, "broken": 1, "enough": False}
    by_operator = {one["operator_id"]: one["share"] for one in report["by_operator"]}
    assert by_operator[str(company.owner.id)]["kept"] == 1
    assert by_operator[None]["broken"] == 1
    [hour] = report["by_hour"]
    assert (hour["weekday"], hour["hour"]) == (0, 12)
    waits = await browser.get("/api/v1/targets/waits?nobody=true&outcome=broken&weekday=0&hour=12")
    assert [one["conversation_id"] for one in waits.json()["items"]] == [str(late.conversation_id)]
    assert (await browser.get("/api/v1/targets/waits?weekday=1")).json()["items"] == []


async def test_the_report_is_a_table_with_the_share_missed_by_hour_of_the_week(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    talks = [await new_talk(timed, company, clock) for _ in range(5)]
    for late in talks:
        await late.customer_writes()
    await talks[0].passes(timedelta(minutes=30))
    later = await factories.signed_in_client(web.build(timed), timed, company, company.owner)
    answer = await later.get("/api/v1/targets/report/export?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))
    assert ["По часам недели", "понедельник 12:00", "5", "0", "5", "1"] in rows
    assert ["По операторам", "Ничьи диалоги", "5", "0", "5", "1"] in rows


async def test_a_time_for_the_solution_is_set_reported_and_opened_apart_from_answers(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    made = (
        await browser.post("/api/v1/targets", json={"name": "Решить", "solve_seconds": 3600, "working": False})
    ).json()
    assert (made["solve_seconds"], made["any_seconds"]) == (3600, None)
    talk = await new_talk(timed, company, clock)
    await talk.customer_writes()
    await talk.answers(company.owner)
    await talk.passes(timedelta(minutes=1))
    await talk.closed_by(company.owner)
    assert (await browser.get("/api/v1/targets/report")).json()["total"]["kept"] == 0
    assert (await browser.get("/api/v1/targets/report?solving=true")).json()["total"]["kept"] == 1
    [wait] = (await browser.get("/api/v1/targets/waits?solving=true&outcome=kept")).json()["items"]
    assert (wait["conversation_id"], wait["solving"], wait["seconds"]) == (str(talk.conversation_id), True, 3600)
    exported = await browser.get("/api/v1/targets/report/export?solving=true")
    assert "Решить" in exported.text
    nothing = await browser.patch(f"/api/v1/targets/{made['id']}", json={"solve_seconds": None})
    assert (nothing.status_code, nothing.json()["code"]) == (400, "targets.empty")


async def test_the_table_of_targets_is_not_for_a_token_without_the_scope(timed: Program, company: Company) -> None:
    async with unit_of_work(timed, company, actor=acting(company.owner)) as ctx:
        made = await tokens.create_token(ctx, TokenCreate(name="Чужой", scopes=["wall.read"]))
    client = Client(web.build(timed))
    client.headers["authorization"] = f"Bearer {made.secret}"
    assert (await client.get("/api/v1/targets/report/export")).status_code == 403


async def test_a_conversation_says_which_target_holds_and_why(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    talk = await new_talk(timed, company, clock)
    await browser.post("/api/v1/targets", json={**TARGET, "channel_id": str(talk.channel_id)})
    await talk.customer_writes()
    told = (await browser.get(f"/api/v1/conversations/{talk.conversation_id}/target")).json()
    assert (told["target_name"], told["because"], told["seconds"]) == ("Быстро", ["channel"], 600)


async def test_a_label_is_a_condition_and_a_strangers_or_deleted_one_is_refused(browser: Client) -> None:
    label = (await browser.post("/api/v1/labels", json={"name": "Жалоба", "colour": "red"})).json()["id"]
    made = await browser.post("/api/v1/targets", json={**TARGET, "label_id": label})
    assert (made.status_code, made.json()["conditions"]) == (201, ["label"])
    assert (await browser.delete(f"/api/v1/labels/{label}")).status_code == 204
    for wanted in (label, str(new_id())):
        refused = await browser.post("/api/v1/targets", json={**TARGET, "name": "Ещё", "label_id": wanted})
        assert (refused.status_code, refused.json()["params"]) == (404, {"field": "label_id"})


async def test_a_conversation_tells_what_was_kept_and_what_was_not(
    timed: Program, company: Company, clock: FixedClock, browser: Client, sign_in_as: SignInAs
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    talk = await new_talk(timed, company, clock)
    await talk.customer_writes()
    await talk.answers(company.owner)
    await talk.passes(timedelta(minutes=1))
    await talk.customer_writes()
    await talk.passes(timedelta(minutes=13))
    await talk.answers(company.owner)
    await talk.customer_writes()
    told = (await browser.get(f"/api/v1/conversations/{talk.conversation_id}/targets")).json()
    assert [one["outcome"] for one in told] == [None, "broken", "kept"]
    assert told[1]["broken_at"] < told[1]["ended_at"]
    stranger = await sign_in_as("operator")
    assert (await stranger.get(f"/api/v1/conversations/{talk.conversation_id}/targets")).status_code == 404


async def test_what_a_conversation_tells_costs_the_same_however_often_it_was_answered(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    talk = await new_talk(timed, company, clock)

    async def cost(times: int) -> int:
        for _ in range(times):
            await talk.customer_writes()
            await talk.answers(company.owner)
        address = f"/api/v1/conversations/{talk.conversation_id}/targets"
        await browser.get(address)  # the session is written down as seen
        with counted_statements(timed) as sent:
            assert len((await browser.get(address)).json()) >= times
        return len(sent)

    assert await cost(1) == await cost(5)


async def test_figures_by_target_and_by_week_open_their_waits(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    gone = (await browser.post("/api/v1/targets", json=TARGET)).json()["id"]
    talk = await new_talk(timed, company, clock)
    await talk.customer_writes()
    await talk.answers(company.owner)
    assert (await browser.delete(f"/api/v1/targets/{gone}")).status_code == 204
    clock.move(timedelta(days=7))
    kept = (await browser.post("/api/v1/targets", json={**TARGET, "name": "Новый"})).json()["id"]
    await talk.customer_writes()
    await talk.passes(timedelta(minutes=11))
    period = "from=2026-02-01T00:00:00Z&to=2026-04-01T00:00:00Z"
    report = (await browser.get(f"/api/v1/targets/report?{period}")).json()
    assert {one["target_id"]: one["share"]["broken"] for one in report["by_target"]} == {None: 0, kept: 1}
    assert [(one["week"], one["share"]["kept"]) for one in report["by_week"]] == [("2026-03-02", 1), ("2026-03-09", 0)]
    for narrow, outcome in (("no_target=true", "kept"), (f"target_id={kept}", "broken"), ("week=2026-03-02", "kept")):
        waits = (await browser.get(f"/api/v1/targets/waits?{period}&{narrow}")).json()["items"]
        assert ["broken" if one["broken_at"] else one["outcome"] for one in waits] == [outcome]
    narrowed = (await browser.get(f"/api/v1/targets/report?{period}&target_id={kept}")).json()
    assert (narrowed["total"]["kept"], narrowed["total"]["broken"]) == (0, 1)


async def test_the_wall_counts_who_is_near_a_breach_and_what_broke_today_though_it_began_yesterday(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    night, near, calm = [await new_talk(timed, company, clock) for _ in range(3)]
    clock.move(timedelta(hours=11, minutes=55))  # 23:55 in Moscow
    await night.customer_writes()
    await night.passes(timedelta(minutes=30))
    await near.customer_writes(ago=timedelta(minutes=8))
    await calm.customer_writes(ago=timedelta(minutes=7))
    wall = (await browser.get("/api/v1/wall")).json()
    assert (wall["waiting"], wall["overdue"], wall["near"], wall["broken_today"]) == (3, 1, 1, 1)
    assert wall["today"]["broken"] == 0


async def test_the_wall_shows_figures_and_no_customer(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)
    async with unit_of_work(timed, company) as ctx:
        await workspaces.connected(ctx, company.owner.id, node_id="n")
    answered, late = [await new_talk(timed, company, clock) for _ in range(2)]
    await answered.customer_writes(ago=timedelta(minutes=2))
    await answered.answers(company.owner)
    await late.customer_writes()
    await late.passes(timedelta(minutes=11))
    async with unit_of_work(timed, company) as ctx:
        await workspaces.heartbeat(ctx, company.owner.id, node_id="n")
    wall = (await browser.get("/api/v1/wall")).json()
    assert (wall["waiting"], wall["overdue"], wall["online"], wall["answers"]) == (1, 1, 1, 1)
    assert (wall["today"]["kept"], wall["today"]["broken"], wall["median_seconds"]) == (1, 1, 120)
    assert [one["answered"] for one in wall["breaches"]] == [False]
    assert "Мария" not in str(wall)


async def test_the_wall_counts_promises_due_today_and_no_other_days(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    talk = await new_talk(timed, company, clock)
    await talk.customer_writes()
    async with unit_of_work(timed, company) as ctx:
        for hours, state in ((0, "kept"), (0, "kept"), (0, "broken"), (0, "running"), (48, "kept"), (48, "broken")):
            made = ctx.now() - timedelta(hours=hours, minutes=10)
            ctx.session.add(
                Promise(
                    id=new_id(),
                    workspace_id=company.id,
                    conversation_id=talk.conversation_id,
                    channel_id=talk.channel_id,
                    waiting_since=made - timedelta(seconds=len(ctx.session.new)),
                    made_at=made,
                    due_at=made + timedelta(minutes=5),
                    source="form",
                    said={},
                    basis={},
                    hour_of_week=0,
                    state=state,
                    answered_at=made if state == "kept" else None,
                    settled_at=None if state == "running" else made,
                )
            )
    wall = (await browser.get("/api/v1/wall")).json()
    assert wall["promises"] == {"kept": 2, "broken": 1, "enough": False}


async def test_a_televisions_link_opens_the_wall_alone_until_it_is_revoked(
    program: Program, workspace: Company, app: Litestar, signed_in: Client
) -> None:
    screen, token = await television(app, program, workspace)
    async with screen:
        assert (await screen.get("/api/v1/wall")).status_code == 200
        assert (await screen.get("/api/v1/conversations")).status_code == 403
        assert (await signed_in.delete(f"/api/v1/api-tokens/{token['id']}")).status_code == 204
        assert (await screen.get("/api/v1/wall")).status_code == 401


async def test_the_wall_costs_the_same_however_much_happened(
    timed: Program, company: Company, clock: FixedClock, browser: Client
) -> None:
    await browser.post("/api/v1/targets", json=TARGET)

    async def cost() -> int:
        with counted_statements(timed) as sent:
            assert (await browser.get("/api/v1/wall")).status_code == 200
        return len(sent)

    talks: list[Talk] = []
    before = await cost()
    for _ in range(4):
        talks.append(await new_talk(timed, company, clock))
        await talks[-1].customer_writes()
        await talks[-1].passes(timedelta(minutes=11))
    await cost()  # the clock went on: the session is written down as seen
    assert await cost() == before
