"""What a television on the wall shows: figures of this moment and of today, no customer's name."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from otklik.domains.promises.service import reporting as promises
from otklik.domains.targets import rules, schemas
from otklik.domains.targets.queries import reporting
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx


async def wall(ctx: Ctx) -> schemas.Wall:
    """The board; the same number of questions however large the company."""
    company = await workspaces.workspace(ctx)
    day = _today(ctx.now(), zone=company.time_zone)
    waiting = await reporting.waiting_now(ctx)
    kept, broken = await reporting.judged(ctx, day)
    answers, median = await reporting.median(ctx, day)
    operators, online = await _online(ctx)
    return schemas.Wall(
        at=ctx.now(),
        company=company.name,
        waiting=waiting.customers,
        longest_since=waiting.since,
        overdue=waiting.overdue,
        near=waiting.near,
        broken_today=await reporting.broken_in(ctx, day),
        today=_share(kept, broken),
        solved=_share(*await reporting.solved(ctx, day)),
        promises=_share(*await promises.kept_and_broken(ctx, start=day.start, end=day.end)),
        median_seconds=median,
        answers=answers,
        online=online,
        operators=operators,
        breaches=await _breaches(ctx, day),
    )


def _share(kept: int, broken: int) -> schemas.Share:
    return schemas.Share(kept=kept, broken=broken, enough=kept + broken >= rules.ENOUGH)


async def _online(ctx: Ctx) -> tuple[list[schemas.WallOperator], int]:
    """The busiest first, as many as a screen holds; and how many are online at all."""
    ids = sorted(await workspaces.online_operator_ids(ctx))
    people = await workspaces.operators_by_id(ctx, ids) if ids else {}
    loads = await reporting.loads(ctx, ids) if ids else {}
    shown = [
        schemas.WallOperator(
            name=person.name,
            photo_url=person.photo_url,
            open=loads.get(person.id, (0, 0))[0],
            waiting=loads.get(person.id, (0, 0))[1],
        )
        for person in people.values()
    ]
    shown.sort(key=lambda one: (-one.open, one.name))
    return shown[: reporting.OPERATORS_SHOWN], len(shown)


async def _breaches(ctx: Ctx, day: rules.Period) -> list[schemas.WallBreach]:
    return [
        schemas.WallBreach(
            conversation_number=number,
            channel_kind=kind,
            channel_name=name,
            at=wait.broken_at or wait.due_at,
            held_by=held_by,
            answered=wait.ended_at is not None,
            solving=wait.solving,
        )
        for wait, number, kind, name, held_by in await reporting.last_breaches(ctx, day)
    ]


def _today(now: datetime, *, zone: str) -> rules.Period:
    """From the company's midnight to its next."""
    clock = ZoneInfo(zone)
    day = now.astimezone(clock).date()
    start, end = (datetime(one.year, one.month, one.day, tzinfo=clock) for one in (day, day + timedelta(days=1)))
    return rules.Period(start=start, end=end)
