"""The report of targets as a table for a spreadsheet: every figure of the screen a line, the hours of the week too."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Final
from uuid import UUID

from litestar.response import Stream

from otklik.domains.speed.service import listing as speed
from otklik.domains.targets import queries, rules, schemas
from otklik.domains.targets.queries.reporting import Narrow
from otklik.domains.targets.service import reporting
from otklik.domains.workspaces.service import operators
from otklik.platform import sheets
from otklik.platform.context import Ctx
from otklik.platform.i18n import tr
from otklik.platform.sheets import Kind, Row

TITLES: Final = ("part", "name", "judged", "kept", "broken", "share_broken")


async def report(ctx: Ctx, kind: Kind, *, period: rules.Period, narrow: Narrow) -> Stream:
    """The shares of the period's waits, overall and each way they are told apart."""
    days = [f"{moment:%Y-%m-%d}" for moment in (period.start, period.end)]
    what = _say(ctx, "solutions" if narrow.solving else "answers")
    return await sheets.sheet(
        kind,
        name=f"{what} {days[0]} – {days[1]}",
        titles=[_say(ctx, title) for title in TITLES],
        pages=_pages(ctx, period, narrow),
        locale=ctx.locale,
    )


async def _pages(ctx: Ctx, period: rules.Period, narrow: Narrow) -> AsyncIterator[Sequence[Row]]:
    told = await reporting.report(ctx, period=period, narrow=narrow)
    names = await _names(ctx, told)
    yield [_row(_say(ctx, "all"), "", told.total)]
    if not narrow.solving:
        yield [_row(_say(ctx, "first"), "", told.first)]
    for code, groups in _groups(ctx, told, names):
        yield [_row(_say(ctx, code), name, share) for name, share in groups]


def _groups(
    ctx: Ctx, told: schemas.TargetReport, names: Mapping[UUID | None, str]
) -> Iterator[tuple[str, list[tuple[str, schemas.Share]]]]:
    hours = sorted(told.by_hour, key=lambda one: (one.weekday, one.hour))
    yield "by_target", [(names.get(one.target_id) or _say(ctx, "gone"), one.share) for one in told.by_target]
    yield "by_week", [(one.week.isoformat(), one.share) for one in told.by_week]
    yield "by_hour", [(f"{_weekday(ctx, one.weekday)} {one.hour:02}:00", one.share) for one in hours]
    yield "by_channel", [(names.get(one.channel_id, ""), one.share) for one in told.by_channel]
    yield "by_operator", [(names.get(one.operator_id) or _say(ctx, "nobody"), one.share) for one in told.by_operator]
    yield "by_team", [(names.get(one.team_id) or _say(ctx, "no_team"), one.share) for one in told.by_team]


async def _names(ctx: Ctx, told: schemas.TargetReport) -> dict[UUID | None, str]:
    people = await operators.operators_by_id(ctx, [one.operator_id for one in told.by_operator if one.operator_id])
    channels = await speed.channel_names(ctx, [one.channel_id for one in told.by_channel])
    teams = await speed.team_names(ctx, [one.team_id for one in told.by_team if one.team_id])
    return {
        **{row.id: row.name for row in await queries.targets(ctx)},
        **{one: person.name for one, person in people.items()},
        **channels,
        **teams,
    }


def _row(part: str, name: str, share: schemas.Share) -> Row:
    """A share of fewer than five is left empty: the screen shows it as unsure."""
    judged = share.kept + share.broken
    return (part, name, judged, share.kept, share.broken, round(share.broken / judged, 4) if share.enough else None)


def _weekday(ctx: Ctx, day: int) -> str:
    return tr(ctx.locale, f"speed.export.weekday_{day}")


def _say(ctx: Ctx, code: str) -> str:
    return tr(ctx.locale, f"targets.export.{code}")
