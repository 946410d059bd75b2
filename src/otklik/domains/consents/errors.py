"""Expected failures of consents."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError, TooLarge


class PurposeNotFound(NotFound):
    code = "consents.purpose_not_found"


class PurposeTaken(Conflict):
    """Another purpose has this code, or the product itself uses it."""

    code = "consents.purpose_taken"


class PurposesTooMany(Invalid):
    """`params.max` purposes fit one company."""

    code = "consents.purposes_too_many"


class WordingMissing(Invalid):
    """Nobody can agree to words that were never written."""

    code = "consents.wording_missing"


class ChannelMissing(Invalid):
    code = "consents.channel_missing"


class SuppressionNotFound(NotFound):
    code = "consents.suppression_not_found"


class SuppressedAlready(Conflict):
    code = "consents.suppressed_already"


class LiftRefused(Conflict):
    """Only the person can take back what they asked for; `params.reason`."""

    code = "consents.lift_refused"


class ImportTooLarge(TooLarge):
    """`params.max` lines at a time."""

    code = "consents.import_too_large"


class ImportUnreadable(Invalid):
    """`params.line` is not `kind,address`."""

    code = "consents.import_unreadable"


class LinkInvalid(NotFound):
    """A link that was altered, has had its time, or leads to nobody."""

    code = "consents.link_invalid"


class TooOften(Conflict):
    """The address was asked to confirm a moment ago."""

    code = "consents.too_often"


class StepUsed(Conflict):
    """The address was given for one promise and one question, and this was said already."""

    code = "consents.step_used"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "uq_consent_purposes_workspace_id_code": PurposeTaken,
    "uq_suppressions_live": SuppressedAlready,
}
