"""What was promised is written down, found again, handed on, put off and finished; nothing is lost on the way."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from tests.client import Client, SignInAs
from tests.counting import counted_statements
from tests.factories import Company, create_operator, signed_in_client, unit_of_work
from tests.telegram_thread import Customers, Json, customers, listed, only

from otklik.domains.workspaces import service as workspaces
from otklik.domains.workspaces.schemas import OperatorData, TeamCreate
from otklik.domains.workspaces.service import teams
from otklik.platform.clock import SystemClock
from otklik.platform.ids import new_id
from otklik.program import Program

pytestmark = pytest.mark.usefixtures("people")


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as those:
        await those.write("Перезвоните мне завтра")
        yield those


@pytest.fixture
async def colleague(program: Program, workspace: Company) -> OperatorData:
    return await create_operator(program, workspace, name="Пётр Знаток")


def soon(minutes: int = 60) -> str:
    return (SystemClock().now() + timedelta(minutes=minutes)).isoformat()


async def add(browser: Client, **draft: Any) -> Json:
    body = {"text": "Перезвонить", "due_at": soon(), **draft}
    answer = await browser.post(f"/api/v1/conversations/{await only(browser)}/tasks", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def texts(browser: Client, query: str = "") -> list[str]:
    answer = await browser.get(f"/api/v1/tasks?{query}")
    assert answer.status_code == 200, answer.text
    return [one["text"] for one in answer.json()["items"]]


async def told(browser: Client) -> list[str]:
    return [one["code"] for one in (await browser.get("/api/v1/me/notifications")).json()["items"]]


async def lines(browser: Client) -> list[str]:
    thread = await browser.get(f"/api/v1/conversations/{await only(browser)}/messages")
    return [one["extra"]["event"]["code"] for one in thread.json()["items"] if one["kind"] == "event"]


async def test_a_promise_of_the_composer_is_ones_own_task_everywhere(signed_in: Client, owner: OperatorData) -> None:
    made = await add(signed_in, source="composer")
    row = (await listed(signed_in))[0]
    assert (made["operator_id"], made["author_id"], made["source"]) == (str(owner.id), str(owner.id), "composer")
    assert (made["contact_name"], made["conversation_number"]) == ("Мария", row["number"])
    assert await texts(signed_in) == ["Перезвонить"]
    for place in (f"conversations/{row['id']}", f"contacts/{row['contact']['id']}"):
        assert [one["id"] for one in (await signed_in.get(f"/api/v1/{place}/tasks")).json()] == [made["id"]]
    timeline = await signed_in.get(f"/api/v1/contacts/{row['contact']['id']}/timeline")
    assert "tasks.task_added" in [one["kind"] for one in timeline.json()["items"]]
    assert await lines(signed_in) == ["task_added"]


async def test_a_task_of_a_card_needs_no_conversation_and_a_day_needs_no_time(signed_in: Client) -> None:
    person = (await listed(signed_in))[0]["contact"]["id"]
    day = (SystemClock().now() + timedelta(days=2)).date().isoformat()
    made = await signed_in.post(f"/api/v1/contacts/{person}/tasks", json={"text": "Поздравить", "due_on": day})
    assert made.status_code == 201, made.text
    assert (made.json()["due_on"], made.json()["conversation_id"]) == (day, None)
    assert made.json()["due_at"] > day
    assert (await signed_in.get(f"/api/v1/tasks/{made.json()['id']}")).json() == made.json()


async def test_a_teams_task_is_everybodys_until_one_takes_it(
    app: Litestar, program: Program, workspace: Company, signed_in: Client, colleague: OperatorData
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        team = await teams.create_team(ctx, TeamCreate(name="Склад", member_ids=[colleague.id]))
    made = await add(signed_in, team_id=str(team.id))
    async with await signed_in_client(app, program, workspace, colleague) as browser:
        assert await told(browser) == ["task_assigned"]
        assert await texts(browser) == ["Перезвонить"]
        taken = await browser.put(f"/api/v1/tasks/{made['id']}/owner", json={"operator_id": str(colleague.id)})
        assert (taken.json()["operator_id"], taken.json()["team_id"]) == (str(colleague.id), str(team.id))
        counts = (await browser.get("/api/v1/tasks/counts")).json()
        assert (counts["mine"], counts["team"], counts["all"], counts["mine_overdue"]) == (1, 1, 1, 0)
    assert await texts(signed_in) == []
    assert await texts(signed_in, "whose=team") == []
    assert await texts(signed_in, "whose=all") == ["Перезвонить"]


async def test_done_is_done_and_can_be_opened_again(signed_in: Client, owner: OperatorData) -> None:
    made = await add(signed_in)
    for _ in range(2):
        done = await signed_in.put(f"/api/v1/tasks/{made['id']}/state", json={"state": "done"})
        assert (done.json()["state"], done.json()["settled_by_id"]) == ("done", str(owner.id))
    assert await texts(signed_in) == []
    assert await texts(signed_in, "view=done") == ["Перезвонить"]
    for change, body in (("owner", {"operator_id": str(owner.id)}), ("snooze", {"until": soon()})):
        refused = await signed_in.put(f"/api/v1/tasks/{made['id']}/{change}", json=body)
        assert (refused.status_code, refused.json()["code"]) == (409, "tasks.settled")
    again = await signed_in.put(f"/api/v1/tasks/{made['id']}/state", json={"state": "open"})
    assert (again.json()["settled_at"], again.json()["settled_by_id"]) == (None, None)
    assert await lines(signed_in) == ["task_added", "task_done", "task_reopened"]


async def test_what_is_put_off_is_out_of_sight_and_keeps_its_deadline(signed_in: Client) -> None:
    made = await add(signed_in)
    off = await signed_in.put(f"/api/v1/tasks/{made['id']}/snooze", json={"until": soon(30)})
    assert (off.status_code, off.json()["due_at"]) == (200, made["due_at"])
    assert (await texts(signed_in), await texts(signed_in, "view=snoozed")) == ([], ["Перезвонить"])
    back = await signed_in.put(f"/api/v1/tasks/{made['id']}/snooze", json={"until": None})
    assert back.json()["snoozed_until"] is None
    assert await texts(signed_in) == ["Перезвонить"]


async def test_words_and_deadline_may_be_said_again(signed_in: Client) -> None:
    made = await add(signed_in)
    said = await signed_in.put(f"/api/v1/tasks/{made['id']}", json={"text": " Написать ", "due_at": soon(90)})
    assert said.json()["text"] == "Написать"
    assert said.json()["due_at"] > made["due_at"]


async def test_many_are_finished_at_once_and_one_that_cannot_be_keeps_the_others(signed_in: Client) -> None:
    first, second = await add(signed_in, text="Первое"), await add(signed_in, text="Второе")
    ids = [first["id"], str(new_id()), second["id"]]
    answer = await signed_in.post("/api/v1/tasks/changes", json={"task_ids": ids, "action": "finish"})
    assert [one["code"] for one in answer.json()["outcomes"]] == ["", "tasks.not_found", ""]
    assert sorted(await texts(signed_in, "view=done")) == ["Второе", "Первое"]
    for action, state in (("reopen", "open"), ("cancel", "cancelled"), ("reopen", "open")):
        answer = await signed_in.post("/api/v1/tasks/changes", json={"task_ids": ids[:1], "action": action})
        assert answer.json()["outcomes"][0]["task"]["state"] == state
    off = {"task_ids": ids[:1], "action": "snooze", "until": soon()}
    assert (await signed_in.post("/api/v1/tasks/changes", json=off)).json()["outcomes"][0]["task"]["snoozed_until"]
    woken = await signed_in.post("/api/v1/tasks/changes", json={"task_ids": ids[:1], "action": "wake"})
    assert woken.json()["outcomes"][0]["task"]["snoozed_until"] is None
    lacking = await signed_in.post("/api/v1/tasks/changes", json={"task_ids": ids[:1], "action": "snooze"})
    assert (lacking.status_code, lacking.json()["code"]) == (400, "tasks.change_incomplete")
    nobody = await signed_in.post("/api/v1/tasks/changes", json={"task_ids": ids[:1], "action": "hand"})
    assert nobody.json()["outcomes"][0]["code"] == "tasks.owner_invalid"


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ({"due_at": soon(-1)}, "tasks.due_invalid"),
        ({"due_at": None}, "tasks.due_invalid"),
        ({"due_on": "2099-01-01"}, "tasks.due_invalid"),
        ({"due_at": None, "due_on": "9999-12-31"}, "tasks.due_invalid"),
        ({"text": "   "}, "tasks.text_empty"),
        ({"operator_id": "00000000-0000-7000-8000-000000000000"}, "tasks.owner_invalid"),
        ({"text": ""}, "request.invalid"),
        ({"source": "automation"}, "request.invalid"),
    ],
)
async def test_what_nobody_could_keep_is_refused(signed_in: Client, draft: Json, code: str) -> None:
    body = {"text": "Перезвонить", "due_at": soon(), **draft}
    answer = await signed_in.post(f"/api/v1/conversations/{await only(signed_in)}/tasks", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert await texts(signed_in, "whose=all") == []


async def test_a_viewer_sees_and_changes_nothing(signed_in: Client, sign_in_as: SignInAs) -> None:
    made = await add(signed_in)
    viewer = await sign_in_as("viewer")
    assert await texts(viewer, "whose=all") == ["Перезвонить"]
    refused = await viewer.put(f"/api/v1/tasks/{made['id']}/state", json={"state": "done"})
    assert refused.status_code == 403


async def test_what_whoever_leaves_was_to_do_goes_to_their_team_else_to_a_supervisor(
    program: Program, workspace: Company, signed_in: Client, colleague: OperatorData
) -> None:
    supervisor = await create_operator(program, workspace, role="supervisor")
    other = await create_operator(program, workspace)
    async with unit_of_work(program, workspace) as ctx:
        team = await teams.create_team(ctx, TeamCreate(name="Склад", member_ids=[colleague.id, other.id]))
    made = await add(signed_in, operator_id=str(colleague.id))
    async with unit_of_work(program, workspace) as ctx:
        await workspaces.deactivate(ctx, colleague.id)
    row = (await signed_in.get(f"/api/v1/tasks/{made['id']}")).json()
    assert (row["operator_id"], row["team_id"]) == (None, str(team.id))
    assert (await signed_in.delete(f"/api/v1/teams/{team.id}")).status_code < 300
    row = (await signed_in.get(f"/api/v1/tasks/{made['id']}")).json()
    assert (row["operator_id"], row["team_id"]) == (str(supervisor.id), None)


async def test_the_list_asks_as_much_for_many_as_for_one_and_goes_on_where_it_ended(
    program: Program, signed_in: Client
) -> None:
    await add(signed_in, text="0")
    with counted_statements(program) as one:
        await signed_in.get("/api/v1/tasks")
    for number in range(1, 6):
        await add(signed_in, text=str(number), due_at=soon(60 + number))
    with counted_statements(program) as many:
        found = await signed_in.get("/api/v1/tasks?limit=3")
    assert ([row["text"] for row in found.json()["items"]], len(many)) == (["0", "1", "2"], len(one))
    assert await texts(signed_in, f"cursor={found.json()['next_cursor']}") == ["3", "4", "5"]
