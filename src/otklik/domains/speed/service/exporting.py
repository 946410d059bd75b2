"""Speed as tables for a spreadsheet: the report with its breakdowns, and the answers behind a figure."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar.response import Stream

from otklik.domains.speed import rules, schemas
from otklik.domains.speed.errors import ExportTooLong
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import By, Period
from otklik.domains.speed.service import listing, reporting
from otklik.domains.workspaces.service import operators
from otklik.platform import sheets
from otklik.platform.context import Ctx
from otklik.platform.i18n import tr
from otklik.platform.sheets import Kind, Row

ROWS_MAX: Final = 50_000
PAGE: Final = 1_000
REPORT_TITLES: Final = (
    "part",
    "name",
    "first_count",
    "first_median",
    "first_p90",
    "first_within",
    "any_count",
    "any_median",
    "any_p90",
    "any_within",
)
ANSWER_TITLES: Final = (
    "conversation",
    "contact",
    "channel",
    "operator",
    "team",
    "is_first",
    "asked_at",
    "answered_at",
    "seconds",
    "working_seconds",
    "in_hours",
)


async def report(ctx: Ctx, kind: Kind, *, period: Period, narrow: Narrow, target_seconds: int) -> Stream:
    """Every figure of the screen, a line each: overall, in and out of hours, and each breakdown."""
    return await sheets.sheet(
        kind,
        name=_name(ctx, "report", period, narrow),
        titles=titles(ctx, REPORT_TITLES),
        pages=_report(ctx, period, narrow, target_seconds),
        locale=ctx.locale,
    )


async def answers(ctx: Ctx, kind: Kind, *, period: Period, narrow: Narrow) -> Stream:
    """The answers behind a figure, latest first. Raises `ExportTooLong`."""
    count = await listing.how_many(ctx, period=period, narrow=narrow)
    if count > ROWS_MAX:
        raise ExportTooLong(params={"count": count, "max": ROWS_MAX})
    return await sheets.sheet(
        kind,
        name=_name(ctx, "answers", period, narrow),
        titles=titles(ctx, ANSWER_TITLES),
        pages=_answers(ctx, period, narrow),
        locale=ctx.locale,
    )


def titles(ctx: Ctx, codes: Sequence[str]) -> list[str]:
    return [tr(ctx.locale, f"speed.export.{code}") for code in codes]


async def _report(ctx: Ctx, period: Period, narrow: Narrow, target_seconds: int) -> AsyncIterator[Sequence[Row]]:
    told = await reporting.report(ctx, period=period, narrow=narrow, target_seconds=target_seconds)
    parts = (
        ("all", told.first.all, told.any.all),
        ("in_hours", told.first.in_hours, told.any.in_hours),
        ("out_of_hours", told.first.out_of_hours, told.any.out_of_hours),
    )
    yield [
        [tr(ctx.locale, f"speed.export.{code}"), "", *_figures(first), *_figures(any_)] for code, first, any_ in parts
    ]
    for by in By:
        shown = await reporting.breakdown(ctx, period=period, narrow=narrow, by=by, target_seconds=target_seconds)
        part = tr(ctx.locale, f"speed.export.by_{by.value}")
        yield [[part, _group(ctx, one, by), *_figures(one.first), *_figures(one.any)] for one in shown.groups]


def _group(ctx: Ctx, one: schemas.GroupOut, by: By) -> str:
    """An hour of the week as a day and an hour; a team that is none by its words."""
    if by is By.HOUR:
        hour = int(one.key)
        return f"{tr(ctx.locale, f'speed.export.weekday_{hour // 24}')} {hour % 24:02}:00"
    return one.name or one.key or tr(ctx.locale, "speed.export.no_team")


def _figures(one: schemas.Figures) -> Row:
    """Empty rather than unsure, as the screen says "not enough data"."""
    sure = one.enough
    return (
        one.count,
        one.median_seconds if sure else None,
        one.p90_seconds if sure else None,
        one.within_count,
    )


async def _answers(ctx: Ctx, period: Period, narrow: Narrow) -> AsyncIterator[Sequence[Row]]:
    before: tuple[datetime, UUID] | None = None
    zone = ZoneInfo(narrow.zone)
    while True:
        page = await listing.responses(ctx, period=period, narrow=narrow, before=before, limit=PAGE)
        names = await _names(ctx, page)
        yield [_answer(ctx, one, names, zone) for one in page]
        if len(page) < PAGE:
            return
        before = (page[-1].answered_at, page[-1].id)


async def _names(ctx: Ctx, page: Sequence[schemas.ResponseOut]) -> Mapping[UUID, str]:
    channels = await listing.channel_names(ctx, list({one.channel_id for one in page}))
    people = await operators.operators_by_id(ctx, list({one.operator_id for one in page}))
    teams = await listing.team_names(ctx, list({one.team_id for one in page if one.team_id}))
    return {
        **channels,
        **{one: person.name for one, person in people.items()},
        **teams,
    }


def _answer(ctx: Ctx, one: schemas.ResponseOut, names: Mapping[UUID, str], zone: ZoneInfo) -> Row:
    def yes(told: bool) -> str:  # noqa: FBT001 - a word for it
        return tr(ctx.locale, "speed.export.yes" if told else "speed.export.no")

    return (
        one.conversation_number,
        one.contact_name,
        names.get(one.channel_id, ""),
        names.get(one.operator_id, ""),
        names.get(one.team_id, "") if one.team_id else "",
        yes(one.first),
        one.waiting_since.astimezone(zone),
        one.answered_at.astimezone(zone),
        one.seconds,
        one.working_seconds,
        yes(one.in_hours),
    )


def _name(ctx: Ctx, what: str, period: Period, narrow: Narrow) -> str:
    zone = ZoneInfo(narrow.zone)
    last = period.end - rules.A_MOMENT
    days = [f"{moment.astimezone(zone):%Y-%m-%d}" for moment in (period.start, last)]
    return f"{tr(ctx.locale, f'speed.export.{what}')} {days[0]} – {days[1]}"
