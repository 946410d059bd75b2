"""Segments at their edges: the ends of the calendar, long lists, people who are one, chains, two at once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests import factories_contacts
from tests.api.segments.test_segments import IN_TVER, URL, made
from tests.client import Client
from tests.factories import Company, unit_of_work

from otklik.domains.activity.schemas import FactIn, PersonRef
from otklik.domains.activity.service import recording
from otklik.domains.contacts.service import enrolling
from otklik.domains.segments.schemas import NewSegment
from otklik.domains.segments.service import editing
from otklik.platform.ids import new_id
from otklik.program import Program

MANY = 12_000
"""More than a statement has parameters for, six of them each."""

SEGMENTS = 330


def asks(segment_id: str) -> dict[str, Any]:
    return {"type": "segment", "segment_id": segment_id}


async def chain(client: Client, *, length: int, end: dict[str, Any]) -> list[str]:
    """Segments of which each asks for the one before; the first by a rule of its own."""
    found: list[str] = []
    for place in range(length):
        rule = asks(found[-1]) if found else end
        found.append((await made(client, name=f"Звено {place}", rule=rule))["id"])
    return found


async def rewritten(client: Client, segment_id: str, rule: dict[str, Any]) -> Any:
    revision = (await client.get(f"{URL}/{segment_id}")).json()["revision"]
    return (await client.patch(f"{URL}/{segment_id}", json={"revision": revision, "rule": rule})).json()


@pytest.mark.parametrize(
    ("window", "count"),
    [
        ({"since": "0001-01-01"}, 1),
        ({"until": "9999-12-31"}, 1),
        ({"since": "9999-12-31"}, 0),
        ({"until": "0001-01-01"}, 0),
        ({"since": "0001-01-01", "until": "9999-12-31"}, 1),
    ],
)
async def test_a_window_may_reach_to_the_ends_of_the_calendar(
    program: Program, workspace: Company, signed_in: Client, window: dict[str, str], count: int
) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await recording.record(ctx, [FactIn(name="x", person=PersonRef(external_id="1"))])
    rule = {"type": "event", "name": "x", "window": {"type": "between", **window}}
    reply = await signed_in.post(f"{URL}/counts", json={"rule": rule})
    assert (reply.status_code, reply.json().get("count")) == (200, count), reply.text


async def test_a_list_takes_many_thousand_pasted_addresses(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    cards = [
        enrolling.NewCard(id=new_id(), addresses=((enrolling.EMAIL, f"a{one}@{workspace.slug}.example"),))
        for one in range(MANY)
    ]
    async with unit_of_work(program, workspace) as ctx:
        await enrolling.enrol(ctx, cards, tell=False)
    segment = await made(signed_in, kind="list", name="База")
    pasted = "\n".join(card.addresses[0][1] for card in cards)
    reply = await signed_in.post(f"{URL}/{segment['id']}/people", json={"addresses": pasted})
    assert (reply.status_code, reply.json().get("added")) == (200, MANY), reply.text
    too_many = ",".join(map(str, range(60_000)))
    refused = await signed_in.post(f"{URL}/{segment['id']}/people", json={"addresses": too_many})
    assert (refused.status_code, refused.json()["code"]) == (400, "segments.addresses_too_many")


async def card_pages(client: Client, contact_id: str) -> AsyncIterator[Any]:
    cursor = ""
    while cursor is not None:
        query = {"cursor": cursor} if cursor else {}
        page = (await client.get(f"/api/v1/contacts/{contact_id}/segments", params=query)).json()
        yield page
        cursor = page["next_cursor"]


async def test_a_card_tells_every_segment_its_person_is_in(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    person = await factories_contacts.create_contact(program, workspace, name="Яна")
    named = {"type": "name", "op": "is", "values": ["яна"]}
    async with unit_of_work(program, workspace) as ctx:
        for number in range(SEGMENTS):
            rule = named if number % 2 == 0 else {"type": "not", "of": named}
            await editing.create(ctx, NewSegment(name=f"Сегмент {number // 5:04d}", code=f"s{number}", rule=rule))
        archived = await editing.create(ctx, NewSegment(name="Сегмент в архиве"))
    await signed_in.put(f"{URL}/{archived.id}/archive")
    told = [page async for page in card_pages(signed_in, str(person.contact_id))]
    codes = [one["code"] for page in told for one in page["items"]]
    assert codes == [f"s{number}" for number in range(SEGMENTS) if number % 2 == 0]
    assert [page["left"] for page in told] == [230, 130, 30, 0]


async def test_who_was_on_a_list_twice_and_is_one_now_is_counted_once(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    people = [await factories_contacts.create_contact(program, workspace) for _ in range(3)]
    ids = [str(one.contact_id) for one in people]
    segment = await made(signed_in, kind="list", name="Гости")
    await signed_in.post(f"{URL}/{segment['id']}/people", json={"contact_ids": ids[:2]})
    await factories_contacts.join(program, workspace, keep_id=people[0].contact_id, other_id=people[1].contact_id)
    await signed_in.post(f"{URL}/{segment['id']}/people", json={"contact_ids": ids[2:]})
    shown = (await signed_in.get(f"{URL}/{segment['id']}")).json()["size"]
    members = (await signed_in.get(f"{URL}/{segment['id']}/members")).json()["items"]
    assert (shown, len(members)) == (2, 2)


async def test_a_segment_in_the_middle_does_not_make_those_above_it_too_deep_to_be_right(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    await factories_contacts.create_contact(program, workspace)
    below = await chain(signed_in, length=4, end={"type": "all", "of": []})
    above = await chain(signed_in, length=4, end=IN_TVER)
    refused = await rewritten(signed_in, above[0], asks(below[-1]))
    assert refused["code"] == "segments.cycle"
    sizes = [(await signed_in.post(f"{URL}/{one}/size")).json()["size"] for one in (*below, *above)]
    assert sizes == [1, 1, 1, 1, 0, 0, 0, 0]


async def test_what_was_put_away_comes_back_only_where_it_is_not_too_deep(signed_in: Client) -> None:
    below = await chain(signed_in, length=4, end=IN_TVER)
    above = await chain(signed_in, length=4, end=IN_TVER)
    for one in reversed(above[1:]):
        assert (await signed_in.put(f"{URL}/{one}/archive")).status_code == 200
    assert (await rewritten(signed_in, above[0], asks(below[-1])))["rule"] == asks(below[-1])
    replies = [await signed_in.delete(f"{URL}/{one}/archive") for one in above[1:]]
    assert "segments.cycle" in [one.json().get("code") for one in replies]


async def test_two_who_write_rules_at_once_make_no_ring(
    program: Program, workspace: Company, signed_in: Client
) -> None:
    person = await factories_contacts.create_contact(program, workspace)
    for _ in range(5):
        one = await made(signed_in, name="Один", rule=IN_TVER)
        two = await made(signed_in, name="Два", rule=IN_TVER)
        await asyncio.gather(
            rewritten(signed_in, one["id"], asks(two["id"])), rewritten(signed_in, two["id"], asks(one["id"]))
        )
        named = [(await signed_in.get(f"{URL}/{each['id']}")).json()["rule"]["type"] for each in (one, two)]
        assert sorted(named) == ["attribute_text", "segment"]
    shown = await signed_in.get(f"/api/v1/contacts/{person.contact_id}/segments")
    assert shown.status_code == 200
