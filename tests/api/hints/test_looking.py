"""A draft is looked at beside its conversation and card, and nothing of it is kept."""

from collections.abc import AsyncIterator

import pytest
from tests.client import Client, SignInAs
from tests.counting import counted_statements
from tests.factories import Company
from tests.telegram_thread import Customers, customers, only, reply

from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as those:
        yield those


async def kinds(browser: Client, draft: str) -> list[str]:
    answer = await browser.post(f"/api/v1/conversations/{await only(browser)}/hints", json={"text": draft})
    assert answer.status_code == 200, answer.text
    return [one["kind"] for one in answer.json()["items"]]


async def test_only_the_customers_last_turn_waits_for_an_answer(people: Customers, signed_in: Client) -> None:
    await people.write("Сколько стоит доставка?")
    await people.write("Есть ли красный чайник?")
    assert await kinds(signed_in, "Доставка стоит 300 рублей.") == ["unanswered_question"]
    assert await kinds(signed_in, "Доставка стоит 300 рублей, красный чайник есть.") == []
    await reply(signed_in, await only(signed_in), "Доставка 300 рублей, чайник есть")
    await people.write("Спасибо")
    assert await kinds(signed_in, "Доставка стоит 300 рублей.") == []


async def test_a_wish_holds_for_the_whole_conversation_and_the_card_is_known(
    people: Customers, signed_in: Client
) -> None:
    await people.write("Не звоните мне, пишите")
    await reply(signed_in, await only(signed_in), "Хорошо")
    await people.write("Где заказ")
    assert await kinds(signed_in, "Перезвоню вам через час.") == ["ignored_wish"]
    assert await kinds(signed_in, "Как вас зовут?") == ["known_data"]


async def test_looking_changes_nothing(program: Program, people: Customers, signed_in: Client) -> None:
    await people.write("Где заказ")
    with counted_statements(program) as sent:
        assert await kinds(signed_in, "Ожидайте.") == ["brush_off"]
    assert not [one for one in sent if one.lstrip().startswith(("INSERT", "UPDATE", "DELETE")) and "messages" in one]


async def test_whoever_may_not_answer_gets_no_hints(people: Customers, signed_in: Client, sign_in_as: SignInAs) -> None:
    await people.write()
    viewer = await sign_in_as("viewer")
    path = f"/api/v1/conversations/{await only(signed_in)}/hints"
    assert (await viewer.post(path, json={"text": "Ожидайте."})).status_code == 403


async def choices(browser: Client) -> dict[str, object]:
    return dict((await browser.get("/api/v1/hints/choices")).json())


async def test_the_company_turns_hints_off_for_everybody(
    people: Customers, signed_in: Client, sign_in_as: SignInAs
) -> None:
    await people.write("Где заказ")
    colleague = await sign_in_as("operator")
    assert await choices(colleague) == {"enabled": True, "hidden": []}
    assert (await colleague.put("/api/v1/hints/switch", json={"enabled": False})).status_code == 403
    assert (await signed_in.put("/api/v1/hints/switch", json={"enabled": False})).status_code == 200
    assert await kinds(colleague, "Ожидайте.") == []
    await signed_in.put("/api/v1/hints/switch", json={"enabled": True})
    assert await kinds(colleague, "Ожидайте.") == ["brush_off"]


async def test_a_kind_is_hidden_for_one_person_wherever_they_sign_in(
    people: Customers, signed_in: Client, sign_in_as: SignInAs
) -> None:
    await people.write("Где заказ")
    colleague = await sign_in_as("operator")
    assert (await signed_in.put("/api/v1/hints/hidden", json={"kinds": ["brush_off"]})).status_code == 200
    assert await choices(signed_in) == {"enabled": True, "hidden": ["brush_off"]}
    assert await kinds(signed_in, "Ожидайте.") == []
    assert await kinds(colleague, "Ожидайте.") == ["brush_off"]
    await signed_in.put("/api/v1/hints/hidden", json={"kinds": []})
    assert await kinds(signed_in, "Ожидайте.") == ["brush_off"]


async def test_a_kind_that_is_none_is_refused(signed_in: Client) -> None:
    assert (await signed_in.put("/api/v1/hints/hidden", json={"kinds": ["weather"]})).status_code == 400
