"""HTTP of targets, their report and the wall board."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Final, Literal, NamedTuple
from uuid import UUID

from litestar import delete, get, patch, post, put
from litestar.di import Provide
from litestar.params import QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from otklik.domains.targets import rules, schemas
from otklik.domains.targets.queries.reporting import Narrow
from otklik.domains.targets.service import defining, exporting, reporting, wall
from otklik.platform.context import Ctx
from otklik.platform.sheets import Kind
from otklik.platform.web import API, Page, decode_position, encode_position, page_size

Start = Annotated[datetime | None, QueryParameter(name="from", required=False)]
End = Annotated[datetime | None, QueryParameter(name="to", required=False)]
Cursor = Annotated[str | None, QueryParameter(max_length=500, required=False)]
Limit = Annotated[int | None, QueryParameter(ge=1, le=200, required=False)]
Weekday = Annotated[int | None, QueryParameter(ge=0, le=6, required=False)]
Hour = Annotated[int | None, QueryParameter(ge=0, le=23, required=False)]
Outcome = Literal["judged", "kept", "broken", "running"]
Format = Annotated[Kind, QueryParameter(name="format", required=False)]


class Asked(NamedTuple):
    """What the report and the waits behind it are asked for alike."""

    start: datetime | None
    end: datetime | None
    narrow: Narrow

    def period(self, ctx: Ctx) -> rules.Period:
        """Raises `PeriodInvalid`. A dependency that failed after the transaction was opened would leave it open."""
        return rules.period(self.start, self.end, now=ctx.now())


@get(f"{API}/targets", permission="targets.read")
async def list_targets(ctx: Ctx) -> Sequence[schemas.TargetOut]:
    """All targets, the most specific first; of those that fit a conversation the first holds."""
    return await defining.listing(ctx)


@post(f"{API}/targets", permission="targets.write")
async def create_target(ctx: Ctx, *, data: schemas.TargetIn) -> schemas.TargetOut:
    """Set a new target; it holds for waits that begin from now on."""
    return await defining.create(ctx, new=data)


@patch(f"{API}/targets/{{target_id:uuid}}", permission="targets.write")
async def change_target(ctx: Ctx, *, target_id: UUID, data: schemas.TargetChanges) -> schemas.TargetOut:
    """Change a target; waits that run keep the terms they began under."""
    return await defining.change(ctx, target_id, changes=data)


@delete(f"{API}/targets/{{target_id:uuid}}", permission="targets.write")
async def delete_target(ctx: Ctx, *, target_id: UUID) -> None:
    """Delete a target; what was kept and broken under it stays in the report."""
    await defining.delete(ctx, target_id)


@get(f"{API}/target-settings", permission="targets.read")
async def get_target_settings(ctx: Ctx) -> schemas.TargetSettings:
    """Which attribute of a contact is the tier."""
    return await defining.settings(ctx)


@put(f"{API}/target-settings", permission="targets.write")
async def set_target_settings(ctx: Ctx, *, data: schemas.TargetSettings) -> schemas.TargetSettings:
    """Say which attribute of a contact is the tier."""
    return await defining.set_settings(ctx, wanted=data)


@get(f"{API}/conversations/{{conversation_id:uuid}}/target", permission="conversations.read")
async def get_conversation_target(ctx: Ctx, *, conversation_id: UUID) -> schemas.WaitOut | None:
    """The wait that runs in the conversation and why under this target; null when none runs."""
    return await reporting.running_of(ctx, conversation_id)


@get(f"{API}/conversations/{{conversation_id:uuid}}/targets", permission="conversations.read")
async def list_conversation_targets(ctx: Ctx, *, conversation_id: UUID) -> Sequence[schemas.WaitOut]:
    """The conversation's latest waits under targets, the one that runs first: what was kept and what was not."""
    return await reporting.of_conversation(ctx, conversation_id)


async def _asked(
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    team_id: UUID | None = None,
    operator_id: UUID | None = None,
    target_id: UUID | None = None,
    solving: bool = False,
) -> Asked:
    """With `solving` the waits for a solution; else those for an answer."""
    narrow = Narrow(
        channel_id=channel_id, team_id=team_id, operator_id=operator_id, target_id=target_id, solving=solving
    )
    return Asked(start, end, narrow)


_REPORT: Final = {"asked": Provide(_asked)}


@get(f"{API}/targets/report", permission="speed.read", dependencies=_REPORT)
async def get_target_report(ctx: Ctx, *, asked: Asked) -> schemas.TargetReport:
    """The share answered, or with `solving` closed, within the target; the last seven days by default."""
    return await reporting.report(ctx, period=asked.period(ctx), narrow=asked.narrow)


@get(f"{API}/targets/report/export", permission="speed.read", dependencies=_REPORT)
async def export_target_report(ctx: Ctx, *, asked: Asked, kind: Format = Kind.CSV) -> Stream:
    """The report as a table, the hours of the week and the share missed in each among it."""
    return await exporting.report(ctx, kind, period=asked.period(ctx), narrow=asked.narrow)


@get(f"{API}/targets/waits", permission="speed.read", dependencies=_REPORT)
async def list_target_waits(  # noqa: PLR0913 - each is a filter of its own
    ctx: Ctx,
    *,
    asked: Asked,
    no_team: bool = False,
    nobody: bool = False,
    no_target: bool = False,
    week: date | None = None,
    first: bool | None = None,
    outcome: Outcome | None = None,
    weekday: Weekday = None,
    hour: Hour = None,
    cursor: Cursor = None,
    limit: Limit = None,
) -> Page[schemas.WaitOut]:
    """The waits behind a figure, latest first."""
    size = page_size(limit)
    narrow = asked.narrow._replace(
        no_team=no_team,
        nobody=nobody,
        no_target=no_target,
        first=first,
        outcome=outcome,
        week=week,
        weekday=weekday,
        hour=hour,
    )
    found = await reporting.waits(
        ctx, period=asked.period(ctx), narrow=narrow, before=decode_position(cursor), limit=size + 1
    )
    shown = found[:size]
    more = len(found) > size
    return Page(items=shown, next_cursor=encode_position(shown[-1].started_at, shown[-1].id) if more else None)


@get(f"{API}/wall", permission="wall.read")
async def get_wall(ctx: Ctx) -> schemas.Wall:
    """The wall board: this moment and today. A token with `wall.read` alone opens nothing else."""
    return await wall.wall(ctx)


routes: Sequence[ControllerRouterHandler] = [
    list_targets,
    create_target,
    change_target,
    delete_target,
    get_target_settings,
    set_target_settings,
    get_conversation_target,
    list_conversation_targets,
    get_target_report,
    export_target_report,
    list_target_waits,
    get_wall,
]
