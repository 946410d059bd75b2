"""Expected failures of contact policy."""

from otklik.platform.errors import Invalid, NotFound


class CapsInvalid(Invalid):
    """Params: `reason` is `first` (level 0 has no row), `twice`, `order` (a longer window holds less), `level`."""

    code = "contact_policy.caps_invalid"


class HoursInvalid(Invalid):
    """Params: `channel`; `reason` is `never` (no hour of the week is left), `empty`, `channel` (there is no such)."""

    code = "contact_policy.hours_invalid"


class TimeZoneUnknown(Invalid):
    """Params: `time_zone`."""

    code = "contact_policy.time_zone_unknown"


class MomentTooFar(Invalid):
    """Params: `years`: no farther from now is a policy tried."""

    code = "contact_policy.moment_too_far"


class PersonUnknown(NotFound):
    """There is no contact of this id."""

    code = "contact_policy.person_unknown"
