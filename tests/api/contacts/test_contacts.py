"""Contacts over HTTP."""

import pytest
from tests.client import Client
from tests.conftest import SignInAs
from tests.counting import counted_statements
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact, join

from otklik.domains.contacts import service as contacts
from otklik.platform import keeping
from otklik.platform.ids import new_id
from otklik.program import Program

URL = "/api/v1/contacts"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


async def test_people_are_listed_page_by_page_those_seen_lately_first(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    people = [await create_contact(program, workspace, name=f"Гость {number}") for number in range(5)]
    first = (await signed_in.get(URL, params={"limit": 3})).json()
    second = (await signed_in.get(URL, params={"limit": 3, "cursor": first["next_cursor"]})).json()
    shown = [row["id"] for row in first["items"] + second["items"]]
    assert shown == [str(person.contact_id) for person in reversed(people)]
    assert second["next_cursor"] is None


async def test_a_person_is_found_by_a_part_of_name_username_address_or_number(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    anna = await create_contact(program, workspace, name="Семён Йотов", username="semyon_y")
    async with unit_of_work(program, workspace) as ctx:
        for kind, address in (("phone", "+79123456789"), ("email", "s.yotov@пример.рф")):
            await contacts.add_address(
                ctx, contact_id=anna.contact_id, address_kind=kind, address=address, verified=True
            )
    await create_contact(program, workspace, name="Другой человек")
    for query in ("йот", "семен йотов", "SEMYON", "8 (912) 345-67", "345-67-89", "yotov@прим", "xn--e1af"):
        found = (await signed_in.get(URL, params={"q": query})).json()["items"]
        assert [row["id"] for row in found] == [str(anna.contact_id)], query
    for query in ("%", "йот_", "йот иванов"):
        assert (await signed_in.get(URL, params={"q": query})).json()["items"] == [], query


async def test_a_search_never_shows_another_company_s_people(
    program: Program, second_workspace: Company, signed_in: Client
) -> None:
    theirs = await create_contact(program, second_workspace, name="Чужой человек")
    assert (await signed_in.get(URL, params={"q": "чужой"})).json()["items"] == []
    for path in ("", "/timeline", "/merges", "/avatar"):
        answer = await signed_in.get(f"{URL}/{theirs.contact_id}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "contacts.not_found")


async def test_a_card_shows_the_person_and_takes_changes(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    anna = await create_contact(program, workspace, name="Анна", address="42", username="anna")
    url = f"{URL}/{anna.contact_id}"
    changed = await signed_in.patch(url, json={"notes": "любит лён", "attributes": {"город": "Тверь"}, "locale": "ru"})
    assert changed.status_code == 200
    card = (await signed_in.get(url)).json()
    assert card == changed.json()
    assert (card["name"], card["notes"], card["locale"]) == ("Анна", "любит лён", "ru")
    assert card["attributes"] == {"город": "Тверь"}
    assert card["identities"][0] | {"id": "", "last_seen_at": ""} == {
        "id": "",
        "channel_id": None,
        "address_kind": "telegram",
        "address": "42",
        "name": "Анна",
        "username": "anna",
        "verified": True,
        "claimed": False,
        "reachable": True,
        "unreachable_code": "",
        "last_seen_at": "",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "я" * 201},
        {"notes": "я" * 10_001},
        {"locale": "<script>"},
        {"attributes": {"": 1}},
        {"attributes": {"я" * 65: 1}},
        {"attributes": {"a": "я" * 2_001}},
        {"attributes": {"a": {"b": 1}}},
        {"attributes": {f"a{number}": 1 for number in range(101)}},
        {"attributes": {"a": 2**53 + 1}},
        {"name": "\0"},
        {"attributes": {"a": "\0"}},
        {"locale": "ru\n"},
        {"unknown": 1},
        {"name": None},
    ],
)
async def test_a_change_out_of_bounds_is_refused_and_nothing_is_stored(
    program: Program, workspace: Company, signed_in: Client, changes: dict[str, object]
) -> None:
    anna = await create_contact(program, workspace, name="Анна")
    answer = await signed_in.patch(f"{URL}/{anna.contact_id}", json=changes | {"notes": changes.get("notes", "нет")})
    assert (answer.status_code, answer.json()["code"]) == (400, "request.invalid")
    card = (await signed_in.get(f"{URL}/{anna.contact_id}")).json()
    assert (card["name"], card["notes"], card["attributes"]) == ("Анна", "", {})


async def test_markup_and_sql_in_a_field_are_only_text(program: Program, workspace: Company, signed_in: Client) -> None:
    anna = await create_contact(program, workspace)
    text = "<b>'; DROP TABLE contacts; --</b> %_\\"
    await signed_in.patch(f"{URL}/{anna.contact_id}", json={"name": text})
    assert (await signed_in.get(f"{URL}/{anna.contact_id}")).json()["name"] == text
    found = (await signed_in.get(URL, params={"q": text})).json()["items"]
    assert [row["id"] for row in found] == [str(anna.contact_id)]


async def test_people_are_joined_and_parted(program: Program, workspace: Company, signed_in: Client) -> None:
    kept = await create_contact(program, workspace, name="Анна")
    other = await create_contact(program, workspace, name="А. Ким")
    url = f"{URL}/{kept.contact_id}/merges"
    made = await signed_in.post(url, json={"other_id": str(other.contact_id)})
    assert made.status_code == 201
    assert made.json() | {"at": ""} == {
        "id": made.json()["id"],
        "kept_id": str(kept.contact_id),
        "other_id": str(other.contact_id),
        "reason": "by_hand",
        "at": "",
    }
    assert (await signed_in.get(url)).json()["items"] == [made.json()]
    again = await signed_in.post(url, json={"other_id": str(other.contact_id)})
    assert (again.status_code, again.json()["code"]) == (409, "contacts.merged_already")
    assert (await signed_in.delete(f"{url}/{made.json()['id']}")).status_code == 204
    assert (await signed_in.get(f"{URL}/{other.contact_id}")).json()["merged_into"] is None
    undone = await signed_in.delete(f"{url}/{made.json()['id']}")
    assert (undone.status_code, undone.json()["code"]) == (409, "contacts.merge_undone")


async def test_a_merge_is_undone_only_under_its_own_person(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    kept, other, stranger = [await create_contact(program, workspace) for _ in range(3)]
    merge_id = await join(program, workspace, keep_id=kept.contact_id, other_id=other.contact_id)
    answer = await signed_in.delete(f"{URL}/{stranger.contact_id}/merges/{merge_id}")
    assert (answer.status_code, answer.json()["code"]) == (404, "contacts.merge_not_found")


async def test_the_timeline_is_read_page_by_page(program: Program, workspace: Company, signed_in: Client) -> None:
    person = await create_contact(program, workspace)
    for number in range(3):
        await signed_in.patch(f"{URL}/{person.contact_id}", json={"notes": f"№ {number}"})
    first = (await signed_in.get(f"{URL}/{person.contact_id}/timeline", params={"limit": 3})).json()
    rest = (await signed_in.get(f"{URL}/{person.contact_id}/timeline", params={"cursor": first["next_cursor"]})).json()
    kinds = [entry["kind"] for entry in first["items"] + rest["items"]]
    assert kinds == ["contacts.contact_changed"] * 3 + ["contacts.contact_created"]
    assert first["items"][0]["data"]["fields"] == ["notes"]
    assert first["items"][0]["actor_kind"] == "operator"


async def test_a_picture_is_served_by_its_own_link(program: Program, workspace: Company, signed_in: Client) -> None:
    person = await create_contact(program, workspace)
    missing = await signed_in.get(f"{URL}/{person.contact_id}/avatar")
    assert (missing.status_code, missing.json()["code"]) == (404, "contacts.avatar_missing")
    async with unit_of_work(program, workspace) as ctx:
        key = await keeping.keep(ctx, PNG)
        await contacts.set_avatar(ctx, contact_id=person.contact_id, key=key)
    link = (await signed_in.get(f"{URL}/{person.contact_id}")).json()["avatar_url"]
    picture = await signed_in.get(link)
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")


async def test_a_longer_list_asks_the_database_no_more(program: Program, workspace: Company, signed_in: Client) -> None:
    await create_contact(program, workspace)
    with counted_statements(program) as for_one:
        await signed_in.get(URL)
    for _ in range(12):
        await create_contact(program, workspace)
    with counted_statements(program) as for_many:
        await signed_in.get(URL)
    assert len(for_many) == len(for_one)


async def test_who_may_only_read_changes_nothing(program: Program, workspace: Company, sign_in_as: SignInAs) -> None:
    person = await create_contact(program, workspace)
    viewer = await sign_in_as("viewer")
    assert (await viewer.get(URL)).status_code == 200
    refused = await viewer.patch(f"{URL}/{person.contact_id}", json={"name": "Я"})
    assert (refused.status_code, refused.json()["code"]) == (403, "auth.forbidden")


@pytest.mark.parametrize(
    "params",
    [{"cursor": "x"}, {"cursor": "WyJhIiwiYiJd"}, {"limit": 0}, {"limit": 201}, {"q": "я" * 201}],
)
async def test_a_bad_cursor_or_limit_is_refused(signed_in: Client, params: dict[str, str | int]) -> None:
    assert (await signed_in.get(URL, params=params)).status_code == 400


async def test_an_unknown_contact_is_not_found(signed_in: Client) -> None:
    answer = await signed_in.get(f"{URL}/{new_id()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "contacts.not_found")
