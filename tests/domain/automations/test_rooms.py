"""Automations and macros on what other rooms know: labels, priority, snoozing, ratings, promises and targets."""

from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
from tests.client import Client
from tests.factories import Company, create_operator, unit_of_work
from tests.factories_automations import create_automation, create_macro, log, results, settle
from tests.telegram_thread import Customers, customers, listed, only

from otklik.domains.promises.events import PromiseAtRisk, PromiseBroken
from otklik.domains.ratings.events import RatingReceived
from otklik.domains.targets.events import TargetAtRisk, TargetBroken
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import SystemClock
from otklik.platform.events import Event, publish
from otklik.platform.ids import new_id
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def label(browser: Client, name: str) -> str:
    made = await browser.post("/api/v1/labels", json={"name": name, "colour": "red"})
    assert made.status_code < 300, made.text
    return str(made.json()["id"])


async def test_words_put_a_label_on_and_the_label_makes_it_urgent(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    refund = await label(signed_in, "Возврат")
    await create_automation(program, workspace, actions=[{"kind": "add_label", "label_id": refund}])
    raised = await create_automation(
        program,
        workspace,
        when="conversation_labelled",
        conditions=[{"kind": "label", "label_ids": [refund]}, {"kind": "priority", "priorities": ["normal"]}],
        actions=[{"kind": "priority", "priority": "urgent"}],
    )
    await people.write("Верните деньги")
    await settle(program, workspace)
    row = (await listed(signed_in))[0]
    assert (row["label_ids"], row["priority"]) == ([refund], "urgent")
    run = (await log(program, workspace, raised))[0]
    assert [(one.kind, one.value) for one in run.checks] == [("label", refund), ("priority", "normal")]


async def test_a_snoozed_conversation_that_is_woken_sets_off_what_waits_for_it(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    await create_automation(program, workspace, actions=[{"kind": "snooze", "hours": 3}])
    woken = await create_automation(program, workspace, when="snooze_ended")
    before = SystemClock().now()
    await people.write()
    await settle(program, workspace)
    slept = (await listed(signed_in, view="snoozed"))[0]
    assert slept["snoozed_until"] >= (before + timedelta(hours=3)).isoformat()[:19]
    await signed_in.delete(f"/api/v1/conversations/{slept['id']}/snooze")
    await settle(program, workspace)
    assert await results(program, workspace, woken) == ["fired"]


async def test_a_rule_writes_a_task_down_for_whoever_has_the_conversation(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    boris = await create_operator(program, workspace)
    task = {"kind": "task", "text": "Перезвонить: {имя}", "due_hours": 48}
    rule = await create_automation(program, workspace, when="conversation_assigned", actions=[task])
    await people.write()
    conversation = (await listed(signed_in))[0]
    before = SystemClock().now()
    await signed_in.put(f"/api/v1/conversations/{conversation['id']}/assignment", json={"operator_id": str(boris.id)})
    await settle(program, workspace)
    assert await results(program, workspace, rule) == ["fired"]
    written = (await signed_in.get(f"/api/v1/conversations/{conversation['id']}/tasks")).json()
    assert [(one["text"], one["operator_id"], one["source"], one["author_id"]) for one in written] == [
        ("Перезвонить: Мария", str(boris.id), "automation", None)
    ]
    assert written[0]["due_at"] >= (before + timedelta(hours=48)).isoformat()[:19]


async def test_a_task_of_nobodys_conversation_goes_to_who_leads(
    program: Program, workspace: Company, people: Customers, signed_in: Client, owner: OperatorData
) -> None:
    await create_automation(program, workspace, actions=[{"kind": "task", "text": "Разобрать", "due_hours": 1}])
    await people.write()
    await settle(program, workspace)
    conversation = (await listed(signed_in))[0]
    written = (await signed_in.get(f"/api/v1/conversations/{conversation['id']}/tasks")).json()
    assert [one["operator_id"] for one in written] == [str(owner.id)]


async def test_one_press_sorts_and_hands_over_with_words(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    anna = await create_operator(program, workspace)
    refund, old = await label(signed_in, "Возврат"), await label(signed_in, "Новый")
    macro = await create_macro(
        program,
        workspace,
        {"kind": "add_label", "label_id": old},
        {"kind": "add_label", "label_id": refund},
        {"kind": "remove_label", "label_id": old},
        {"kind": "priority", "priority": "high"},
        {"kind": "transfer", "operator_id": str(anna.id), "note": "Клиент {имя} ждёт"},
    )
    await people.write()
    conversation = await only(signed_in)
    done = await signed_in.post(f"/api/v1/conversations/{conversation}/macro-runs/{macro.id}")
    assert [one["state"] for one in done.json()["outcomes"]] == ["done"] * 5, done.text
    row = (await listed(signed_in))[0]
    assert (row["label_ids"], row["priority"], row["assignee_id"]) == ([refund], "high", str(anna.id))
    thread = (await signed_in.get(f"/api/v1/conversations/{conversation}/messages")).json()["items"]
    assert [one["text"] for one in thread if one["kind"] == "note"] == ["Клиент Мария ждёт"]


async def test_a_label_of_another_company_or_a_deleted_one_is_refused(signed_in: Client) -> None:
    gone = await label(signed_in, "Старое")
    await signed_in.delete(f"/api/v1/labels/{gone}")
    for label_id in (gone, str(new_id())):
        actions = [{"kind": "add_label", "label_id": label_id}]
        given = {"name": "Правило", "trigger": "message_received", "actions": actions}
        refused = await signed_in.post("/api/v1/automations", json=given)
        assert refused.json()["code"] == "automations.reference_unknown", refused.text


@pytest.mark.parametrize(
    "when", ["rating_received", "promise_at_risk", "promise_broken", "target_at_risk", "target_broken"]
)
async def test_what_goes_wrong_elsewhere_is_listened_to(
    program: Program, workspace: Company, people: Customers, signed_in: Client, when: str
) -> None:
    await people.write()
    row = (await listed(signed_in))[0]
    rule = await create_automation(program, workspace, when=when)
    async with unit_of_work(program, workspace) as ctx:
        await publish(ctx, told(when, row, workspace), subject_id=new_id())
    await settle(program, workspace)
    assert await results(program, workspace, rule) == ["fired"]


def told(when: str, row: dict[str, str], workspace: Company) -> Event:
    conversation, channel, now = UUID(row["id"]), UUID(row["channel_id"]), SystemClock().now()
    by_name: dict[str, Event] = {
        "promise_at_risk": PromiseAtRisk(
            promise_id=new_id(), conversation_id=conversation, due_at=now, percent=80, act="warn_team"
        ),
        "promise_broken": PromiseBroken(promise_id=new_id(), conversation_id=conversation, due_at=now, reason="late"),
        "target_at_risk": TargetAtRisk(
            wait_id=new_id(), conversation_id=conversation, channel_id=channel, target_id=None, due_at=now
        ),
        "target_broken": TargetBroken(
            wait_id=new_id(),
            conversation_id=conversation,
            channel_id=channel,
            target_id=None,
            due_at=now,
            held_by_id=None,
            held_team_id=None,
        ),
        "rating_received": RatingReceived(
            rating_id=new_id(),
            conversation_id=conversation,
            channel_id=channel,
            operator_id=workspace.owner.id,
            score=1,
            bad=True,
            changed=False,
        ),
    }
    return by_name[when]
