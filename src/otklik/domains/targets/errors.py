"""Expected failures of targets."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class TargetNotFound(NotFound):
    code = "targets.not_found"


class TargetTwice(Conflict):
    """Another target is for exactly the same conversations: neither would be the more specific."""

    code = "targets.twice"


class TargetsTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "targets.too_many"


class TargetEmpty(Invalid):
    """It names a time neither for the first answer, nor for any, nor for the solution."""

    code = "targets.empty"


class ConditionUnknown(NotFound):
    """`params.field` names a channel, a team or a label that is not the company's."""

    code = "targets.condition_unknown"


class PeriodInvalid(Invalid):
    """Params: `reason` is no_time_zone, empty or too_long."""

    code = "targets.period_invalid"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "uq_targets_conditions": TargetTwice,
    "ck_targets_some_time": TargetEmpty,
}
"""What a violated constraint means."""
