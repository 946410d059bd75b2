"""Which ready replies are used, by whom and how often: what is worth keeping, and what nobody needs."""

from collections import defaultdict
from typing import Final
from uuid import UUID

from otklik.domains.snippets import queries, schemas, service
from otklik.domains.snippets.errors import TeamUnknown
from otklik.platform.context import Ctx

REPLIES_MAX: Final = 200


async def usage(ctx: Ctx, *, team_id: UUID | None = None) -> schemas.SnippetUsage:
    """Over the last 30 days, with a team by its members alone. Raises `TeamUnknown`."""
    if team_id is not None and not await queries.team_exists(ctx, team_id):
        raise TeamUnknown(params={"team_id": str(team_id)})
    since = (ctx.now() - service.USES_KEPT).date()
    narrow = queries.used_since(ctx, since, team_id=team_id)
    used = await queries.most_used(ctx, narrow, limit=REPLIES_MAX)
    people: dict[UUID, list[schemas.PersonUses]] = defaultdict(list)
    for snippet_id, operator_id, count in await queries.users(
        ctx, narrow, snippet_ids=[one.snippet_id for one in used]
    ):
        people[snippet_id].append(schemas.PersonUses(operator_id=operator_id, count=count))
    teams = await queries.used_by_teams(ctx, queries.used_since(ctx, since, team_id=None))
    return schemas.SnippetUsage(
        since=since.isoformat(),
        total=used[0].total if used else 0,
        replies=tuple(_shown(one, people[one.snippet_id]) for one in used),
        teams=tuple(schemas.TeamUses(team_id=row[0], count=row[1]) for row in teams),
    )


def _shown(one: queries.Used, people: list[schemas.PersonUses]) -> schemas.SnippetUses:
    return schemas.SnippetUses(
        snippet_id=one.snippet_id,
        shortcut=one.shortcut,
        title=one.title,
        team_id=one.team_id,
        count=one.times,
        people=tuple(people),
    )
