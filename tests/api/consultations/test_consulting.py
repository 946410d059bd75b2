"""An operator asks beside the conversation: whoever is asked is told, answers, or is reminded of before all of them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from tests.client import Client, SignInAs
from tests.counting import counted_statements
from tests.factories import Company, create_operator, create_workspace, signed_in_client, unit_of_work
from tests.telegram_thread import Customers, Json, customers, listed, only

from otklik.domains.consultations import jobs
from otklik.domains.consultations.models import Consultation
from otklik.domains.consultations.service import settling
from otklik.domains.notifications.models import Notification
from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.alarms import ring_due, set_alarm
from otklik.platform.clock import FixedClock, SystemClock
from otklik.platform.ids import new_id
from otklik.program import Program

pytestmark = pytest.mark.usefixtures("people")


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as those:
        await those.write("Сколько ватт у чайника?")
        yield those


@pytest.fixture
async def expert(program: Program, workspace: Company) -> OperatorData:
    return await create_operator(program, workspace, name="Пётр Знаток")


def soon(minutes: int = 30) -> str:
    return (SystemClock().now() + timedelta(minutes=minutes)).isoformat()


async def ask(browser: Client, **asked: Any) -> Json:
    conversation = await only(browser)
    body = {"question": "Сколько ватт?", "due_at": soon(), **asked}
    answer = await browser.post(f"/api/v1/conversations/{conversation}/consultations", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def told(program: Program, company: Company, operator: OperatorData) -> list[str]:
    async with unit_of_work(program, company) as ctx:
        query = select(Notification.code).where(Notification.operator_id == operator.id).order_by(Notification.at)
        return list(await ctx.session.scalars(query))


async def events(browser: Client) -> list[str]:
    thread = await browser.get(f"/api/v1/conversations/{await only(browser)}/messages")
    return [one["extra"]["event"]["code"] for one in thread.json()["items"] if one["kind"] == "event"]


async def pass_time(program: Program, company: Company) -> None:
    """The deadline has come."""
    async with unit_of_work(program, company) as ctx:
        past = SystemClock().now() - timedelta(seconds=1)
        await ctx.session.execute(update(Consultation).values(due_at=past))
        for row in await ctx.session.scalars(select(Consultation.id).where(Consultation.state == "open")):
            await settling.overdue(ctx, row)


async def test_a_question_reaches_its_owner_and_its_answer_whoever_asked(
    program: Program, workspace: Company, signed_in: Client, expert: OperatorData, app: Any
) -> None:
    asked = await ask(signed_in, operator_id=str(expert.id))
    assert await told(program, workspace, expert) == ["consultation_asked"]
    async with await signed_in_client(app, program, workspace, expert) as browser:
        mine = (await browser.get("/api/v1/consultations")).json()["items"]
        assert [(one["question"], one["contact_name"]) for one in mine] == [("Сколько ватт?", "Мария")]
        assert (await browser.get("/api/v1/consultations/counts")).json() == {"open": 1}
        given = await browser.put(f"/api/v1/consultations/{asked['id']}/answer", json={"text": "1800"})
        assert given.status_code == 200, given.text
        assert (await browser.get("/api/v1/consultations")).json()["items"] == []
        again = await browser.put(f"/api/v1/consultations/{asked['id']}/answer", json={"text": "2000"})
        assert (again.status_code, again.json()["code"]) == (409, "consultations.settled")
    assert await told(program, workspace, workspace.owner) == ["consultation_answered"]
    assert await events(signed_in) == ["consulted", "consultation_answered"]
    kept = (await signed_in.get("/api/v1/consultations?view=by_me")).json()["items"][0]
    assert (kept["answer"], kept["answered_by_id"], kept["state"]) == ("1800", str(expert.id), "answered")


async def test_the_customer_hears_the_ready_words_and_still_waits_for_the_answer(
    people: Customers, signed_in: Client, expert: OperatorData
) -> None:
    conversation = await only(signed_in)
    words = await signed_in.get(f"/api/v1/conversations/{conversation}/holding-words", params={"due_at": soon()})
    text = words.json()["text"]
    assert text.startswith("Уточняю у коллеги, отвечу")
    await ask(signed_in, operator_id=str(expert.id), customer_text=text)
    await people.settle()
    assert [one.params["text"] for one in people.api.requests if one.method == "sendMessage"] == [text]
    assert (await listed(signed_in))[0]["waiting_since"] is not None


async def test_a_question_to_a_team_is_everybodys_until_one_takes_it(signed_in: Client, sign_in_as: SignInAs) -> None:
    first, second = await sign_in_as("operator"), await sign_in_as("operator")
    ids = [(await one.get("/api/v1/session")).json()["operator"]["id"] for one in (first, second)]
    made = await signed_in.post("/api/v1/teams", json={"name": "Склад", "member_ids": ids})
    asked = await ask(signed_in, team_id=made.json()["id"])
    for browser in (first, second):
        assert len((await browser.get("/api/v1/consultations")).json()["items"]) == 1
    taken = await first.put(f"/api/v1/consultations/{asked['id']}/owner", json={"operator_id": ids[0]})
    assert taken.status_code == 200, taken.text
    assert (await second.get("/api/v1/consultations")).json()["items"] == []
    assert len((await first.get("/api/v1/consultations")).json()["items"]) == 1


async def test_what_nobody_answers_in_time_is_told_to_asker_owner_and_supervisor_once(
    program: Program, workspace: Company, signed_in: Client, expert: OperatorData
) -> None:
    supervisor = await create_operator(program, workspace, role="supervisor")
    await ask(signed_in, operator_id=str(expert.id))
    await ring_due(program.parts, workspace_id=workspace.id)
    assert await told(program, workspace, supervisor) == []
    await pass_time(program, workspace)
    await pass_time(program, workspace)
    for person in (workspace.owner, supervisor):
        assert await told(program, workspace, person) == ["consultation_overdue"]
    assert await told(program, workspace, expert) == ["consultation_asked", "consultation_overdue"]


async def test_the_alarm_rings_at_the_deadline(timed: Program, clock: FixedClock) -> None:
    company = await create_workspace(timed)
    async with unit_of_work(timed, company) as ctx:
        await set_alarm(ctx, jobs.overdue, new_id(), at=ctx.now() + timedelta(minutes=30))
    clock.move(timedelta(minutes=29))
    assert await ring_due(timed.parts, workspace_id=company.id) == 0
    clock.move(timedelta(minutes=1))
    assert await ring_due(timed.parts, workspace_id=company.id) == 1


async def test_what_was_asked_of_whoever_leaves_goes_to_their_team_else_to_a_supervisor(
    program: Program, workspace: Company, signed_in: Client, expert: OperatorData
) -> None:
    other = await create_operator(program, workspace)
    supervisor = await create_operator(program, workspace, role="supervisor")
    async with unit_of_work(program, workspace) as ctx:
        team = await teams.create_team(ctx, TeamCreate(name="Склад", member_ids=[expert.id, other.id]))
    first = await ask(signed_in, operator_id=str(expert.id))
    await leave(program, workspace, expert)
    assert await owner_of(program, workspace, first) == (None, team.id)
    second = await ask(signed_in, operator_id=str(supervisor.id))
    await leave(program, workspace, supervisor)
    assert await owner_of(program, workspace, second) == (workspace.owner.id, None)


async def leave(program: Program, company: Company, operator: OperatorData) -> None:
    async with unit_of_work(program, company) as ctx:
        await workspaces.deactivate(ctx, operator.id)


async def owner_of(program: Program, company: Company, asked: Json) -> tuple[object, object]:
    async with unit_of_work(program, company) as ctx:
        query = select(Consultation.operator_id, Consultation.team_id).where(Consultation.id == asked["id"])
        row = (await ctx.session.execute(query)).one()
        return row[0], row[1]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"due_at": soon(-1)}, "consultations.deadline_invalid"),
        ({"due_at": soon(60 * 24 * 31)}, "consultations.deadline_invalid"),
        ({"operator_id": None}, "consultations.owner_invalid"),
        ({"operator_id": "00000000-0000-7000-8000-000000000000"}, "consultations.owner_invalid"),
    ],
)
async def test_a_question_that_nobody_could_answer_in_time_is_refused(
    signed_in: Client, expert: OperatorData, change: Json, code: str
) -> None:
    body = {"question": "?", "due_at": soon(), "operator_id": str(expert.id), **change}
    answer = await signed_in.post(f"/api/v1/conversations/{await only(signed_in)}/consultations", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_nobody_asks_themselves(signed_in: Client, owner: OperatorData) -> None:
    body = {"question": "?", "due_at": soon(), "operator_id": str(owner.id)}
    answer = await signed_in.post(f"/api/v1/conversations/{await only(signed_in)}/consultations", json=body)
    assert answer.json()["params"] == {"reason": "self"}


async def test_a_viewer_answers_only_what_they_were_asked(
    signed_in: Client, expert: OperatorData, sign_in_as: SignInAs
) -> None:
    viewer = await sign_in_as("viewer")
    me = (await viewer.get("/api/v1/session")).json()["operator"]["id"]
    others, own = await ask(signed_in, operator_id=str(expert.id)), await ask(signed_in, operator_id=me)
    refused = await viewer.put(f"/api/v1/consultations/{others['id']}/answer", json={"text": "Да"})
    assert refused.json()["code"] == "consultations.not_consulted"
    assert (await viewer.put(f"/api/v1/consultations/{own['id']}/answer", json={"text": "Да"})).status_code == 200


async def test_a_withdrawn_question_is_nobodys_and_a_new_deadline_counts(
    signed_in: Client, expert: OperatorData
) -> None:
    asked = await ask(signed_in, operator_id=str(expert.id))
    later = await signed_in.put(f"/api/v1/consultations/{asked['id']}/deadline", json={"due_at": soon(90)})
    assert later.json()["due_at"] > asked["due_at"]
    gone = await signed_in.put(f"/api/v1/consultations/{asked['id']}/withdrawal")
    assert gone.json()["state"] == "withdrawn"


async def test_the_list_asks_as_much_for_many_as_for_one(
    program: Program, signed_in: Client, expert: OperatorData
) -> None:
    await ask(signed_in, operator_id=str(expert.id))
    with counted_statements(program) as one:
        await signed_in.get("/api/v1/consultations?view=by_me")
    for _ in range(5):
        await ask(signed_in, operator_id=str(expert.id))
    with counted_statements(program) as many:
        found = await signed_in.get("/api/v1/consultations?view=by_me&limit=3")
    assert (len(found.json()["items"]), len(many)) == (3, len(one))
    rest = await signed_in.get(f"/api/v1/consultations?view=by_me&cursor={found.json()['next_cursor']}")
    assert len(rest.json()["items"]) == 3
