"""A price that falls and a good that is there again reach those who looked at it, once, and nobody else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text
from tests.factories import Company, unit_of_work
from tests.factories_contacts import create_contact
from tests.factories_goods import away_for, did, fact, offer, put, site, yml
from tests.factories_journeys import PURPOSE, Shop, shop

from otklik.domains.goods import rules
from otklik.domains.goods.schemas import FeedIn
from otklik.domains.goods.service import feeding, news
from otklik.domains.journeys import recipes
from otklik.domains.journeys.documents import Send
from otklik.program import Program

TEA: dict[str, Any] = {"product": "tea-1", "title": "Чай", "url": "https://shop.example/tea-1", "price_minor": 100_000}
DAY = timedelta(days=1)


async def person(program: Program, company: Company, name: str = "Анна") -> UUID:
    return (await create_contact(program, company, name=name)).contact_id


async def told(program: Program, company: Company) -> list[tuple[UUID, str, dict[str, Any]]]:
    """Events that people got, once the news were told."""
    await program.jobs.work(wait=False)
    async with unit_of_work(program, company) as ctx:
        rows = await ctx.session.execute(
            text("SELECT contact_id, name, properties FROM facts WHERE source = 'goods' ORDER BY id")
        )
        return [(row[0], row[1], row[2]) for row in rows]


async def cheaper(program: Program, company: Company) -> None:
    await put(program, company, {**TEA, "price_minor": 79_050})


@pytest.fixture
async def catalogue(program: Program, workspace: Company) -> Company:
    await put(program, workspace, TEA)
    return workspace


async def test_a_fallen_price_is_told_to_who_looked_with_what_a_letter_needs(
    program: Program, catalogue: Company
) -> None:
    anna, _ = await person(program, catalogue), await person(program, catalogue, "Борис")
    await did(program, catalogue, fact(anna, product="tea-1"))
    await cheaper(program, catalogue)
    [(whose, name, properties)] = await told(program, catalogue)
    assert (whose, name) == (anna, "price_dropped")
    assert properties == {
        "product": "tea-1",
        "title": "Чай",
        "url": "https://shop.example/tea-1",
        "price": 790.5,
        "old_price": 1000,
        "currency": "RUB",
    }


async def test_who_bought_since_or_looked_long_ago_is_left_in_peace_and_who_looked_again_is_not(
    program: Program, catalogue: Company
) -> None:
    bought, old, again, carted = [await person(program, catalogue, name) for name in ("А", "Б", "В", "Г")]
    await did(
        program,
        catalogue,
        fact(bought, ago=3 * DAY, product="tea-1"),
        fact(bought, "purchase", ago=2 * DAY, lines=["tea-1"]),
        fact(old, ago=31 * DAY, product="tea-1"),
        fact(again, "purchase", ago=9 * DAY, lines=["tea-1"]),
        fact(again, ago=2 * DAY, product="tea-1"),
        fact(carted, "cart_updated", ago=2 * DAY, items=[{"product": "tea-1"}]),
    )
    await cheaper(program, catalogue)
    assert {whose for whose, _, _ in await told(program, catalogue)} == {again, carted}


async def test_one_change_is_one_event_however_often_it_is_said(program: Program, catalogue: Company) -> None:
    anna = await person(program, catalogue)
    await did(program, catalogue, fact(anna, product="tea-1"))
    for _ in range(2):
        await cheaper(program, catalogue)
        assert len(await told(program, catalogue)) == 1
    await put(program, catalogue, TEA)
    await cheaper(program, catalogue)
    assert len(await told(program, catalogue)) == 2


async def test_a_good_that_is_there_again_is_told_alone_though_it_is_cheaper_too(
    program: Program, catalogue: Company
) -> None:
    anna = await person(program, catalogue)
    await did(program, catalogue, fact(anna, product="tea-1"))
    await put(program, catalogue, {**TEA, "stock": 0})
    assert await told(program, catalogue) == []
    await away_for(program, catalogue, DAY)
    await put(program, catalogue, {**TEA, "stock": 5, "price_minor": 50_000})
    assert [name for _, name, _ in await told(program, catalogue)] == ["back_in_stock"]


async def test_what_a_feed_lost_by_mistake_and_has_again_is_no_news(program: Program, catalogue: Company) -> None:
    anna = await person(program, catalogue)
    async with site() as server:
        whole = yml([offer("a"), offer("b"), offer("c")])
        for body in (whole, yml([offer("a"), offer("b")]), whole):
            server.body = body
            async with unit_of_work(program, catalogue) as ctx:
                if body is whole and not server.asked:
                    await feeding.save(ctx, FeedIn(url=server.url, revision=0))
                else:
                    await feeding.start(ctx)
            assert await told(program, catalogue) == []
            await did(program, catalogue, fact(anna, product="c"))
            await away_for(program, catalogue, rules.AWAY_LEAST - timedelta(minutes=1))


async def test_a_good_that_flickers_is_cheaper_when_it_is(program: Program, catalogue: Company) -> None:
    anna = await person(program, catalogue)
    await did(program, catalogue, fact(anna, product="tea-1"))
    await put(program, catalogue, {**TEA, "stock": 0})
    await put(program, catalogue, {**TEA, "stock": 0, "title": "Чай чёрный"})  # said again, it is not away since then
    await away_for(program, catalogue, timedelta(hours=1))
    await put(program, catalogue, {**TEA, "price_minor": 50_000})
    assert [name for _, name, _ in await told(program, catalogue)] == ["price_dropped"]


async def test_more_people_than_a_block_are_told_each_once_up_to_the_limit(
    program: Program, catalogue: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "BLOCK", 2)
    monkeypatch.setattr(news, "PEOPLE_MAX", 5)
    people = [await person(program, catalogue, str(number)) for number in range(7)]
    await did(program, catalogue, *(fact(one, product="tea-1") for one in people))
    await cheaper(program, catalogue)
    assert [whose for whose, _, _ in await told(program, catalogue)] == sorted(people)[:5]


async def test_a_sale_of_everything_tells_of_a_bounded_number_of_goods(
    program: Program, catalogue: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "WAITING_MAX", 2)
    anna = await person(program, catalogue)
    names = [f"p{number}" for number in range(4)]
    await put(program, catalogue, *({"product": one, "price_minor": 100} for one in names))
    await did(program, catalogue, fact(anna, items=names))
    await put(program, catalogue, *({"product": one, "price_minor": 50} for one in names))
    assert len(await told(program, catalogue)) == 2


async def with_recipe(program: Program, company: Company, code: str) -> tuple[Shop, UUID]:
    """The recipe as a marketer begins it: a channel and a letter are chosen, nothing else."""
    ready = await shop(program, company)
    graph = recipes.graph(code, "ru")
    nodes = tuple(
        msgspec.structs.replace(node, ways=(ready.first,), purpose=PURPOSE) if isinstance(node, Send) else node
        for node in graph.nodes
    )
    return ready, await ready.journey(msgspec.structs.replace(graph, nodes=nodes))


async def test_a_feed_with_a_lower_price_writes_by_the_recipe_to_who_looked_and_not_to_who_bought(
    program: Program, workspace: Company
) -> None:
    ready, journey = await with_recipe(program, workspace, "price_drop")
    async with site() as server:
        server.body = yml([offer("tea-1", price="1000"), offer("tea-2")])
        async with unit_of_work(program, workspace) as ctx:
            await feeding.save(ctx, FeedIn(url=server.url, revision=0))
        await program.jobs.work(wait=False)
        looked, bought, stranger = [await ready.person(name) for name in ("Анна", "Борис", "Вера")]
        await ready.did(looked, "product_viewed", product="tea-1")
        await ready.did(stranger, "product_viewed", product="tea-2")
        await ready.did(bought, "product_viewed", product="tea-1")
        await did(program, workspace, fact(bought, "purchase", lines=["tea-1"]))
        server.body = yml([offer("tea-1", price="900"), offer("tea-2")])
        async with unit_of_work(program, workspace) as ctx:
            await feeding.start(ctx)
        await program.jobs.work(wait=False)
    await program.jobs.work(wait=False)  # the news that the load left behind
    await ready.move(journey)
    assert [(step, whose) for step, whose, *_ in await ready.messages(journey)] == [("tell.0", looked)]


async def test_a_good_that_is_in_the_feed_again_begins_the_recipe(program: Program, workspace: Company) -> None:
    ready, journey = await with_recipe(program, workspace, "back_in_stock")
    anna = await ready.person()
    await put(program, workspace, {**TEA, "available": False})
    await ready.did(anna, "product_viewed", product="tea-1")
    await away_for(program, workspace, DAY)
    await put(program, workspace, TEA)
    await program.jobs.work(wait=False)
    await ready.move(journey)
    assert [(step, whose) for step, whose, *_ in await ready.messages(journey)] == [("tell.0", anna)]
