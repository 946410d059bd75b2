"""When the window is closed an approved message goes, filled in, through the ledger; free text is refused."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.client import Client
from tests.contract.graphapi import graph_api
from tests.factories import Company
from tests.factories_delivery import send_due
from tests.factories_prepared import PERSON, Number, connected_number
from tests.telegram_thread import listed, only

from otklik.program import Program

Obj = dict[str, Any]  # Any: JSON
VALUES = {"header.1": "A-17", "1": "Мария", "2": "3 200 ₽", "button.1.1": "A-17"}


@pytest.fixture
async def number(program: Program, workspace: Company) -> AsyncIterator[Number]:
    async with graph_api() as cloud:
        yield await connected_number(program, workspace, cloud)


async def offers(browser: Client) -> dict[str, Obj]:
    answer = await browser.get(f"/api/v1/conversations/{await only(browser)}/prepared-messages")
    assert answer.status_code == 200, answer.text
    return {one["prepared"]["message"]["name"]: one for one in answer.json()}


async def say(browser: Client, name: str, values: Obj, **more: Any) -> Any:  # Any: JSON, an answer
    use = {"prepared_id": (await offers(browser))[name]["prepared"]["id"], "values": values}
    url = f"/api/v1/conversations/{await only(browser)}/messages"
    return await browser.post(url, json={"prepared": use, **more})


async def test_only_what_may_go_is_offered_with_what_is_known_filled_in(signed_in: Client, number: Number) -> None:
    await number.wrote_yesterday()
    found = await offers(signed_in)
    assert list(found) == ["come_back", "order_ready", "spring"]
    assert found["come_back"]["values"] == {"first_name": "Мария", "sale": ""}
    url = f"/api/v1/prepared-messages/{found['order_ready']['prepared']['id']}/fills"
    await signed_in.put(url, json={"fills": {"1": "{имя}", "2": "{сумма}", "header.1": "№ {номер}"}})
    assert (await offers(signed_in))["order_ready"]["values"] == {
        "header.1": "№ 1",
        "1": "Мария",
        "2": "",
        "button.1.1": "",
    }


async def test_it_goes_where_free_text_is_refused(
    signed_in: Client, number: Number, program: Program, workspace: Company
) -> None:
    await number.wrote_yesterday()
    url = f"/api/v1/conversations/{await only(signed_in)}"
    assert (await signed_in.get(url)).json()["can"]["prepared"] is True
    refused = await signed_in.post(f"{url}/messages", json={"text": "Готов!"})
    assert refused.json()["params"] == {"reason": "window_closed"}
    said = await say(signed_in, "order_ready", VALUES)
    assert said.status_code == 201, said.text
    assert said.json()["text"] == "Заказ A-17\n\nЗдравствуйте, Мария! Заказ на 3 200 ₽ готов.\n\nЧайная"
    extra = said.json()["extra"]
    assert extra["prepared"] == {"name": "order_ready", "language": "ru"}
    assert [one["title"] for one in extra["buttons"]] == ["Заберу сегодня", "Отследить"]
    assert await send_due(program, workspace) == 1
    [sent] = number.cloud.sent()
    assert (sent["type"], sent["to"], sent["template"]["name"]) == ("template", PERSON, "order_ready")
    thread = (await signed_in.get(f"{url}/messages")).json()["items"]
    assert thread[-1]["delivery"]["state"] == "accepted"


async def test_the_same_key_says_it_once(
    signed_in: Client, number: Number, program: Program, workspace: Company
) -> None:
    await number.wrote_yesterday()
    use = {"prepared_id": (await offers(signed_in))["order_ready"]["prepared"]["id"], "values": VALUES}
    url = f"/api/v1/conversations/{await only(signed_in)}/messages"
    answers = [
        await signed_in.post(url, json={"prepared": use}, headers={"Idempotency-Key": "press-1"}) for _ in range(2)
    ]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert await send_due(program, workspace) == 1


async def test_an_empty_blank_and_a_missing_picture_are_refused_before_anything_is_planned(
    signed_in: Client, number: Number
) -> None:
    await number.wrote_yesterday()
    empty = await say(signed_in, "order_ready", {**VALUES, "2": " "})
    assert (empty.status_code, empty.json()["params"]) == (422, {"reason": "prepared_blank_empty"})
    bare = await say(signed_in, "spring", {})
    assert bare.json()["params"] == {"reason": "prepared_needs_file"}


async def test_one_paused_between_the_plan_and_the_sending_does_not_go(
    signed_in: Client, number: Number, program: Program, workspace: Company
) -> None:
    await number.wrote_yesterday()
    assert (await say(signed_in, "order_ready", VALUES)).status_code == 201
    told = {"message_template_name": "order_ready", "message_template_language": "ru", "event": "PAUSED"}
    await number.hook("message_template_status_update", told)
    await send_due(program, workspace)
    assert number.cloud.sent() == []
    url = f"/api/v1/conversations/{await only(signed_in)}/messages"
    last = (await signed_in.get(url)).json()["items"][-1]
    assert (last["delivery"]["state"], last["delivery"]["code"]) == ("skipped", "prepared_paused")
    assert "order_ready" not in await offers(signed_in)


async def test_the_company_writes_first_by_one_and_the_answer_comes_to_the_same_conversation(
    signed_in: Client, number: Number, program: Program, workspace: Company
) -> None:
    channel = str(number.channel.id)
    known = (await signed_in.get(f"/api/v1/channels/{channel}/prepared-messages")).json()
    use = {"prepared_id": next(one["id"] for one in known if one["message"]["name"] == "order_ready"), "values": VALUES}
    first = {"channel_id": channel, "address": "+7 916 123-45-67"}
    free = await signed_in.post("/api/v1/conversations", json={**first, "text": "Готов!"})
    assert (free.status_code, free.json()["code"]) == (409, "conversations.channel_cannot_start")
    begun = await signed_in.post("/api/v1/conversations", json={**first, "prepared": use})
    assert begun.status_code == 201, begun.text
    await send_due(program, workspace)
    assert number.cloud.sent()[0]["to"] == PERSON
    await number.write("Иду")  # its moments are whole seconds
    [conversation] = await listed(signed_in)
    assert (conversation["id"], conversation["preview"]) == (begun.json()["conversation_id"], "Иду")


async def test_one_of_another_channel_is_not_said_here(
    signed_in: Client, number: Number, program: Program, workspace: Company
) -> None:
    await number.wrote_yesterday()
    other = await connected_number(program, workspace, number.cloud)
    known = (await signed_in.get(f"/api/v1/channels/{other.channel.id}/prepared-messages")).json()
    use = {"prepared_id": next(one["id"] for one in known if one["message"]["name"] == "order_ready"), "values": VALUES}
    url = f"/api/v1/conversations/{await only(signed_in)}/messages"
    refused = await signed_in.post(url, json={"prepared": use})
    assert refused.json()["params"] == {"reason": "prepared_gone"}
