"""Expected failures of promises."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class PromiseNotFound(NotFound):
    code = "promises.not_found"


class ChannelUnknown(NotFound):
    code = "promises.channel_unknown"


class BadgeNotFound(NotFound):
    code = "promises.badge_not_found"


class BadgesTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "promises.badges_too_many"


class StepsUnordered(Invalid):
    """Steps of escalation must follow each other: each later than the one before."""

    code = "promises.steps_unordered"


class PeriodInvalid(Invalid):
    """`params.reason`: no_time_zone, empty or too_long (`days_max`)."""

    code = "promises.period_invalid"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_promise_settings_channel_id": ChannelUnknown,
    "fk_badges_channel_id": ChannelUnknown,
}
