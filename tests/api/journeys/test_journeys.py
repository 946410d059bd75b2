"""Journeys over HTTP: drawn, checked, published, looked at, held; and what may not be done."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work
from tests.factories_journeys import PURPOSE, Shop, shop

from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/journeys"


@pytest.fixture
async def tea(program: Program, workspace: Company) -> Shop:
    return await shop(program, workspace)


def drawn(tea: Shop) -> dict[str, Any]:
    way = {"channel_id": str(tea.first.channel_id), "template_id": str(tea.first.template_id)}
    return {
        "trigger": {"type": "event", "event": "cart_updated", "next": "say"},
        "nodes": [
            {"type": "send", "id": "say", "ways": [way], "purpose": PURPOSE, "next": "end"},
            {"type": "exit", "id": "end"},
        ],
    }


async def test_a_journey_is_drawn_published_and_tells_where_people_are(signed_in: Client, tea: Shop) -> None:
    made = (await signed_in.post(URL, json={"name": "Корзина", "recipe": "abandoned_cart"})).json()
    assert {one["code"] for one in made["findings"]} >= {"channel_missing", "template_missing"}
    one = f"{URL}/{made['row']['id']}"
    assert (await signed_in.post(f"{one}/versions")).json()["code"] == "journeys.not_ready"
    draft = {"name": "Корзина", "graph": drawn(tea), "revision": 1}
    assert (await signed_in.put(f"{one}/draft", json=draft)).json()["findings"] == []
    assert (await signed_in.put(f"{one}/draft", json=draft)).json()["code"] == "journeys.changed_meanwhile"
    assert (await signed_in.post(f"{one}/versions")).json()["row"]["state"] == "running"
    person = await tea.person("Анна Ким")
    await tea.did(person, "cart_updated", goods="чай")
    await tea.move(made["row"]["id"])
    run = (await signed_in.get(f"/api/v1/contacts/{person}/journeys")).json()["items"][0]
    assert (run["journey_name"], run["ended"], run["contact_name"]) == ("Корзина", "exit", "Анна Ким")
    figures = {node["node"]: node for node in (await signed_in.get(f"{one}/figures")).json()["nodes"]}
    assert (figures["say"]["entered"], figures["say"]["sendings"][0]["planned"]) == (1, 1)
    assert (await signed_in.put(f"{one}/pause")).json()["row"]["state"] == "paused"
    assert (await signed_in.delete(f"{one}/pause")).json()["row"]["state"] == "running"
    assert (await signed_in.put(f"{one}/stop")).json()["row"]["state"] == "stopped"
    assert (await signed_in.delete(one)).json()["code"] == "journeys.wrong_state"


async def test_last_months_people_are_walked_and_priced_and_nobody_is_written_to(signed_in: Client, tea: Shop) -> None:
    for _ in range(3):
        await tea.did(await tea.person(), "cart_updated", goods="чай")
    asked = {"graph": drawn(tea), "read_percent": 40}
    simulated = (await signed_in.post(f"{URL}/simulations", json=asked)).json()
    assert (simulated["people"], simulated["messages"], simulated["messages_per_person"]) == (3, 3, 1.0)
    assert {one["node"]: one["sent"] for one in simulated["nodes"]}["say"] == 3
    async with unit_of_work(tea.program, tea.company) as ctx:
        assert not await ctx.session.scalar(text("SELECT count(*) FROM mass_messages"))
    nobody = {"graph": {"trigger": {"type": "event", "event": "never", "next": ""}}}
    assert (await signed_in.post(f"{URL}/simulations", json=nobody)).json()["code"] == "journeys.nothing_to_simulate"


async def test_a_dry_walk_of_one_person_sends_nothing(signed_in: Client, tea: Shop) -> None:
    walk = {"graph": drawn(tea), "contact_id": str(await tea.person())}
    trail = (await signed_in.post(f"{URL}/walks", json=walk)).json()["trail"]
    assert [one["what"] for one in trail if one["node"] == "say"] == ["entered", "sent", "left"]
    stranger = await signed_in.post(f"{URL}/walks", json={**walk, "contact_id": str(new_id())})
    assert stranger.json()["code"] == "journeys.person_unknown"


async def test_another_program_puts_people_in_once_for_an_occasion(signed_in: Client, tea: Shop) -> None:
    graph = {**drawn(tea), "trigger": {"type": "api", "next": "say"}, "reentry": {"rule": "always"}}
    made = (await signed_in.post(URL, json={"name": "Заказ", "graph": graph})).json()
    one = f"{URL}/{made['row']['id']}"
    person = str(await tea.person())
    asked = {"people": [{"contact_id": person, "key": "order-1"}]}
    assert (await signed_in.post(f"{one}/runs", json=asked)).json()["code"] == "journeys.wrong_state"
    await signed_in.post(f"{one}/versions")
    assert (await signed_in.post(f"{one}/runs", json=asked)).json()["contact_ids"] == [person]
    await tea.move(made["row"]["id"])
    assert (await signed_in.post(f"{one}/runs", json=asked)).json()["contact_ids"] == []


async def test_an_operator_looks_and_does_not_draw(sign_in_as: SignInAs) -> None:
    operator = await sign_in_as("operator")
    assert (await operator.get(URL)).status_code == 200
    assert (await operator.post(URL, json={"name": "Нет"})).status_code == 403
