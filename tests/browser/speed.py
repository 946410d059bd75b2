"""The speed figures of the running product beside those counted again by `tests.recompute`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tests import recompute
from tests.browser.screens import Desk
from tests.faults.process import Otklik

PERIOD_DAYS = 7
ENOUGH = 5
MINUTE, HOUR, DAY = 60, 3600, 86_400

_ALL_ACCEPTED = "SELECT count(*) FROM ledger WHERE state IN ('planned', 'claimed', 'handed')"


@dataclass(frozen=True)
class Figures:
    count: int
    median_seconds: float
    p90_seconds: float


@dataclass(frozen=True)
class Speed:
    first: Figures
    any: Figures


async def all_accepted(otklik: Otklik) -> bool:
    return (await otklik.rows(_ALL_ACCEPTED))[0][0] == 0


async def recomputed(otklik: Otklik) -> Speed:
    since = datetime.now(UTC) - timedelta(days=PERIOD_DAYS)  # noqa: TID251 - the process under test has the real clock
    found = [one for one in await recompute.answers(otklik.rows) if one.at >= since]
    first, every = (recompute.figures(some) for some in ([one for one in found if one.first], found))
    return Speed(
        first=_figures(first.count, first.median, first.p90), any=_figures(every.count, every.median, every.p90)
    )


async def told(desk: Desk) -> Speed:
    """What the product's own API says to this operator."""
    reply = await desk.page.request.get(f"{desk.url}/api/v1/speed")
    body = await reply.json()
    found = [body[name]["all"] for name in ("first", "any")]
    first, every = (_figures(one["count"], one["median_seconds"], one["p90_seconds"]) for one in found)
    return Speed(first=first, any=every)


def _figures(count: int, median: float | None, p90: float | None) -> Figures:
    return Figures(count, round(median or 0, 3), round(p90 or 0, 3))


def cells(found: Sequence[recompute.Answer]) -> list[str]:
    """What a row of a table says after the name: the first answers, a bar, any answers, how many."""
    first, every = recompute.figures(one for one in found if one.first), recompute.figures(found)
    return [_median(first), "", _p90(first), _within(first), _median(every), _p90(every), str(every.count)]


def _median(figures: recompute.Figures) -> str:
    """Of too few answers none is told."""
    return words(figures.median or 0) if figures.count >= ENOUGH else "Мало данных"


def _p90(figures: recompute.Figures) -> str:
    return words(figures.p90 or 0) if figures.count >= ENOUGH else "–"


def _within(figures: recompute.Figures) -> str:
    """In percent with a digit after the comma, as the browser rounds."""
    if figures.count < ENOUGH:
        return "–"
    tenths = math.floor(figures.within * 1000 / figures.count + 0.5)
    return f"{tenths / 10:g} %".replace(".", ",")


def words(seconds: float) -> str:
    """As the desk writes a duration in Russian: two units at most."""
    whole = math.floor(seconds + 0.5)  # as the browser rounds
    for unit, larger, smaller, below in ((DAY, "д", "ч", HOUR), (HOUR, "ч", "мин", MINUTE), (MINUTE, "мин", "с", 1)):
        if whole >= unit:
            rest = whole % unit // below
            return f"{whole // unit} {larger}" + (f" {rest} {smaller}" if rest else "")
    return f"{whole} с"
