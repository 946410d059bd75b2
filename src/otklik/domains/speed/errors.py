"""Expected failures of speed."""

from otklik.platform.errors import Invalid


class PeriodInvalid(Invalid):
    """Params: `reason` is unreadable, no_time_zone, empty or too_long."""

    code = "speed.period_invalid"
