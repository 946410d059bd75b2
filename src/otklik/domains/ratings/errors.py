"""Expected failures of ratings."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class RatingNotFound(NotFound):
    """No such question was asked, or its link was altered."""

    code = "ratings.not_found"


class RatingClosed(Conflict):
    """It was given more than an hour ago, or asked too long ago."""

    code = "ratings.closed"


class PeriodInvalid(Invalid):
    """Params: `reason` is no_time_zone, empty or too_long."""

    code = "ratings.period_invalid"


class AskedAlready(Conflict):
    """Two nodes closed the same conversation's question at once."""

    code = "ratings.asked_already"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {"uq_ratings_conversation_id_closed_at": AskedAlready}
