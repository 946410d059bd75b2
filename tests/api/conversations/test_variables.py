"""What the names in a ready reply stand for in one conversation, as the composer asks."""

from collections.abc import AsyncIterator

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.factories import Company
from tests.telegram_thread import Customers, customers, listed, only

from otklik.platform.ids import new_id
from otklik.program import Program


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def test_names_are_filled_for_whoever_asks(
    people: Customers, signed_in: Client, sign_in_as: SignInAs, workspace: Company
) -> None:
    await people.write(name="Мария Петровна")
    url = f"/api/v1/conversations/{await only(signed_in)}/variables"
    values = (await signed_in.get(url)).json()["values"]
    assert (values["имя"], values["полное_имя"], values["оператор"]) == (
        "Мария",
        "Мария Петровна",
        workspace.owner.name,
    )
    assert (values["name"], values["компания"], values["канал"], values["номер"]) == ("Мария", "Ромашка", "Канал", "1")
    theirs = (await (await sign_in_as("operator")).get(url)).json()["values"]
    assert theirs["оператор"] != values["оператор"]


async def test_what_is_not_known_is_left_out(people: Customers, signed_in: Client) -> None:
    await people.write()
    url = f"/api/v1/conversations/{await only(signed_in)}/variables"
    values = (await signed_in.get(url)).json()["values"]
    assert "обещание" not in values
    assert "номер_заказа" not in values


async def test_what_the_card_holds_may_be_named(people: Customers, signed_in: Client) -> None:
    await people.write()
    conversation = (await listed(signed_in))[0]
    changed = await signed_in.patch(
        f"/api/v1/contacts/{conversation['contact']['id']}", json={"attributes": {"Номер заказа": "A-17"}}
    )
    assert changed.status_code == 200, changed.text
    values = (await signed_in.get(f"/api/v1/conversations/{conversation['id']}/variables")).json()["values"]
    assert values["номер_заказа"] == "A-17"


async def test_names_of_a_conversation_that_is_not_there_are_refused(signed_in: Client) -> None:
    answer = await signed_in.get(f"/api/v1/conversations/{new_id()}/variables")
    assert (answer.status_code, answer.json()["code"]) == (404, "conversations.not_found")
