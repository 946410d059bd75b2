"""Journeys over HTTP: drawn, checked, published, looked at, held; and what may not be done."""

from typing import Any

import pytest
from sqlalchemy import text
from tests import factories_mass as loops
from tests.client import Client, SignInAs
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_delivery import create_channel
from tests.factories_journeys import PURPOSE, Shop, mailbox, shop
from tests.faults.waiting import eventually
from tests.smtpserver import wrong_server

from otklik.domains.consents.service import suppressing
from otklik.domains.contacts import service as contacts
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
    made = (await signed_in.post(URL, json={"name": "Корзина", "recipe": "birthday"})).json()
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


async def test_figures_say_why_messages_did_not_reach_people(signed_in: Client, tea: Shop) -> None:
    async with wrong_server(lambda stage, _: b"550 5.1.1 no such user\r\n" if stage == "rcpt" else None) as post:
        box = await mailbox(tea.program, tea.company, "letters", port=post.port)
        way = {"channel_id": str(box), "template_id": str(tea.first.template_id)}
        say = {"type": "send", "ways": [way], "purpose": PURPOSE}
        nodes = [
            {**say, "id": "say", "next": "more"},
            {**say, "id": "more", "next": "end"},
            {"type": "exit", "id": "end"},
        ]
        graph = {"trigger": {"type": "api", "next": "say"}, "messages_max": 1, "nodes": nodes}
        made = (await signed_in.post(URL, json={"name": "Заказ", "graph": graph})).json()
        one = f"{URL}/{made['row']['id']}"
        await signed_in.post(f"{one}/versions")
        gone, barred = (
            await tea.person(),
            await create_contact(
                tea.program, tea.company, name="Не пишите", address_kind="email", address="barred@people.test"
            ),
        )
        async with unit_of_work(tea.program, tea.company) as ctx:
            await suppressing.suppress(ctx, address_kind="email", address="barred@people.test", reason="by_hand")
        people = [{"contact_id": str(who)} for who in (gone, barred.contact_id)]
        await signed_in.post(f"{one}/runs", json={"people": people})
        await tea.move(made["row"]["id"])

        async def figures() -> dict[str, Any]:  # Any: JSON
            return {node["node"]: node for node in (await signed_in.get(f"{one}/figures")).json()["nodes"]}

        async def refused() -> bool:
            return bool((await figures())["say"]["sendings"][0]["failed"])

        async with loops.sending(tea.program):
            await eventually(refused)
        found = await figures()
    [by_mail] = found["say"]["sendings"]
    assert (by_mail["failed"], by_mail["failures"]) == (1, {"smtp.no_such_address": 1})
    assert by_mail["skipped"] == {"suppressed_by_hand": 1}
    assert (found["say"]["refused"], found["more"]["refused"]) == ({}, {"journey_cap": 1})


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


async def test_an_estimate_does_not_add_euros_to_roubles(signed_in: Client, tea: Shop) -> None:
    for kind, micros, currency in (("email", 1_000_000, "RUB"), ("smpp", 5_000_000, "EUR")):
        row = {"country": "", "micros": micros, "currency": currency}
        assert (await signed_in.put("/api/v1/prices", json={"kind": kind, "rows": [row]})).status_code == 200
    config = {"host": "127.0.0.1", "port": 9, "system_id": "otklik", "password": "unused", "sender": "Otklik"}
    line = await create_channel(tea.program, tea.company, kind="smpp", config=config)
    person = await tea.person()
    async with unit_of_work(tea.program, tea.company) as ctx:
        await contacts.add_address(ctx, contact_id=person, address_kind="phone", address="+79120000002", verified=True)
    await tea.did(person, "cart_updated", goods="чай")
    graph = drawn(tea)
    way = {"channel_id": str(line.id), "template_id": str(tea.first.template_id)}
    graph["nodes"][0]["next"] = "sms"
    graph["nodes"].append({"type": "send", "id": "sms", "ways": [way], "purpose": PURPOSE, "next": "end"})
    found = (await signed_in.post(f"{URL}/simulations", json={"graph": graph})).json()
    assert (found["messages"], found["unpriced"]) == (2, 0)
    assert found["costs"] == {"EUR": 5_000_000, "RUB": 1_000_000}
    assert {one["node"]: one["costs"] for one in found["nodes"] if one["sent"]} == {
        "say": {"RUB": 1_000_000},
        "sms": {"EUR": 5_000_000},
    }


async def test_an_estimate_counts_each_message_as_its_country_is_paid(signed_in: Client, tea: Shop) -> None:
    rows = [
        {"country": "RU", "micros": 2_000_000, "currency": "RUB"},
        {"country": "DE", "micros": 70_000, "currency": "EUR"},
    ]
    assert (await signed_in.put("/api/v1/prices", json={"kind": "smpp", "rows": rows})).status_code == 200
    config = {"host": "127.0.0.1", "port": 9, "system_id": "otklik", "password": "unused", "sender": "Otklik"}
    line = await create_channel(tea.program, tea.company, kind="smpp", config=config)
    for number in ("+79120000002", "+79120000003", "+4915112345678", "+33612345678"):
        person = await tea.person()
        async with unit_of_work(tea.program, tea.company) as ctx:
            await contacts.add_address(ctx, contact_id=person, address_kind="phone", address=number, verified=True)
        await tea.did(person, "cart_updated", goods="чай")
    graph = drawn(tea)
    graph["nodes"][0]["ways"] = [{"channel_id": str(line.id), "template_id": str(tea.first.template_id)}]
    found = (await signed_in.post(f"{URL}/simulations", json={"graph": graph})).json()
    assert (found["messages"], found["unpriced"]) == (4, 1)
    assert found["costs"] == {"EUR": 70_000, "RUB": 4_000_000}


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


async def test_held_before_all_were_taken_in_it_takes_them_in_when_it_goes_on(
    signed_in: Client, tea: Shop, program: Program
) -> None:
    person = str(await tea.person())
    segment = (await signed_in.post("/api/v1/segments", json={"name": "Все", "kind": "list"})).json()
    await signed_in.post(f"/api/v1/segments/{segment['id']}/people", json={"contact_ids": [person]})
    trigger = {"type": "segment", "segment_id": segment["id"], "existing": True, "next": "say"}
    graph = {**drawn(tea), "trigger": trigger}
    made = (await signed_in.post(URL, json={"name": "Возвращение", "graph": graph})).json()
    one = f"{URL}/{made['row']['id']}"
    assert (await signed_in.post(f"{one}/versions")).status_code == 201
    assert (await signed_in.put(f"{one}/pause")).status_code == 200
    await program.jobs.work(wait=False)
    assert (await signed_in.get(f"{one}/runs")).json()["items"] == []
    assert (await signed_in.delete(f"{one}/pause")).status_code == 200
    await program.jobs.work(wait=False)
    assert [run["contact_id"] for run in (await signed_in.get(f"{one}/runs")).json()["items"]] == [person]


async def test_an_operator_looks_and_does_not_draw(sign_in_as: SignInAs) -> None:
    operator = await sign_in_as("operator")
    assert (await operator.get(URL)).status_code == 200
    assert (await operator.post(URL, json={"name": "Нет"})).status_code == 403
