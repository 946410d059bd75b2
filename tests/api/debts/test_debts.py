"""The morning view: who waits for us, how much of it is overdue, whose it is, and what was decided about it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from litestar import Litestar
from tests.client import Client, SignInAs
from tests.counting import counted_statements
from tests.factories import Company, create_operator, signed_in_client
from tests.telegram_thread import Customers, Json, customers, listed, reply

from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.alarms import ring_due
from otklik.platform.clock import SystemClock
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as those:
        yield those


@pytest.fixture
async def colleague(program: Program, workspace: Company) -> OperatorData:
    return await create_operator(program, workspace, name="Пётр Знаток")


def soon(minutes: int = 60) -> str:
    return (SystemClock().now() + timedelta(minutes=minutes)).isoformat()


async def settle(people: Customers) -> None:
    """The ledger has been written."""
    while await ring_due(people.program.parts, workspace_id=people.company.id):
        pass


async def debts(browser: Client, query: str = "when=today&whose=all") -> list[Json]:
    answer = await browser.get(f"/api/v1/debts?{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def owed(browser: Client, kind: str, *, owner: OperatorData | None = None) -> Json:
    """The only debt of a kind, which shortly before midnight is tomorrow's; with `owner` among theirs alone."""
    whose = f"whose=all&operator_id={owner.id}" if owner else "whose=all"
    rows = [one for when in ("today", "later") for one in await debts(browser, f"when={when}&{whose}")]
    (found,) = [one for one in rows if one["kind"] == kind]
    return found


async def waits(people: Customers, browser: Client, **written: Any) -> Json:
    """A customer waits; the debt. Two who wrote in one second stand in no order of their own."""
    before = {row["id"] for row in await debts(browser)}
    await people.write(**written)
    await settle(people)
    return next(row for row in await debts(browser) if row["id"] not in before)


async def test_a_customer_who_waits_is_owed_an_answer_by_everybody_until_somebody_takes_it(
    people: Customers, app: Litestar, signed_in: Client, owner: OperatorData, colleague: OperatorData
) -> None:
    row = await waits(people, signed_in, text="Где мой заказ?")
    assert (row["kind"], row["why"], row["contact_name"], row["text"]) == (
        "unanswered",
        "waits",
        "Мария",
        "Где мой заказ?",
    )
    async with await signed_in_client(app, people.program, people.company, colleague) as browser:
        assert (await browser.get("/api/v1/debts/counts")).json() == {"overdue": 0, "today": 1}
        taken = await signed_in.put(f"/api/v1/debts/{row['id']}/owner", json={"operator_id": str(owner.id)})
        assert taken.json()["debt"]["operator_id"] == str(owner.id)
        assert (await browser.get("/api/v1/debts/counts")).json() == {"overdue": 0, "today": 0}
    assert (await listed(signed_in))[0]["assignee_id"] == str(owner.id)
    await reply(signed_in, row["conversation_id"])
    await people.settle()
    await settle(people)
    assert await debts(signed_in) == []
    assert (await signed_in.get(f"/api/v1/debts/{row['id']}")).status_code == 404


async def test_put_off_with_a_reason_it_rests_and_is_taken_back(people: Customers, signed_in: Client) -> None:
    row = await waits(people, signed_in)
    until = soon()
    off = await signed_in.put(f"/api/v1/debts/{row['id']}/rest", json={"until": until, "reason": "Ждём склад"})
    assert off.status_code == 200, off.text
    assert await debts(signed_in) == []
    assert [one["id"] for one in await debts(signed_in, "when=resting&whose=all")] == [row["id"]]
    summary = (await signed_in.get("/api/v1/debts/summary?whose=all")).json()
    assert (summary["today"], summary["resting"], summary["owners"]) == (0, 1, [])
    back = await signed_in.delete(f"/api/v1/debts/{row['id']}/decision")
    assert back.json()["debt"]["rests_until"] is None
    assert [one["id"] for one in await debts(signed_in)] == [row["id"]]
    kept = (await signed_in.get(f"/api/v1/debts/{row['id']}/decisions")).json()
    assert [(one["act"], one["reason"]) for one in kept] == [("taken_back", ""), ("put_off", "Ждём склад")]


async def test_done_with_for_a_reason_is_nobodys_debt_though_the_customer_waits(
    people: Customers, signed_in: Client
) -> None:
    row = await waits(people, signed_in)
    done = await signed_in.put(f"/api/v1/debts/{row['id']}/settlement", json={"reason": "Решили по телефону"})
    assert done.json()["debt"]["settled"] is True
    assert await debts(signed_in) == []
    assert (await listed(signed_in))[0]["waiting_since"] is not None


async def test_a_task_overdue_is_done_from_the_ledger_and_handed_on(
    people: Customers, signed_in: Client, colleague: OperatorData
) -> None:
    row = await waits(people, signed_in)
    body = {"text": "Перезвонить", "due_at": soon(1)}
    made = await signed_in.post(f"/api/v1/conversations/{row['conversation_id']}/tasks", json=body)
    await settle(people)
    task = await owed(signed_in, "task")
    assert (task["text"], task["contact_name"]) == ("Перезвонить", "Мария")
    given = await signed_in.put(f"/api/v1/debts/{task['id']}/owner", json={"operator_id": str(colleague.id)})
    assert given.json()["debt"]["operator_id"] == str(colleague.id)
    assert (await owed(signed_in, "task", owner=colleague))["id"] == task["id"]
    done = await signed_in.put(f"/api/v1/debts/{task['id']}/settlement", json={"reason": "Перезвонили"})
    assert done.json()["debt"] is None
    assert (await signed_in.get(f"/api/v1/tasks/{made.json()['id']}")).json()["state"] == "done"


async def test_a_question_is_withdrawn_when_it_is_done_with(
    people: Customers, signed_in: Client, colleague: OperatorData, owner: OperatorData
) -> None:
    row = await waits(people, signed_in)
    body = {"question": "Сколько ватт?", "due_at": soon(30), "operator_id": str(colleague.id)}
    await signed_in.post(f"/api/v1/conversations/{row['conversation_id']}/consultations", json=body)
    await settle(people)
    asked = await owed(signed_in, "consultation")
    assert (asked["text"], asked["operator_id"]) == ("Сколько ватт?", str(colleague.id))
    refused = await signed_in.put(f"/api/v1/debts/{asked['id']}/owner", json={"operator_id": str(owner.id)})
    assert refused.json()["code"] == "consultations.owner_invalid"
    done = await signed_in.put(f"/api/v1/debts/{asked['id']}/settlement", json={"reason": "Узнали сами"})
    assert done.json()["debt"] is None


async def test_a_supervisor_sees_who_owes_most(people: Customers, signed_in: Client, colleague: OperatorData) -> None:
    for chat in (1, 2, 3):
        row = await waits(people, signed_in, chat=chat, name=f"Клиент {chat}")
        if chat > 1:
            await signed_in.put(f"/api/v1/debts/{row['id']}/owner", json={"operator_id": str(colleague.id)})
    summary = (await signed_in.get("/api/v1/debts/summary?whose=all")).json()
    assert [(one["operator_id"], one["today"]) for one in summary["owners"]] == [(str(colleague.id), 2), (None, 1)]
    assert [(one["kind"], one["overdue"], one["today"]) for one in summary["kinds"]] == [("unanswered", 0, 3)]
    assert len(await debts(signed_in, "when=today&whose=mine")) == 1
    assert len(await debts(signed_in, "when=today&whose=all&kind=task")) == 0


@pytest.mark.parametrize(
    ("method", "path", "body", "code"),
    [
        ("put", "rest", {"until": soon(-1), "reason": "Потом"}, "debts.rest_invalid"),
        ("put", "rest", {"until": soon(60 * 24 * 93), "reason": "Потом"}, "debts.rest_invalid"),
        ("put", "rest", {"until": soon(), "reason": "  "}, "debts.reason_missing"),
        ("put", "settlement", {"reason": " "}, "debts.reason_missing"),
        ("put", "settlement", {"reason": ""}, "request.invalid"),
        ("put", "owner", {}, "debts.owner_invalid"),
    ],
)
async def test_what_says_no_reason_or_no_owner_is_refused(
    people: Customers, signed_in: Client, method: str, path: str, body: Json, code: str
) -> None:
    row = await waits(people, signed_in)
    answer = await getattr(signed_in, method)(f"/api/v1/debts/{row['id']}/{path}", json=body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert [one["id"] for one in await debts(signed_in)] == [row["id"]]


async def test_a_viewer_sees_and_decides_nothing(people: Customers, signed_in: Client, sign_in_as: SignInAs) -> None:
    row = await waits(people, signed_in)
    viewer = await sign_in_as("viewer")
    assert len(await debts(viewer)) == 1
    for path, body in (("settlement", {"reason": "Так"}), ("rest", {"until": soon(), "reason": "Так"})):
        assert (await viewer.put(f"/api/v1/debts/{row['id']}/{path}", json=body)).status_code == 403


async def test_the_list_asks_as_much_for_many_as_for_one_and_goes_on_where_it_ended(
    people: Customers, signed_in: Client
) -> None:
    await waits(people, signed_in, chat=1, name="Клиент 1")
    with counted_statements(people.program) as one:
        await debts(signed_in)
    for chat in range(2, 7):
        await waits(people, signed_in, chat=chat, name=f"Клиент {chat}")
    with counted_statements(people.program) as many:
        first = await signed_in.get("/api/v1/debts?when=today&whose=all&limit=4")
    assert (len(first.json()["items"]), len(many)) == (4, len(one))
    rest = await debts(signed_in, f"when=today&whose=all&cursor={first.json()['next_cursor']}")
    names = [row["contact_name"] for row in [*first.json()["items"], *rest]]
    assert sorted(names) == [f"Клиент {chat}" for chat in range(1, 7)]


async def test_more_messages_of_one_who_waits_ask_nothing_of_the_ledger(people: Customers, signed_in: Client) -> None:
    await waits(people, signed_in)
    await people.write("Ещё вопрос")
    assert await ring_due(people.program.parts, workspace_id=people.company.id) == 0
