"""Goods chosen for each of a block: what they looked at, what is like it, what people of their circle buy."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from tests import factories_campaigns as toys
from tests.counting import counted_statements, rows_read
from tests.factories import Company, unit_of_work
from tests.factories_goods import did, fact, put

from otklik.domains.goods.schemas import CirclesIn
from otklik.domains.goods.service import circles
from otklik.domains.goods.service.choosing import PersonalGoods
from otklik.domains.segments import service as segments
from otklik.domains.segments.schemas import SegmentPeopleIn
from otklik.domains.segments.service import peopling
from otklik.domains.templates.documents import TemplateBody, Wording
from otklik.domains.templates.language.variables import GOODS
from otklik.domains.templates.schemas import TemplateAsked
from otklik.domains.templates.service import previewing
from otklik.domains.templates.service.goods import Good
from otklik.program import Program

DAY = timedelta(days=1)
TEAS, CUPS = ("ul", "da", "pu"), ("cup", "pot", "lid")


@pytest.fixture
async def catalogue(program: Program, workspace: Company) -> Company:
    await put(
        program,
        workspace,
        *({"product": one, "category": "Чай", "price_minor": 100_000} for one in TEAS),
        *({"product": one, "category": "Посуда"} for one in CUPS),
    )
    return workspace


async def chosen(program: Program, company: Company, people: Sequence[UUID], *names: str) -> list[dict[str, list[str]]]:
    """Products of each list, of everybody in their order."""
    async with unit_of_work(program, company) as ctx:
        found = await PersonalGoods().lists(ctx, contact_ids=people, names=frozenset(names))
    return [{name: [one.product for one in found[who][name]] for name in names} for who in people]


async def counted(program: Program, company: Company) -> None:
    async with unit_of_work(program, company) as ctx:
        await circles.count(ctx)


async def listed(program: Program, company: Company, name: str, people: Collection[UUID]) -> UUID:
    async with unit_of_work(program, company) as ctx:
        made = await segments.create(ctx, segments.NewSegment(name=name, kind="list"))
        await peopling.put_on(ctx, made.id, SegmentPeopleIn(contact_ids=tuple(people)))
    return made.id


async def told_apart(program: Program, company: Company, *segment_ids: UUID) -> None:
    """As the company chooses it; counted."""
    async with unit_of_work(program, company) as ctx:
        await circles.choose(ctx, CirclesIn(segment_ids=segment_ids))
    await program.jobs.work(wait=False)


async def bought(program: Program, company: Company, people: Collection[UUID], *products: str) -> None:
    facts = [fact(who, "purchase", ago=5 * DAY, lines=products) for who in people]
    await did(program, company, *facts)


async def test_each_sees_what_they_looked_at_lately_can_be_bought_and_was_not(
    program: Program, catalogue: Company
) -> None:
    anna, boris, vera = await toys.people(program, catalogue, 3)
    await did(
        program,
        catalogue,
        fact(anna, ago=3 * DAY, product="ul"),
        fact(anna, ago=2 * DAY, product="da"),
        fact(anna, ago=4 * DAY, product="pu"),
        fact(anna, "purchase", ago=1 * DAY, lines=["pu"]),
        fact(anna, ago=40 * DAY, product="cup"),
        fact(boris, ago=2 * DAY, product="ul"),
        fact(boris, "cart_updated", ago=1 * DAY, items=[{"product": "pot"}]),
    )
    lists = ("goods_viewed", "goods_in_cart")
    first, second, third = await chosen(program, catalogue, [anna, boris, vera], *lists)
    assert first == {"goods_viewed": ["da", "ul"], "goods_in_cart": []}
    assert second == {"goods_viewed": ["ul"], "goods_in_cart": ["pot"]}
    assert third == {"goods_viewed": [], "goods_in_cart": []}
    await put(program, catalogue, {"product": "ul", "category": "Чай", "stock": 0})
    first, second, _ = await chosen(program, catalogue, [anna, boris, vera], *lists)
    assert (first["goods_viewed"], second["goods_viewed"]) == (["da"], [])


async def test_a_good_is_shown_as_the_shop_says_it(program: Program, catalogue: Company) -> None:
    (anna,) = await toys.people(program, catalogue, 1)
    shop = "https://shop.example/"
    said = {"url": f"{shop}ul", "image_url": f"{shop}ul.png", "old_price_minor": 150_000, "currency": "RUB", "stock": 2}
    await put(program, catalogue, {"product": "ul", "title": "Улун", "category": "Чай", "price_minor": 99_000, **said})
    await did(program, catalogue, fact(anna, product="ul"))
    async with unit_of_work(program, catalogue) as ctx:
        found = await PersonalGoods().lists(ctx, contact_ids=[anna], names=frozenset({"goods_viewed"}))
    assert found[anna]["goods_viewed"] == [
        Good(product="ul", title="Улун", category="Чай", price_minor=99_000, **said)  # type: ignore[arg-type]  # mixed
    ]


async def test_a_letter_asks_for_them_by_name_and_says_nothing_of_lists_that_are_empty(
    program: Program, catalogue: Company
) -> None:
    anna, boris = await toys.people(program, catalogue, 2)
    await did(program, catalogue, fact(anna, product="ul"))
    said = "{% for one in goods_viewed %}{{ one.title }}, {{ one.price | money }}{% endfor %}"
    body = TemplateBody(wordings={"ru": Wording(text=f"Привет{{% if goods_viewed %}}: {said}{{% endif %}}")})
    async with unit_of_work(program, catalogue) as ctx:
        asked = [TemplateAsked(kind="sms", body=body, contact_id=who) for who in (anna, boris)]
        shown = [(await previewing.preview(ctx, one)).text.replace("\N{NO-BREAK SPACE}", " ") for one in asked]
    assert shown == ["Привет: Чай ul, 1 000 ₽", "Привет"]


async def test_alike_is_what_others_buy_of_the_same_category(program: Program, catalogue: Company) -> None:
    anna, boris, *others = await toys.people(program, catalogue, 6)
    await bought(program, catalogue, others, "pu")
    await bought(program, catalogue, others[:2], "cup")
    await did(program, catalogue, fact(anna, product="da"), fact(boris, product="lid"))
    await counted(program, catalogue)
    first, second, third = await chosen(program, catalogue, [anna, boris, others[0]], "goods_alike")
    assert first["goods_alike"] == ["pu", "ul"]
    assert second["goods_alike"] == ["cup", "pot"]
    assert third["goods_alike"] == []  # bought, but looked at nothing


async def test_recommended_is_what_people_of_the_same_segments_buy(program: Program, catalogue: Company) -> None:
    """Who is in both buys cups, who is in one buys tea; what two buy tells nothing, so the top of everybody stands."""
    people = await toys.people(program, catalogue, 11)
    both, one, two, reader, other, third = people[:3], people[3:6], people[6:8], people[8], people[9], people[10]
    loyal = await listed(program, catalogue, "Постоянные", [*both, *one, reader, other])
    moscow = await listed(program, catalogue, "Москва", [*both, reader, third])
    await bought(program, catalogue, both, "cup", "pot")
    await bought(program, catalogue, one, "ul")
    await bought(program, catalogue, two, "lid")
    await bought(program, catalogue, [reader], "pot")
    await told_apart(program, catalogue, loyal, moscow)
    shown = await chosen(program, catalogue, [reader, other, third], "goods_recommended")
    everybody = ["pot", "cup", "ul", "lid"]
    assert shown[0]["goods_recommended"] == ["cup", "ul", "lid"]  # owns the pot
    assert shown[1]["goods_recommended"] == ["ul", "pot", "cup", "lid"]
    assert shown[2]["goods_recommended"] == everybody

    async with unit_of_work(program, catalogue) as ctx:
        found = await circles.get(ctx)
    assert [(set(each.segment_ids), each.buyers, [good.product for good in each.goods]) for each in found.circles] == [
        ({loyal, moscow}, 4, ["pot", "cup"]),
        ({loyal}, 3, ["ul"]),
        (set(), 2, []),
    ]
    assert [good.product for good in found.everybody] == everybody
    assert not found.counting


async def test_without_circles_everybody_is_one_and_popular_is_the_same_for_all(
    program: Program, catalogue: Company
) -> None:
    anna, *others = await toys.people(program, catalogue, 4)
    await bought(program, catalogue, others, "pu", "ul")
    await did(program, catalogue, *(fact(who, "purchase", ago=120 * DAY, lines=["pot"]) for who in others))
    await bought(program, catalogue, [anna], "ul")
    await counted(program, catalogue)
    (first,) = await chosen(program, catalogue, [anna], "goods_recommended", "goods_popular")
    assert first == {"goods_recommended": ["pot", "pu"], "goods_popular": ["ul", "pu"]}


async def test_a_segment_that_is_gone_tells_nobody_apart(program: Program, catalogue: Company) -> None:
    people = await toys.people(program, catalogue, 4)
    loyal = await listed(program, catalogue, "Постоянные", people)
    await bought(program, catalogue, people[:3], "cup")
    await told_apart(program, catalogue, loyal)
    async with unit_of_work(program, catalogue) as ctx:
        await ctx.session.execute(text("DELETE FROM segments WHERE id = :id"), {"id": loyal})
    (before,) = await chosen(program, catalogue, people[3:], "goods_recommended")
    await counted(program, catalogue)
    (after,) = await chosen(program, catalogue, people[3:], "goods_recommended")
    assert before == after == {"goods_recommended": ["cup"]}


async def test_a_block_of_many_costs_as_many_statements_and_reads_its_own_people(
    program: Program, catalogue: Company
) -> None:
    """Nothing was analysed since they came."""
    crowd = await toys.people(program, catalogue, 600)
    loyal = await listed(program, catalogue, "Постоянные", crowd[::2])
    await did(program, catalogue, *(fact(who, product=TEAS[at % 3]) for at, who in enumerate(crowd)))
    await bought(program, catalogue, crowd[:5], "cup")
    await told_apart(program, catalogue, loyal)
    counts: list[int] = []
    async with unit_of_work(program, catalogue) as ctx:
        for some in (crowd[:2], crowd[:100]):
            before = await rows_read(ctx, "goods_seen")
            with counted_statements(program) as sent:
                await PersonalGoods().lists(ctx, contact_ids=some, names=frozenset(GOODS))
            counts.append(len(sent))
            assert await rows_read(ctx, "goods_seen") - before <= len(some) * 3
    assert counts[0] == counts[1]
    assert counts[0] <= 20
