"""Saved views: one's own and the company's, in their order, with counts that are right."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.counting import counted_statements
from tests.factories import Company
from tests.telegram_thread import Customers, customers, listed

from otklik.domains.conversations.service import saved_views
from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/saved-views"
Json = dict[str, Any]  # Any: a JSON document


@pytest.fixture
async def people(program: Program, workspace: Company) -> AsyncIterator[Customers]:
    async with customers(program, workspace) as found:
        yield found


async def save(browser: Client, name: str, *, shared: bool = False, **chosen: str) -> Json:
    made = await browser.post(URL, json={"name": name, "shared": shared, "filter": chosen})
    assert made.status_code == 201, made.text
    return dict(made.json())


async def names(browser: Client) -> list[str]:
    return [one["name"] for one in (await browser.get(URL)).json()]


async def test_own_views_are_ones_own_and_shared_ones_everybodys(signed_in: Client, sign_in_as: SignInAs) -> None:
    colleague = await sign_in_as("operator")
    await save(signed_in, "Срочные", shared=True, priority="urgent")
    await save(signed_in, "Мои ждут", view="mine")
    await save(colleague, "Чужие", view="all")
    assert await names(signed_in) == ["Срочные", "Мои ждут"]
    assert await names(colleague) == ["Срочные", "Чужие"]


async def test_an_operator_may_not_touch_what_is_shared_nor_see_what_is_anothers(
    signed_in: Client, sign_in_as: SignInAs
) -> None:
    shared, own = await save(signed_in, "Общий", shared=True), await save(signed_in, "Мой")
    colleague = await sign_in_as("operator")
    assert (await colleague.post(URL, json={"name": "x", "shared": True, "filter": {}})).status_code == 403
    assert (await colleague.patch(f"{URL}/{shared['id']}", json={"name": "x"})).status_code == 403
    hidden = await colleague.delete(f"{URL}/{own['id']}")
    assert (hidden.status_code, hidden.json()["code"]) == (404, "conversations.view_not_found")


async def test_a_view_is_renamed_reordered_and_deleted(signed_in: Client) -> None:
    first, second, third = [(await save(signed_in, name))["id"] for name in ("Раз", "Два", "Три")]
    await signed_in.patch(f"{URL}/{second}", json={"name": "Второй"})
    ordered = await signed_in.put(f"{URL}/order", json={"view_ids": [third, first, second]})
    assert [one["name"] for one in ordered.json()] == ["Три", "Раз", "Второй"]
    assert (await signed_in.delete(f"{URL}/{first}")).status_code == 204
    assert await names(signed_in) == ["Три", "Второй"]


async def test_counts_of_saved_views_follow_what_happens(people: Customers, signed_in: Client) -> None:
    for chat in (1, 2, 3):
        await people.write(chat=chat)
    urgent = (await save(signed_in, "Срочные", priority="urgent"))["id"]
    label = (await signed_in.post("/api/v1/labels", json={"name": "Опт"})).json()["id"]
    labelled = (await save(signed_in, "Опт", view="all", label_id=label))["id"]
    one = (await listed(signed_in))[0]["id"]
    await signed_in.put(f"/api/v1/conversations/{one}/priority", json={"priority": "urgent"})
    await signed_in.put(f"/api/v1/conversations/{one}/labels/{label}")
    counts = (await signed_in.get("/api/v1/conversations/counts")).json()["saved"]
    assert counts == {urgent: 1, labelled: 1}
    await signed_in.put(f"/api/v1/conversations/{one}/closure")
    counts = (await signed_in.get("/api/v1/conversations/counts")).json()["saved"]
    assert counts == {urgent: 0, labelled: 1}


async def test_counting_asks_the_same_few_questions_however_many_views_there_are(
    program: Program, signed_in: Client
) -> None:
    asked: list[int] = []
    for number in range(2):
        await save(signed_in, f"Вид {number}", view="waiting", priority="urgent")
        with counted_statements(program) as seen:
            await signed_in.get("/api/v1/conversations/counts")
        asked.append(len(seen))
    assert asked[0] == asked[1]


async def test_a_filter_names_only_what_the_company_has(signed_in: Client) -> None:
    refused = await signed_in.post(URL, json={"name": "x", "filter": {"label_id": str(new_id())}})
    assert (refused.status_code, refused.json()["code"]) == (400, "conversations.filter_unknown")


async def test_there_is_an_end_to_how_many_views_one_has(signed_in: Client) -> None:
    for number in range(saved_views.VIEWS_MAX):
        await save(signed_in, f"Вид {number}")
    refused = await signed_in.post(URL, json={"name": "Ещё", "filter": {}})
    assert (refused.status_code, refused.json()["code"]) == (409, "conversations.views_too_many")
    await save(signed_in, "Общий", shared=True)
