"""Ready replies over HTTP."""

import base64
from typing import Any

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.counting import counted_statements
from tests.factories import Company
from tests.factories_snippets import create_snippet

from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/snippets"
PRICE: dict[str, Any] = {"shortcut": "цена", "title": "Цена", "text": "Здравствуйте, {имя}."}


async def test_a_reply_is_written_changed_used_and_deleted(signed_in: Client) -> None:
    made = await signed_in.post(URL, json=PRICE)
    assert made.status_code == 201
    snippet = made.json()
    url = f"{URL}/{snippet['id']}"
    assert snippet == PRICE | {
        "id": snippet["id"],
        "variables": ["имя"],
        "team_id": None,
        "attachment_ids": [],
        "attachments": [],
        "last_used_at": None,
        "used_count": 0,
        "updated_at": snippet["updated_at"],
    }
    assert (await signed_in.patch(url, json={"text": "Сто рублей"})).json()["text"] == "Сто рублей"
    assert (await signed_in.post(f"{url}/uses")).status_code == 204
    assert (await signed_in.get(url)).json()["used_count"] == 1
    assert (await signed_in.delete(url)).status_code == 204
    gone = await signed_in.get(url)
    assert (gone.status_code, gone.json()["code"]) == (404, "snippets.not_found")


async def test_replies_are_listed_page_by_page_without_gaps(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    for shortcut in ("б", "А", "в", "ёж", "Я"):
        await create_snippet(program, workspace, shortcut=shortcut)
    whole = [row["shortcut"] for row in (await signed_in.get(URL)).json()["items"]]
    shown: list[str] = []
    cursor = None
    while True:
        page = (await signed_in.get(URL, params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        shown += [row["shortcut"] for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert shown == whole
    assert sorted(shown) == sorted(("б", "А", "в", "ёж", "Я"))


async def test_a_search_is_read_page_by_page_too(program: Program, workspace: Company, signed_in: Client) -> None:
    await create_snippet(program, workspace, shortcut="я", title="цена")
    await create_snippet(program, workspace, shortcut="цена", title="…", text="…")
    await create_snippet(program, workspace, shortcut="а", title="…", text="наша цена")
    first = (await signed_in.get(URL, params={"q": "цена", "limit": 1})).json()
    rest = (await signed_in.get(URL, params={"q": "цена", "cursor": first["next_cursor"]})).json()
    assert [row["shortcut"] for row in first["items"] + rest["items"]] == ["цена", "я", "а"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("title", ["б", "в", "а"]), ("used", ["в", "а", "б"]), ("changed", ["а", "в", "б"]), ("fit", ["а", "б", "в"])],
)
async def test_replies_are_listed_in_the_order_asked_for_page_by_page(
    program: Program, workspace: Company, signed_in: Client, sort: str, order: list[str]
) -> None:
    made = {
        shortcut: await create_snippet(program, workspace, shortcut=shortcut, title=title)
        for shortcut, title in (("а", "Ель"), ("б", "Дом"), ("в", "Ёлка"))
    }
    for _ in range(2):
        await signed_in.post(f"{URL}/{made['в'].id}/uses")
    await signed_in.post(f"{URL}/{made['а'].id}/uses")
    await signed_in.patch(f"{URL}/{made['а'].id}", json={"text": "Новый"})
    first = (await signed_in.get(URL, params={"sort": sort, "limit": 2})).json()
    rest = (await signed_in.get(URL, params={"sort": sort, "cursor": first["next_cursor"]})).json()
    assert [row["shortcut"] for row in first["items"] + rest["items"]] == order
    other = await signed_in.get(
        URL, params={"sort": "title" if sort != "title" else "used", "cursor": first["next_cursor"]}
    )
    assert (other.status_code, other.json()["code"]) == (400, "request.cursor_invalid")


async def test_replies_leave_as_a_table_and_come_back_after_a_look(sign_in_as: SignInAs, signed_in: Client) -> None:
    await signed_in.post(URL, json=PRICE)
    left = await signed_in.get(f"{URL}/export?format=xlsx")
    assert left.headers["content-type"].startswith("application/vnd.openxmlformats")
    table = {"format": "xlsx", "content": base64.b64encode(left.content).decode()}
    looked = await signed_in.post(f"{URL}/imports", json=table | {"preview": True})
    assert looked.status_code == 200
    assert looked.json()["lines"] == [
        {
            "line": 2,
            "fate": "refused",
            "code": "snippets.shortcut_taken",
            "shortcut": "цена",
            "title": "Цена",
            "team": "",
            "files": "",
        }
    ]
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(f"{URL}/export")).status_code == 200
    refused = await viewer.post(f"{URL}/imports", json=table)
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.forbidden")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"format": "json"}, "request.invalid"),
        ({"content": "не base64"}, "request.invalid"),
        ({"content": base64.b64encode(b"0" * 2_000_001).decode()}, "request.invalid"),
        ({"content": base64.b64encode(b"a,b").decode()}, "snippets.import_unreadable"),
        ({"format": "xlsx", "content": ""}, "sheets.unreadable"),
    ],
)
async def test_a_table_out_of_bounds_is_refused(signed_in: Client, change: dict[str, Any], code: str) -> None:
    answer = await signed_in.post(f"{URL}/imports", json={"format": "csv", "content": ""} | change)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


async def test_uses_are_told_to_whoever_may_read_replies(signed_in: Client) -> None:
    snippet = (await signed_in.post(URL, json=PRICE)).json()
    await signed_in.post(f"{URL}/{snippet['id']}/uses")
    told = (await signed_in.get(f"{URL}/usage")).json()
    assert (told["total"], told["replies"][0]["shortcut"], told["replies"][0]["count"]) == (1, "цена", 1)
    unknown = await signed_in.get(f"{URL}/usage", params={"team_id": str(new_id())})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "snippets.team_unknown")


async def test_a_taken_shortcut_is_told_by_its_code(signed_in: Client) -> None:
    await signed_in.post(URL, json=PRICE)
    answer = await signed_in.post(URL, json=PRICE | {"shortcut": "ЦЕНА"})
    assert (answer.status_code, answer.json()["code"]) == (409, "snippets.shortcut_taken")


@pytest.mark.parametrize(
    ("change", "code", "status"),
    [
        ({"shortcut": ""}, "request.invalid", 400),
        ({"shortcut": "два слова"}, "request.invalid", 400),
        ({"shortcut": "я" * 41}, "request.invalid", 400),
        ({"shortcut": "цена\n"}, "request.invalid", 400),
        ({"text": "\0"}, "request.invalid", 400),
        ({"title": ""}, "request.invalid", 400),
        ({"title": "я" * 201}, "request.invalid", 400),
        ({"text": "я" * 20_001}, "request.invalid", 400),
        ({"attachment_ids": ["x"]}, "request.invalid", 400),
        ({"attachment_ids": [str(new_id()) for _ in range(11)]}, "request.invalid", 400),
        ({"attachment_ids": [str(new_id())]}, "snippets.attachment_unknown", 404),
        ({"team_id": str(new_id())}, "snippets.team_unknown", 404),
        ({"used_count": 1}, "request.invalid", 400),
    ],
)
async def test_a_reply_out_of_bounds_is_refused_and_not_stored(
    signed_in: Client, change: dict[str, Any], code: str, status: int
) -> None:
    answer = await signed_in.post(URL, json=PRICE | change)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await signed_in.get(URL)).json()["items"] == []


@pytest.mark.parametrize("cursor", ["x", "WyJ4IiwieSJd", "WyJmaXQiLCJ4IiwieSJd"])
async def test_a_bad_cursor_is_refused(signed_in: Client, cursor: str) -> None:
    answer = await signed_in.get(URL, params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.cursor_invalid")


async def test_another_company_s_reply_is_not_found(
    program: Program, second_workspace: Company, signed_in: Client
) -> None:
    url = f"{URL}/{(await create_snippet(program, second_workspace)).id}"
    answers = [
        await signed_in.get(url),
        await signed_in.patch(url, json={"title": "Моё"}),
        await signed_in.delete(url),
        await signed_in.post(f"{url}/uses"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(404, "snippets.not_found")}
    assert (await signed_in.get(URL)).json()["items"] == []


async def test_who_may_only_read_writes_no_replies(sign_in_as: SignInAs) -> None:
    viewer = await sign_in_as("viewer")
    answer = await viewer.post(URL, json=PRICE)
    assert (answer.status_code, answer.json()["code"]) == (403, "auth.forbidden")


async def test_a_longer_list_asks_the_database_no_more(program: Program, workspace: Company, signed_in: Client) -> None:
    await create_snippet(program, workspace)
    with counted_statements(program) as for_one:
        await signed_in.get(URL)
    for _ in range(10):
        await create_snippet(program, workspace)
    with counted_statements(program) as for_many:
        await signed_in.get(URL)
    assert len(for_many) == len(for_one)
