"""Expected failures of speed."""

from otklik.platform.errors import Conflict, Invalid


class PeriodInvalid(Invalid):
    """Params: `reason` is unreadable, no_time_zone, empty or too_long."""

    code = "speed.period_invalid"


class ExportTooLong(Conflict):
    """The filter finds `params.count` answers; a table holds `params.max`."""

    code = "speed.export_too_long"
