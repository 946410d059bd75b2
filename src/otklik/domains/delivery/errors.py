"""Expected failures of delivery."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError, TooLarge


class ChannelNotFound(NotFound):
    code = "delivery.channel_not_found"


class ChannelKindUnknown(Invalid):
    code = "delivery.channel_kind_unknown"


class ChannelFailed(OtklikError):
    """The provider refused the connection; `params.reason` is its stable code."""

    code = "delivery.channel_failed"
    status = 422


class FileNotFound(NotFound):
    code = "delivery.file_not_found"


class FileTooLarge(TooLarge):
    code = "delivery.file_too_large"


class FileNotReady(Conflict):
    code = "delivery.file_not_ready"


class PreparedNotFound(NotFound):
    code = "delivery.prepared_not_found"


class PreparedNotListed(Invalid):
    """The channel has no messages that a provider approves."""

    code = "delivery.prepared_not_listed"


class LedgerRowNotFound(NotFound):
    code = "delivery.message_not_found"


class Refused(OtklikError):
    """The gate does not let this message be planned; `params.reason` says why."""

    code = "delivery.refused"
    status = 422


class RetryRefused(Conflict):
    """Only a failed, skipped or unknown message can be sent again."""

    code = "delivery.retry_refused"


class NoMassMail(Invalid):
    """The channel is no mailbox."""

    code = "delivery.no_mass_mail"


class BatchNotFound(NotFound):
    code = "delivery.batch_not_found"


class BatchStopped(Conflict):
    """A batch that was stopped is not gone on with."""

    code = "delivery.batch_stopped"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {}
