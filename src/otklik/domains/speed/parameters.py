"""What speed's routes are asked for: a period and what it is narrowed to, the same way everywhere."""

from typing import Annotated, Final, NamedTuple
from uuid import UUID

from litestar.di import Provide
from litestar.params import QueryParameter

from otklik.domains.speed import rules
from otklik.domains.speed.queries.figures import Narrow
from otklik.domains.speed.rules import Clock, Period
from otklik.domains.speed.service import reporting
from otklik.platform.context import Ctx

_MOMENT = "A moment with its offset, or a date: a day of the company's calendar"
Start = Annotated[str | None, QueryParameter(name="from", max_length=40, required=False, description=_MOMENT)]
End = Annotated[str | None, QueryParameter(name="to", max_length=40, required=False, description=f"{_MOMENT}, with it")]
Target = Annotated[int, QueryParameter(ge=1, le=rules.TARGET_SECONDS_MAX)]
Hour = Annotated[int | None, QueryParameter(ge=0, lt=rules.HOURS_OF_WEEK, required=False)]
Seconds = Annotated[int | None, QueryParameter(ge=0, le=2**53, required=False)]


class Told(NamedTuple):
    """A period and what it is narrowed to."""

    period: Period
    narrow: Narrow


class Asked(NamedTuple):
    """As it stands in the address."""

    start: str | None
    end: str | None
    narrow: Narrow

    async def read(self, ctx: Ctx) -> Told:
        """Raises `PeriodInvalid`."""
        zone = await reporting.time_zone(ctx)
        period = rules.period(self.start, self.end, now=ctx.now(), zone=zone)
        return Told(period, self.narrow._replace(zone=zone))


async def _figures(
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    clock: Clock = Clock.WALL,
) -> Asked:
    narrow = Narrow(channel_id=channel_id, operator_id=operator_id, team_id=team_id, clock=clock)
    return Asked(start, end, narrow)


async def _answers(  # noqa: PLR0913 - all of one address
    *,
    start: Start = None,
    end: End = None,
    channel_id: UUID | None = None,
    operator_id: UUID | None = None,
    team_id: UUID | None = None,
    clock: Clock = Clock.WALL,
    first: bool | None = None,
    in_hours: bool | None = None,
    hour: Hour = None,
    seconds_min: Seconds = None,
    seconds_max: Seconds = None,
) -> Asked:
    asked = await _figures(
        start=start, end=end, channel_id=channel_id, operator_id=operator_id, team_id=team_id, clock=clock
    )
    closer = asked.narrow._replace(
        first=first, in_hours=in_hours, hour=hour, seconds_min=seconds_min, seconds_max=seconds_max
    )
    return asked._replace(narrow=closer)


FIGURES: Final = {"asked": Provide(_figures)}
"""Of a route that tells figures."""
ANSWERS: Final = {"asked": Provide(_answers)}
"""Of a route that tells the answers behind one."""
