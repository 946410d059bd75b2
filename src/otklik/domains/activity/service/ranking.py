"""RFM: everybody's place among the others, counted each night and when asked; levels of loyalty."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import msgspec

from otklik.domains.activity import groups, rules
from otklik.domains.activity.errors import LevelsInvalid
from otklik.domains.activity.events import GroupsCounted
from otklik.domains.activity.queries import rfm
from otklik.domains.activity.rfm_schemas import (
    Group,
    LoyaltyLevel,
    RfmCell,
    RfmGrid,
    RfmGroup,
    RfmLevel,
    RfmPerson,
    RfmSettings,
)
from otklik.domains.activity.service import following
from otklik.domains.contacts import service as contacts
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.events import publish


async def settings(ctx: Ctx) -> RfmSettings:
    row = await rfm.settings(ctx)
    if row is None:
        return RfmSettings(currency=rules.CURRENCY_DEFAULT)
    return RfmSettings(
        currency=row.currency, levels=msgspec.convert(row.levels.get("levels", []), tuple[LoyaltyLevel, ...])
    )


async def put_settings(ctx: Ctx, given: RfmSettings) -> RfmSettings:
    """Choose currency and levels; in another currency every sum is counted anew. Raises `LevelsInvalid`."""
    sums = [level.from_minor for level in given.levels]
    names = {level.name.strip().casefold() for level in given.levels}
    if sums != sorted(set(sums)) or len(names) < len(sums) or "" in names:
        raise LevelsInvalid
    before = await settings(ctx)
    levels = {"levels": msgspec.to_builtins(given.levels)}
    await rfm.save_settings(ctx, {"currency": given.currency, "levels": levels})
    if before.currency != given.currency:
        await following.rebuild(ctx)
    await count(ctx)
    return given


async def count(ctx: Ctx) -> GroupsCounted:
    """Everybody's place anew, from the roll-ups: two or three seconds for a hundred thousand buyers."""
    chosen = await settings(ctx)
    people, moved = await rfm.count(ctx, levels=[level.from_minor for level in chosen.levels])
    levels = {"levels": msgspec.to_builtins(chosen.levels)}
    await rfm.save_settings(ctx, {"currency": chosen.currency, "levels": levels, "counted_at": ctx.now()})
    counted = GroupsCounted(people=people, moved=moved)
    await publish(ctx, counted)
    ctx.push(f"desk/{ctx.workspace_id}", "rfm.counted", {"people": people})
    return counted


async def count_everywhere(parts: Parts) -> None:
    """Each company where anything was bought, in a transaction of its own; one that cannot be counted is told of."""
    database = parts.get(Database)
    async with database.system() as session:
        found = await rfm.companies(session)
    await database.in_each(found, count, fell="activity.rfm.not_counted")


async def grid(ctx: Ctx) -> RfmGrid:
    """How many people stand in each cell, group and level."""
    row, chosen = await rfm.settings(ctx), await settings(ctx)
    found = {(cell.recency, cell.value): cell for cell in await rfm.cells(ctx)}
    cells = [_cell(found.get((recency, value)), recency, value) for recency, value, _ in groups.cells()]
    by_level = {one.level: one.people for one in await rfm.levels(ctx)}
    steps = [LoyaltyLevel(name="-", from_minor=0), *chosen.levels]
    return RfmGrid(
        counted_at=row.counted_at if row else None,
        currency=chosen.currency,
        people=sum(cell.people for cell in cells),
        spent_minor=sum(cell.spent_minor for cell in cells),
        cells=cells,
        groups=[_group(name, [cell for cell in cells if cell.group == name]) for name in groups.GROUPS],
        levels=[
            RfmLevel(name=step.name if place else "", from_minor=step.from_minor, people=by_level.get(place, 0))
            for place, step in enumerate(steps)
        ],
    )


async def people(
    ctx: Ctx, *, recency: int | None, value: int | None, group: str | None, after: UUID | None, limit: int
) -> list[RfmPerson]:
    """Who stands in a cell or a group."""
    scores = await rfm.people(ctx, recency=recency, value=value, group=group, after=after, limit=limit)
    shown = await contacts.summaries(ctx, [score.contact_id for score in scores])
    levels = ["", *(level.name for level in (await settings(ctx)).levels)]
    return [
        RfmPerson(
            contact_id=score.contact_id,
            name=shown[score.contact_id].name,
            avatar_url=shown[score.contact_id].avatar_url,
            recency=score.recency,
            frequency=score.frequency,
            money=score.money,
            group=cast("Group", score.group),
            level=levels[score.level] if score.level < len(levels) else "",
            purchases=score.purchases,
            spent_minor=score.spent_minor,
            last_at=score.last_at,
        )
        for score in scores
        if score.contact_id in shown
    ]


def _cell(found: rfm.Cell | None, recency: int, value: int) -> RfmCell:
    return RfmCell(
        recency=recency,
        value=value,
        group=cast("Group", groups.group(recency=recency, value=value)),
        people=found.people if found else 0,
        purchases=found.purchases if found else 0,
        spent_minor=found.spent_minor if found else 0,
    )


def _group(name: str, cells: Sequence[RfmCell]) -> RfmGroup:
    return RfmGroup(
        group=cast("Group", name),
        people=sum(cell.people for cell in cells),
        purchases=sum(cell.purchases for cell in cells),
        spent_minor=sum(cell.spent_minor for cell in cells),
    )
