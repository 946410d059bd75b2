"""Macros: several acts by one press, an outcome for each, one line in the thread."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company
from tests.factories_automations import create_macro
from tests.factories_snippets import create_snippet
from tests.telegram_thread import Customers, customers, listed, only

from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def press(browser: Client, macro: Any) -> list[dict[str, Any]]:  # Any: JSON
    answer = await browser.post(f"/api/v1/conversations/{await only(browser)}/macro-runs/{macro.id}")
    assert answer.status_code == 201, answer.text
    return list(answer.json()["outcomes"])


async def thread(browser: Client) -> list[dict[str, Any]]:
    return list((await browser.get(f"/api/v1/conversations/{await only(browser)}/messages")).json()["items"])


async def test_one_press_answers_takes_and_closes(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    snippet = await create_snippet(program, workspace, text="{имя}, спасибо. Это {оператор}, диалог {номер}")
    macro = await create_macro(
        program, workspace, {"kind": "snippet", "snippet_id": str(snippet.id)}, {"kind": "take"}, {"kind": "close"}
    )
    await people.write()
    outcomes = await press(signed_in, macro)
    assert [(one["kind"], one["state"]) for one in outcomes] == [
        ("snippet", "done"),
        ("take", "done"),
        ("close", "done"),
    ]
    row = (await listed(signed_in))[0]
    assert (row["state"], row["assignee_id"]) == ("closed", str(workspace.owner.id))
    said = [one for one in await thread(signed_in) if one["direction"] == "out"]
    assert [(one["text"], one["automatic"]) for one in said] == [
        (f"Мария, спасибо. Это {workspace.owner.name}, диалог {row['number']}", False)
    ]
    line = [one["extra"]["event"] for one in await thread(signed_in) if one["kind"] == "event"][-1]
    assert (line["code"], line["params"]["name"]) == ("macro_ran", "Отказ")
    assert (await signed_in.get("/api/v1/macros")).json()[0]["used_count"] == 1
    assert (await signed_in.get(f"/api/v1/snippets/{snippet.id}")).json()["used_count"] == 1


async def test_what_cannot_be_done_is_said_and_what_follows_is_left(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    macro = await create_macro(
        program, workspace, {"kind": "note", "text": "Спор"}, {"kind": "reply", "text": "{чего_нет}"}, {"kind": "close"}
    )
    await people.write()
    outcomes = await press(signed_in, macro)
    assert [(one["state"], one["code"]) for one in outcomes] == [
        ("done", ""),
        ("failed", "automations.variables_open"),
        ("skipped", ""),
    ]
    assert (await listed(signed_in))[0]["state"] == "open"
    line = [one["extra"]["event"] for one in await thread(signed_in) if one["kind"] == "event"][-1]
    assert (line["code"], line["params"]["done"], line["params"]["count"]) == ("macro_ran_partly", 1, 3)


async def test_a_refused_answer_leaves_no_trace_of_itself(
    program: Program, workspace: Company, people: Customers, signed_in: Client
) -> None:
    macro = await create_macro(program, workspace, {"kind": "reply", "text": "Ответ"}, {"kind": "close"})
    await people.write()
    channel = f"/api/v1/channels/{people.channel.id}"
    assert (await signed_in.patch(channel, json={"enabled": False})).status_code == 200
    outcomes = await press(signed_in, macro)
    assert [one["state"] for one in outcomes] == ["failed", "skipped"]
    assert [one for one in await thread(signed_in) if one["direction"] == "out"] == []


async def test_an_operator_presses_but_does_not_make_macros(
    program: Program, workspace: Company, people: Customers, sign_in_as: SignInAs
) -> None:
    macro = await create_macro(program, workspace, {"kind": "take"})
    await people.write()
    operator, viewer = await sign_in_as("operator"), await sign_in_as("viewer")
    assert (await press(operator, macro))[0]["state"] == "done"
    new = {"name": "Моё", "actions": [{"kind": "close"}]}
    assert (await operator.post("/api/v1/macros", json=new)).status_code == 403
    run = f"/api/v1/conversations/{await only(viewer)}/macro-runs/{macro.id}"
    assert (await viewer.post(run)).status_code == 403
