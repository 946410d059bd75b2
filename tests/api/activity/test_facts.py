"""A shop sends what its customers do: each event is kept once, is the right person's, and is counted at once."""

from typing import Any
from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy import text
from tests.api.activity.conftest import Json, token
from tests.client import Client, Reply
from tests.counting import counted_statements
from tests.factories import Company, signed_in_client, unit_of_work

from otklik.domains.activity.models import Fact
from otklik.domains.activity.queries import writing
from otklik.platform.db import Database, scoped
from otklik.platform.ids import new_id
from otklik.program import Program

AT = "2026-03-01T10:00:00Z"
FACTS_READ = "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'facts'"
ANNA = {"email": "anna@client.example"}


def bought(key: str | None = None, *, person: Json | None = None, **more: Any) -> Json:
    lines = [
        {"product": "A-1", "title": "Кофе в зёрнах", "category": "Кофе", "quantity": 2, "price_minor": 79_900},
        {"product": "B-7", "title": "Фильтры", "price_minor": 15_000},
    ]
    fact: Json = {"name": "purchase", "person": person or ANNA, "at": AT, "lines": lines, **more}
    return fact | ({"key": key} if key else {})


async def send(shop: Client, **fact: Any) -> Reply:
    return await shop.post("/api/v1/facts", json=fact)


async def sent(shop: Client, *facts: Json) -> Json:
    reply = await shop.post("/api/v1/facts/bulk", json={"facts": list(facts)})
    assert reply.status_code == 200, reply.text
    return dict(reply.json())


async def person(shop: Client, query: str = "anna@client.example") -> str:
    people = (await shop.get("/api/v1/contacts", params={"q": query})).json()["items"]
    assert len(people) == 1, people
    return str(people[0]["id"])


async def activity(shop: Client, contact_id: str) -> Json:
    return dict((await shop.get(f"/api/v1/contacts/{contact_id}/activity")).json())


async def totals(shop: Client, contact_id: str) -> dict[str, tuple[int, int]]:
    found = (await activity(shop, contact_id))["totals"]
    return {one["name"]: (one["count"], one["sum_minor"]) for one in found}


async def facts(shop: Client, contact_id: str, query: str = "") -> list[Json]:
    return list((await shop.get(f"/api/v1/contacts/{contact_id}/facts?{query}")).json()["items"])


async def test_a_purchase_with_its_lines_is_on_the_card_and_in_its_sums(shop: Client) -> None:
    reply = await send(shop, **bought("order-1"))
    assert (reply.status_code, reply.json()) == (201, {"repeated": False})
    contact = await person(shop)
    shown = (await facts(shop, contact))[0]
    assert (shown["name"], shown["amount_minor"], shown["currency"]) == ("purchase", 174_800, "RUB")
    assert [(line["product"], line["quantity"]) for line in shown["lines"]] == [("A-1", 2), ("B-7", 1)]
    assert await totals(shop, contact) == {"purchase": (1, 174_800)}


async def test_a_repeat_is_the_same_event_whenever_it_comes(shop: Client) -> None:
    await send(shop, **bought("order-1"))
    again = await send(shop, **bought("order-1"))
    assert (again.status_code, again.json()) == (200, {"repeated": True})
    both = await sent(shop, bought("order-1"), bought("order-2"), bought("order-2"))
    assert (both["accepted"], both["repeated"], both["refused"]) == (1, 2, [])
    assert await totals(shop, await person(shop)) == {"purchase": (2, 349_600)}


async def test_each_row_of_many_is_judged_alone(shop: Client) -> None:
    told = await sent(
        shop,
        {"name": "signed_up", "person": ANNA},
        {"name": "", "person": ANNA},
        {"name": "x", "person": {}},
        {"name": "x", "person": {"contact_id": str(new_id())}},
        {"name": "x", "person": {"phone": "not a phone"}},
        {"name": "x", "person": ANNA, "at": "2100-01-01T00:00:00Z"},
        {"name": "x", "person": ANNA, "properties": {"a": {"b": {"c": {"d": {"e": 1}}}}}},
        {"name": "x", "person": ANNA, "properties": {str(one): 1 for one in range(101)}},
        {"name": "x", "person": ANNA, "properties": {"long": "x" * 9_000}},
        {"name": "x\0", "person": ANNA},
        {"name": "x", "person": ANNA, "unknown": 1},
        {"name": "x", "person": ANNA, "currency": "RUB"},
    )
    assert told["accepted"] == 1
    assert [(one["index"], one["code"]) for one in told["refused"]] == [
        (1, "activity.fact_invalid"),
        (2, "activity.person_missing"),
        (3, "activity.person_unknown"),
        (4, "activity.address_unreadable"),
        (5, "activity.fact_in_future"),
        (6, "activity.properties_too_large"),
        (7, "activity.properties_too_large"),
        (8, "activity.properties_too_large"),
        (9, "activity.fact_invalid"),
        (10, "activity.fact_invalid"),
        (11, "activity.fact_invalid"),
    ]
    assert await totals(shop, await person(shop)) == {"signed_up": (1, 0)}


async def test_who_is_not_known_gets_one_card_with_all_that_was_told(shop: Client) -> None:
    whole = {"external_id": "crm-7", "email": "Anna@Client.example", "phone": "8 (912) 345-67-89"}
    await sent(shop, {"name": "a", "person": whole}, {"name": "b", "person": {"phone": "+79123456789"}})
    await send(shop, name="c", person={"external_id": "crm-7"})
    contact = await person(shop)
    card = (await shop.get(f"/api/v1/contacts/{contact}")).json()
    assert {one["address"] for one in card["identities"]} == {"crm-7", "anna@client.example", "+79123456789"}
    assert set(await totals(shop, contact)) == {"a", "b", "c"}


async def test_joined_people_share_what_they_did_and_get_it_back_when_parted(shop: Client) -> None:
    await sent(shop, bought("1"), bought("2", person={"external_id": "crm-9"}), bought("3"))
    anna, other = await person(shop), await person(shop, "crm-9")
    merge = (await shop.post(f"/api/v1/contacts/{anna}/merges", json={"other_id": other})).json()
    assert await totals(shop, anna) == await totals(shop, other) == {"purchase": (3, 524_400)}
    await send(shop, **bought("4", person={"external_id": "crm-9"}))
    assert (await totals(shop, anna))["purchase"][0] == 4
    assert len(await facts(shop, anna)) == 4
    await shop.delete(f"/api/v1/contacts/{anna}/merges/{merge['id']}")
    assert ((await totals(shop, anna))["purchase"][0], (await totals(shop, other))["purchase"][0]) == (2, 2)


async def test_a_long_history_is_read_page_by_page(shop: Client) -> None:
    await sent(shop, *({"name": "viewed", "person": ANNA, "at": AT, "key": str(one)} for one in range(5)))
    await sent(shop, bought("order"))
    contact = await person(shop)
    seen, cursor = [], ""
    while cursor is not None:
        page = (await shop.get(f"/api/v1/contacts/{contact}/facts?limit=2&name=viewed&cursor={cursor}")).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == len(set(seen)) == 5


async def test_only_a_token_with_the_scope_may_send(app: Litestar, signed_in: Client, client: Client) -> None:
    fact = {"name": "x", "person": ANNA}
    assert (await client.post("/api/v1/facts", json=fact)).status_code == 401
    assert (await signed_in.post("/api/v1/facts", json=fact)).status_code == 401, "a browser's cookie is no token"
    async with Client(app) as weak:
        weak.headers["authorization"] = f"Bearer {await token(signed_in, 'activity.read')}"
        refused = await weak.post("/api/v1/facts", json=fact)
        assert (refused.status_code, refused.json()["code"]) == (403, "auth.forbidden")
        assert (await weak.get("/api/v1/facts")).status_code == 404


async def test_a_stranger_s_contact_is_unknown_and_nothing_is_written(
    app: Litestar, program: Program, shop: Client, second_workspace: Company
) -> None:
    await send(shop, name="x", person=ANNA)
    mine = await person(shop)
    async with await signed_in_client(app, program, second_workspace, second_workspace.owner) as theirs:
        secret = await token(theirs, "activity.ingest")
        assert (await theirs.get(f"/api/v1/contacts/{mine}/facts")).status_code == 404
    async with Client(app) as stranger:
        stranger.headers["authorization"] = f"Bearer {secret}"
        reply = await stranger.post("/api/v1/facts", json={"name": "x", "person": {"contact_id": mine}})
        assert (reply.status_code, reply.json()["code"]) == (404, "activity.person_unknown")
    async with unit_of_work(program, second_workspace) as ctx:
        assert list(await ctx.session.scalars(scoped(ctx, Fact))) == []


async def test_a_company_that_is_deleted_takes_what_its_people_did_with_it(
    app: Litestar, program: Program, second_workspace: Company
) -> None:
    async with await signed_in_client(app, program, second_workspace, second_workspace.owner) as theirs:
        secret = await token(theirs, "activity.ingest")
    async with Client(app) as system:
        system.headers["authorization"] = f"Bearer {secret}"
        assert (await system.post("/api/v1/facts", json=bought("order-1"))).status_code == 201
    async with unit_of_work(program, second_workspace) as ctx:
        await ctx.session.execute(text("DELETE FROM workspaces WHERE id = :id"), {"id": ctx.workspace_id})
    async with program.parts.get(Database).system() as session:
        for table in ("facts", "purchase_lines", "fact_totals"):
            theirs_left = text(f"SELECT count(*) FROM {table} WHERE workspace_id = :id")
            assert await session.scalar(theirs_left, {"id": second_workspace.id}) == 0, table


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "activity.fact_invalid"),
        (b'{"facts": [' + b",".join([b"{}"] * 1_001) + b"]}", 400, "activity.facts_too_many"),
        (b" " * (8 * 1024 * 1024 + 1), 413, "request.too_large"),
        (b"\xff", 400, "activity.fact_invalid"),
    ],
)
async def test_what_cannot_be_read_or_is_too_much_is_refused(shop: Client, body: bytes, status: int, code: str) -> None:
    reply = await shop.post("/api/v1/facts/bulk", content=body)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


async def test_a_thousand_cost_as_many_statements_as_ten(program: Program, shop: Client) -> None:
    few = [{"name": "viewed", "person": {"external_id": f"few-{one}"}} for one in range(10)]
    many = [{"name": "viewed", "person": {"external_id": f"many-{one}"}} for one in range(1_000)]
    await sent(shop, {"name": "warm", "person": ANNA})
    with counted_statements(program) as for_few:
        await sent(shop, *few)
    with counted_statements(program) as for_many:
        await sent(shop, *many)
    assert len(for_many) <= len(for_few) + 2


async def test_counting_one_person_anew_reads_only_what_they_did(
    program: Program, shop: Client, workspace: Company
) -> None:
    others = [bought(f"o-{n}", person={"email": f"o{n % 50}@client.example"}) for n in range(500)]
    await sent(shop, *others)
    await send(shop, **bought("one"))
    root = UUID(await person(shop))
    async with unit_of_work(program, workspace) as ctx:
        before = await ctx.session.scalar(text(FACTS_READ))
        await writing.recount(ctx, [root])
        assert await ctx.session.scalar(text(FACTS_READ)) - before == 1
    assert await totals(shop, str(root)) == {"purchase": (1, 174_800)}
