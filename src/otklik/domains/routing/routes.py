"""HTTP of routing: rules by scope, profiles by operator, the queue."""

from collections.abc import Sequence
from uuid import UUID

from litestar import delete, get, put
from litestar.handlers import HTTPRouteHandler

from otklik.domains.routing.schemas import ProfileIn, ProfileOut, QueuedOut, RuleIn, RuleOut
from otklik.domains.routing.service import arranging, queueing
from otklik.platform.context import Ctx
from otklik.platform.web import API, Page

QUEUE_SHOWN_MAX = 200
RULES = f"{API}/routing/rules"


@get(RULES, permission="routing.read")
async def list_rules(ctx: Ctx) -> Page[RuleOut]:
    """All of them: a team's comes before a channel's, a channel's before the company's."""
    return Page(items=await arranging.listing(ctx))


@put(f"{RULES}/company", permission="routing.write", status_code=204)
async def set_company_rule(ctx: Ctx, data: RuleIn) -> None:
    """For whatever has no rule of its own."""
    await arranging.save(ctx, data)
    await queueing.catch_up(ctx)


@delete(f"{RULES}/company", permission="routing.write")
async def remove_company_rule(ctx: Ctx) -> None:
    await arranging.remove(ctx)
    await queueing.catch_up(ctx)


@put(f"{RULES}/teams/{{team_id:uuid}}", permission="routing.write", status_code=204)
async def set_team_rule(ctx: Ctx, team_id: UUID, data: RuleIn) -> None:
    """For conversations of the team, whatever channel they come by."""
    await arranging.save(ctx, data, team_id=team_id)
    await queueing.catch_up(ctx)


@delete(f"{RULES}/teams/{{team_id:uuid}}", permission="routing.write")
async def remove_team_rule(ctx: Ctx, team_id: UUID) -> None:
    await arranging.remove(ctx, team_id=team_id)
    await queueing.catch_up(ctx)


@put(f"{RULES}/channels/{{channel_id:uuid}}", permission="routing.write", status_code=204)
async def set_channel_rule(ctx: Ctx, channel_id: UUID, data: RuleIn) -> None:
    await arranging.save(ctx, data, channel_id=channel_id)
    await queueing.catch_up(ctx)


@delete(f"{RULES}/channels/{{channel_id:uuid}}", permission="routing.write")
async def remove_channel_rule(ctx: Ctx, channel_id: UUID) -> None:
    await arranging.remove(ctx, channel_id=channel_id)
    await queueing.catch_up(ctx)


@get(f"{API}/routing/profiles", permission="routing.read")
async def list_profiles(ctx: Ctx) -> Page[ProfileOut]:
    """Skills, languages and capacity of everybody whose role may answer."""
    return Page(items=await arranging.profiles(ctx))


@put(f"{API}/routing/profiles/{{operator_id:uuid}}", permission="routing.write")
async def set_profile(ctx: Ctx, operator_id: UUID, data: ProfileIn) -> ProfileOut:
    saved = await arranging.save_profile(ctx, operator_id, data)
    await queueing.wake(ctx)
    return saved


@get(f"{API}/routing/queue", permission="routing.read")
async def list_queue(ctx: Ctx) -> Page[QueuedOut]:
    """Those for whom nobody is free, in the order in which they are given out; no more than 200."""
    return Page(items=await queueing.listing(ctx, limit=QUEUE_SHOWN_MAX))


routes: Sequence[HTTPRouteHandler] = [
    list_rules,
    set_company_rule,
    remove_company_rule,
    set_team_rule,
    remove_team_rule,
    set_channel_rule,
    remove_channel_rule,
    list_profiles,
    set_profile,
    list_queue,
]
