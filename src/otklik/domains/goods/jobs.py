"""What goods do in the background and by the clock."""

from uuid import UUID

from otklik.domains.goods.service import circles, feeding, loading, news, seeing
from otklik.platform.alarms import alarm
from otklik.platform.context import Ctx, Parts, WorkspaceId
from otklik.platform.jobs import BULK, errand, periodic


@alarm
async def load_due_feed(ctx: Ctx, _: UUID) -> None:
    await feeding.start_due(ctx)


async def give_load_up(parts: Parts, *, workspace_id: WorkspaceId, feed_round: str, whole: bool = False) -> None:  # noqa: ARG001 - the job's own arguments
    """What should not happen: a load that cannot be done is not shown as one that goes on."""
    await loading.give_up(parts, workspace_id=workspace_id, feed_round=UUID(feed_round))


@errand(queue=BULK, attempts_max=4, gave_up=give_load_up)
async def load_feed(parts: Parts, *, workspace_id: WorkspaceId, feed_round: str, whole: bool = False) -> None:
    await loading.load(parts, workspace_id=workspace_id, feed_round=UUID(feed_round), whole=whole)


@errand(queue=BULK)
async def count_seen(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    await seeing.count(parts, workspace_id=workspace_id)


@errand()
async def tell_news(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    await news.tell(parts, workspace_id=workspace_id)


@errand(queue=BULK)
async def count_circles(parts: Parts, *, workspace_id: WorkspaceId) -> None:
    await circles.count_one(parts, workspace_id=workspace_id)


@periodic("37 1 * * *")
async def count_circles_everywhere(parts: Parts) -> None:
    await circles.count_everywhere(parts)
