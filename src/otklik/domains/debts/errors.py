"""Expected failures of debts."""

from otklik.platform.errors import Invalid, NotFound


class DebtNotFound(NotFound):
    """Nobody waits any more, or never did."""

    code = "debts.not_found"


class DebtRestInvalid(Invalid):
    """It must lie ahead, within `params.days_max`."""

    code = "debts.rest_invalid"


class DebtReasonMissing(Invalid):
    """What is done with or put off says why."""

    code = "debts.reason_missing"


class DebtOwnerInvalid(Invalid):
    """One operator or one team."""

    code = "debts.owner_invalid"
