"""Macros and automations over HTTP: made, changed, ordered, refused."""

from typing import Any

import pytest
from tests.client import Client
from tests.factories import Company
from tests.factories_snippets import create_snippet

from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/automations"
RULE: dict[str, Any] = {"name": "Правило", "trigger": "message_received", "actions": [{"kind": "close"}]}


async def test_an_automation_is_made_changed_switched_and_deleted(signed_in: Client) -> None:
    made = await signed_in.post(URL, json=RULE)
    assert made.status_code == 201, made.text
    assert (made.json()["enabled"], made.json()["actions"]) == (False, [{"kind": "close"}])
    url = f"{URL}/{made.json()['id']}"
    words = {"kind": "words", "words": ["цена"], "negated": True}
    changed = await signed_in.put(url, json=RULE | {"enabled": True, "conditions": [words]})
    assert (changed.json()["enabled"], changed.json()["conditions"]) == (True, [words])
    assert (await signed_in.get(url)).json() == changed.json()
    assert (await signed_in.get(f"{url}/runs")).json() == {"items": [], "next_cursor": None}
    assert (await signed_in.get(f"{url}/calls")).json() == []
    assert (await signed_in.delete(url)).status_code == 204
    assert (await signed_in.get(url)).json()["code"] == "automations.not_found"


async def test_automations_stand_in_the_order_they_are_told(signed_in: Client) -> None:
    ids = [(await signed_in.post(URL, json=RULE | {"name": name})).json()["id"] for name in "абв"]
    wanted = [ids[2], ids[0], ids[1]]
    ordered = await signed_in.put(f"{URL}/order", json={"automation_ids": wanted})
    assert [one["id"] for one in ordered.json()] == wanted
    assert [one["id"] for one in (await signed_in.get(URL)).json()] == wanted
    refused = await signed_in.put(f"{URL}/order", json={"automation_ids": wanted[:2]})
    assert refused.json()["code"] == "automations.order_incomplete"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"trigger": "no_answer"}, "automations.minutes_missing"),
        ({"trigger": "full_moon"}, "request.invalid"),
        ({"actions": []}, "request.invalid"),
        ({"actions": [{"kind": "take"}]}, "request.invalid"),
        ({"actions": [{"kind": "webhook", "url": "file:///etc/passwd"}]}, "request.invalid"),
        ({"actions": [{"kind": "assign", "operator_id": str(new_id())}]}, "automations.reference_unknown"),
        ({"actions": [{"kind": "snippet", "snippet_id": str(new_id())}]}, "automations.reference_unknown"),
        ({"conditions": [{"kind": "words", "words": []}]}, "request.invalid"),
        ({"conditions": [{"kind": "channel", "channel_ids": [str(new_id())]}]}, "automations.reference_unknown"),
    ],
)
async def test_what_cannot_work_is_refused_when_it_is_saved(
    signed_in: Client, change: dict[str, Any], code: str
) -> None:
    assert (await signed_in.post(URL, json=RULE | change)).json()["code"] == code
    assert (await signed_in.post(f"{URL}/trials", json=RULE | change)).json()["code"] == code


async def test_a_reply_of_another_company_is_not_there(
    program: Program, second_workspace: Company, signed_in: Client
) -> None:
    theirs = await create_snippet(program, second_workspace)
    macro = {"name": "М", "actions": [{"kind": "snippet", "snippet_id": str(theirs.id)}]}
    assert (await signed_in.post("/api/v1/macros", json=macro)).json()["code"] == "automations.reference_unknown"


async def test_a_macro_is_made_changed_and_deleted(signed_in: Client) -> None:
    new = {"name": "Отказ", "actions": [{"kind": "note", "text": "Спор"}, {"kind": "close"}]}
    made = (await signed_in.post("/api/v1/macros", json=new)).json()
    url = f"/api/v1/macros/{made['id']}"
    assert made["actions"] == new["actions"]
    changed = (await signed_in.put(url, json=new | {"name": "Спор"})).json()
    assert [one["name"] for one in (await signed_in.get("/api/v1/macros?mine=true")).json()] == ["Спор"]
    assert changed["id"] == made["id"]
    assert (await signed_in.delete(url)).status_code == 204
    assert (await signed_in.get("/api/v1/macros")).json() == []
