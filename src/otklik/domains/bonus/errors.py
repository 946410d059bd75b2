"""Expected failures of the bonus."""

from typing import Final

from otklik.platform.errors import Conflict, Forbidden, Invalid, NotFound, OtklikError


class MonthInvalid(Invalid):
    """Params: `reason` is unreadable, ahead or too_old."""

    code = "bonus.month_invalid"


class MonthNotOver(Conflict):
    """It can be closed when it is over, by the company's calendar."""

    code = "bonus.month_not_over"


class MonthClosed(Conflict):
    """Its statements are fixed already."""

    code = "bonus.month_closed"


class TooManyAnswers(Conflict):
    """The month has more than `params.max` answers."""

    code = "bonus.too_many_answers"


class PercentsOff(Invalid):
    """The places' percents do not make 100; `params.sum` is what they make."""

    code = "bonus.percents_off"


class OperatorUnknown(NotFound):
    """`left_out_ids` names somebody who is not the company's."""

    code = "bonus.operator_unknown"


class ChannelUnknown(NotFound):
    """`channel_weights` names a channel that is not the company's, or one twice."""

    code = "bonus.channel_unknown"


class StatementMissing(NotFound):
    """The operator answered nobody in that month."""

    code = "bonus.statement_missing"


class NotYours(Forbidden):
    """A colleague's statement, and the caller may see only their own."""

    code = "bonus.not_yours"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {"pk_bonus_months": MonthClosed}
"""What a violated constraint means."""
