"""The company's rules of the bonus: read and changed."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from otklik.domains.bonus import events, queries, schemas
from otklik.domains.bonus.errors import ChannelUnknown, OperatorUnknown, PercentsOff
from otklik.domains.bonus.rules import Terms
from otklik.platform.context import Ctx
from otklik.platform.events import publish


async def get(ctx: Ctx) -> schemas.BonusRules:
    row = await queries.rules(ctx)
    if row is None:
        return schemas.BonusRules(terms=Terms(), changed_at=None)
    return schemas.BonusRules(terms=msgspec.convert(row.document, Terms), changed_at=row.changed_at)


async def put(ctx: Ctx, terms: Terms) -> schemas.BonusRules:
    """They hold for the month that runs, and say since when. Raises as `check`."""
    await check(ctx, terms)
    before = (await get(ctx)).terms
    fields = tuple(name for name in Terms.__struct_fields__ if getattr(before, name) != getattr(terms, name))
    if fields:
        await queries.save_rules(ctx, msgspec.to_builtins(terms))
        await publish(ctx, events.BonusRulesChanged(fields=fields))
        changed(ctx)
    return await get(ctx)


async def check(ctx: Ctx, terms: Terms) -> None:
    """Raises `PercentsOff`, `OperatorUnknown`, `ChannelUnknown`."""
    if sum(terms.place_percents) != 100:
        raise PercentsOff(params={"sum": sum(terms.place_percents)})
    if not _all_different(terms.left_out_ids) or await queries.count_operators(ctx, terms.left_out_ids) != len(
        terms.left_out_ids
    ):
        raise OperatorUnknown
    channel_ids = [one.channel_id for one in terms.channel_weights]
    if not _all_different(channel_ids) or await queries.count_channels(ctx, channel_ids) != len(channel_ids):
        raise ChannelUnknown


def changed(ctx: Ctx) -> None:
    """Boards that are open on a screen are asked for again."""
    ctx.push(f"desk/{ctx.workspace_id}", "bonus.changed", {})


def _all_different(ids: Sequence[UUID]) -> bool:
    return len(set(ids)) == len(ids)
