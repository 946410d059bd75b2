"""Parameters that speed's routes share."""

from typing import Annotated

from litestar.params import QueryParameter

from otklik.domains.speed import rules

_MOMENT = "A moment with its offset, or a date: a day of the company's calendar"
Start = Annotated[str | None, QueryParameter(name="from", max_length=40, required=False, description=_MOMENT)]
End = Annotated[str | None, QueryParameter(name="to", max_length=40, required=False, description=f"{_MOMENT}, with it")]
Target = Annotated[int, QueryParameter(ge=1, le=rules.TARGET_SECONDS_MAX)]
Hour = Annotated[int | None, QueryParameter(ge=0, lt=rules.HOURS_OF_WEEK, required=False)]
Seconds = Annotated[int | None, QueryParameter(ge=0, le=2**53, required=False)]
