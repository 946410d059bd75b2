"""What a person looked at is kept from whatever tells of it, whoever they turn out to be, and never grows long."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.factories import Company, unit_of_work
from tests.factories_activity import begin_import, import_plan
from tests.factories_contacts import create_contact, join
from tests.factories_goods import did, fact, put, seen

from otklik.domains.activity.service import loading
from otklik.domains.contacts import service as contacts
from otklik.domains.goods.queries import seeing
from otklik.domains.goods.service import seeing as counting
from otklik.program import Program

HOUR = timedelta(hours=1)


@pytest.fixture
async def anna(program: Program, workspace: Company) -> UUID:
    await put(program, workspace, {"product": "tea-1", "category": "Чай"})
    return (await create_contact(program, workspace)).contact_id


async def test_a_look_is_kept_with_the_category_of_the_good(program: Program, workspace: Company, anna: UUID) -> None:
    await did(program, workspace, fact(anna, ago=2 * HOUR, product="tea-1"), fact(anna, product="tea-1"))
    kept = (await seen(program, workspace, anna))["tea-1"]
    assert (kept.category, kept.count, kept.carted_at, kept.bought_at) == ("Чай", 2, None, None)
    assert kept.last_at - kept.first_at > timedelta(minutes=119)


@pytest.mark.parametrize(
    ("properties", "products"),
    [
        ({"product": 42}, {"42"}),
        ({"product": {"id": "7", "title": "Чай"}}, {"7"}),
        ({"products": ["1", 2]}, {"1", "2"}),
        ({"items": [{"product": "1", "quantity": 2}, {"id": 3}, {"title": "?"}]}, {"1", "3"}),
        ({"product": " a ", "items": ["a", "b"]}, {"a", "b"}),
        ({"product": None, "products": "1,2", "items": {"a": 1}}, set()),
        ({"product": "x" * 201}, set()),
        ({"product": ""}, set()),
        ({"page": "/"}, set()),
    ],
)
async def test_products_are_found_however_a_page_names_them(
    program: Program, workspace: Company, anna: UUID, properties: dict[str, Any], products: set[str]
) -> None:
    await did(program, workspace, fact(anna, "cart_updated", **properties))
    kept = await seen(program, workspace, anna)
    assert set(kept) == products
    assert all(one.carted_at is not None and one.count == 0 for one in kept.values())


async def test_a_purchase_is_remembered_by_its_lines_and_is_no_look(
    program: Program, workspace: Company, anna: UUID
) -> None:
    await did(program, workspace, fact(anna, ago=5 * HOUR, product="tea-1"))
    await did(program, workspace, fact(anna, "purchase", ago=HOUR, lines=["tea-1", "cup-1"]))
    kept = await seen(program, workspace, anna)
    assert set(kept) == {"tea-1", "cup-1"}
    assert all(one.bought_at for one in kept.values())
    bought = kept["tea-1"].bought_at
    assert bought is not None
    assert kept["tea-1"].last_at < bought


async def test_other_events_and_a_company_without_goods_leave_nothing(
    program: Program, second_workspace: Company, workspace: Company, anna: UUID
) -> None:
    await did(program, workspace, fact(anna, "signed_up", product="tea-1"))
    assert await seen(program, workspace, anna) == {}
    boris = (await create_contact(program, second_workspace)).contact_id
    await did(program, second_workspace, fact(boris, product="tea-1"))
    assert await seen(program, second_workspace, boris) == {}


async def test_what_was_looked_at_before_the_first_goods_is_counted_when_they_come(
    program: Program, workspace: Company
) -> None:
    anna = (await create_contact(program, workspace)).contact_id
    await did(program, workspace, fact(anna, ago=HOUR, product="tea-1"), fact(anna, ago=400 * 24 * HOUR, product="old"))
    await put(program, workspace, {"product": "tea-1", "category": "Чай"})
    await program.jobs.work(wait=False)
    kept = await seen(program, workspace, anna)
    assert [(one.product, one.category) for one in kept.values()] == [("tea-1", "Чай")]


async def test_the_fifty_looked_at_last_are_kept(program: Program, workspace: Company, anna: UUID) -> None:
    looks = [fact(anna, ago=number * HOUR, product=f"p{number}") for number in range(60)]
    await did(program, workspace, *looks[30:])
    await did(program, workspace, *looks[:30])
    assert set(await seen(program, workspace, anna)) == {f"p{number}" for number in range(seeing.KEPT_MAX)}


async def test_people_who_are_joined_have_looked_at_all_of_it_and_parted_each_at_their_own(
    program: Program, workspace: Company, anna: UUID
) -> None:
    boris = (await create_contact(program, workspace)).contact_id
    await did(program, workspace, fact(anna, product="tea-1"), fact(boris, product="tea-1"), fact(boris, product="b"))
    merge_id = await join(program, workspace, keep_id=anna, other_id=boris)
    joined = await seen(program, workspace, anna)
    assert {name: one.count for name, one in joined.items()} == {"tea-1": 2, "b": 1}
    assert await seen(program, workspace, boris) == {}
    await did(program, workspace, fact(boris, product="later"))
    assert "later" in await seen(program, workspace, anna)
    async with unit_of_work(program, workspace) as ctx:
        await contacts.undo_merge(ctx, merge_id=merge_id)
    assert set(await seen(program, workspace, anna)) == {"tea-1"}
    assert set(await seen(program, workspace, boris)) == {"tea-1", "b", "later"}


async def test_counted_anew_it_is_what_was_kept_step_by_step(program: Program, workspace: Company, anna: UUID) -> None:
    for ago, name in ((9, "product_viewed"), (7, "cart_updated"), (5, "product_viewed"), (3, "product_viewed")):
        await did(program, workspace, fact(anna, name, ago=ago * HOUR, items=["tea-1", f"p{ago}"]))
    await did(program, workspace, fact(anna, "purchase", ago=4 * HOUR, lines=["tea-1", "p5"]))

    def told(kept: dict[str, Any]) -> dict[str, tuple[Any, ...]]:
        names = ("category", "count", "first_at", "last_at", "carted_at", "bought_at")
        return {product: tuple(getattr(one, name) for name in names) for product, one in kept.items()}

    before = told(await seen(program, workspace, anna))
    await counting.count(program.parts, workspace_id=workspace.id)
    assert told(await seen(program, workspace, anna)) == before


async def test_looks_of_an_imported_file_count_too(program: Program, workspace: Company, anna: UUID) -> None:
    async with unit_of_work(program, workspace) as ctx:
        await contacts.add_address(
            ctx, contact_id=anna, address_kind="email", address="anna@client.example", verified=True
        )
    rows = [("anna@client.example", "product_viewed", "2026-11-20 10:00", "tea-1")]
    plan = import_plan("email", "fact_name", "at", "property")
    columns = (*plan.columns[:3], type(plan.columns[3])(target="property", name="product"))
    import_id = await begin_import(program, workspace, rows, type(plan)(columns=columns))
    await loading.load(program.parts, workspace_id=workspace.id, import_id=import_id)
    assert "tea-1" in await seen(program, workspace, anna)


async def test_what_was_looked_at_more_than_a_year_ago_is_not_kept_as_it_would_not_be_counted(
    program: Program, workspace: Company, anna: UUID
) -> None:
    await did(program, workspace, fact(anna, ago=timedelta(days=366), product="tea-1"), old=True)
    assert await seen(program, workspace, anna) == {}
