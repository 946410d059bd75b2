"""Names of events and attributes: seen by themselves, described, given a type, forgotten."""

from typing import Final, cast

from otklik.domains.activity import cells, rules
from otklik.domains.activity.errors import AttributeNotFound, NameNotFound
from otklik.domains.activity.events import AttributeForgotten, FactsForgotten
from otklik.domains.activity.import_schemas import AttributeIn, AttributeKind, AttributeOut, FactNameIn, FactNameOut
from otklik.domains.activity.queries import importing, naming
from otklik.domains.activity.service import ranking
from otklik.domains.contacts.service import enrolling
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.db import Database
from otklik.platform.events import publish

BLOCK: Final = 10_000


async def fact_names(ctx: Ctx) -> list[FactNameOut]:
    """The commonest first."""
    return [
        FactNameOut(
            name=one.name,
            description=one.description,
            count=one.count,
            first_at=one.first_at,
            last_at=one.last_at,
        )
        for one in await naming.fact_names(ctx)
    ]


async def describe_fact_name(ctx: Ctx, name: str, given: FactNameIn) -> None:
    """Raises `NameNotFound`."""
    if not await naming.describe_fact_name(ctx, name, given.description):
        raise NameNotFound


async def attributes(ctx: Ctx) -> list[AttributeOut]:
    """By name; what is on cards and was not declared is declared now, by a value of it."""
    known = {one.name for one in await naming.attributes(ctx)}
    new = {name: cells.kind_of(value) for name, value in (await naming.samples(ctx)).items() if name not in known}
    await naming.see_attributes(ctx, new, at=ctx.now())
    people = await naming.values_count(ctx)
    return [
        AttributeOut(
            name=one.name,
            kind=cast("AttributeKind", one.kind),
            description=one.description,
            people=people.get(one.name, 0),
            created_at=one.created_at,
        )
        for one in await naming.attributes(ctx)
    ]


async def save_attribute(ctx: Ctx, name: str, given: AttributeIn) -> None:
    """Raises `AttributeNotFound`."""
    if not await naming.save_attribute(ctx, name, kind=given.kind, description=given.description):
        raise AttributeNotFound


async def forget_attribute(ctx: Ctx, name: str) -> None:
    """Take it off every card. Raises `AttributeNotFound`."""
    if not await naming.forget_attribute(ctx, name):
        raise AttributeNotFound
    while await naming.forget_values(ctx, name, limit=BLOCK) == BLOCK:
        pass
    await publish(ctx, AttributeForgotten(attribute_name=name))


async def require_fact_name(ctx: Ctx, name: str) -> None:
    """Raises `NameNotFound`."""
    if name not in {one.name for one in await naming.fact_names(ctx)}:
        raise NameNotFound


async def forget_facts(parts: Parts, *, workspace_id: WorkspaceId, name: str) -> None:
    """Delete every event of the name, in short transactions, then its roll-ups. Safe to run twice."""
    database = parts.get(Database)
    count = BLOCK
    total = 0
    while count == BLOCK:
        async with database.transaction(workspace_id) as ctx:
            count = await importing.drop_named(ctx, name, limit=BLOCK)
            total += count
    async with database.transaction(workspace_id) as ctx:
        await enrolling.hold_people_alone(ctx)
        await importing.drop_named(ctx, name, limit=BLOCK)  # what came meanwhile
        await naming.forget_fact_name(ctx, name)
        if name == rules.PURCHASE:
            await ranking.count(ctx)  # nobody is a buyer any more, and no night counts a company without purchases
        await publish(ctx, FactsForgotten(fact_name=name, count=total))
