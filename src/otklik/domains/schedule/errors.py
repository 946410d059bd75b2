"""Expected failures of the schedule."""

from typing import Final

from otklik.platform.errors import Invalid, NotFound, OtklikError


class ChannelUnknown(NotFound):
    code = "schedule.channel_unknown"


class TeamUnknown(NotFound):
    code = "schedule.team_unknown"


class CountryUnknown(Invalid):
    """No holidays are known for `params.country`."""

    code = "schedule.country_unknown"


class RegionUnknown(Invalid):
    """`params.region` is not a region of `params.country`."""

    code = "schedule.region_unknown"


class TimeZoneUnknown(Invalid):
    """Not a name of the IANA database; `params.time_zone`."""

    code = "schedule.time_zone_unknown"


class IntervalEmpty(Invalid):
    """An interval closes when it opens; round the clock is 00:00 to 24:00. `params.at`: a weekday 0-6 or a date."""

    code = "schedule.interval_empty"


class IntervalsOverlap(Invalid):
    """Two intervals of one day overlap. `params.at`: a weekday 0-6, Monday first, or a date."""

    code = "schedule.intervals_overlap"


class DateTwice(Invalid):
    """Two exceptions for one date; `params.date`."""

    code = "schedule.date_twice"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_hours_channel_id": ChannelUnknown,
    "fk_team_hours_team_id": TeamUnknown,
    "fk_followed_hours_channel_id": ChannelUnknown,
    "fk_followed_hours_team_id": TeamUnknown,
}
