"""Expected failures of the visitor's side."""

from typing import Final

from otklik.platform.errors import Conflict, Forbidden, Invalid, NotFound, OtklikError, Unauthenticated


class ChatNotFound(NotFound):
    """No such public id, or the channel is switched off."""

    code = "livechat.chat_not_found"


class TokenRefused(Unauthenticated):
    """No visitor has this token, or it was not used for too long: begin a new session without it."""

    code = "livechat.token_refused"


class OriginRefused(Forbidden):
    """The channel names the sites that may show it, and this is none of them. Params: `origin`."""

    code = "livechat.origin_refused"


class IdentityRefused(Forbidden):
    """The identity is not signed with the channel's secret, or is out of date. Params: `reason`."""

    code = "livechat.identity_refused"


class IdentityBusy(Conflict):
    """Another device of the same customer came at this very moment: try again."""

    code = "livechat.identity_busy"


class PushNotOffered(Conflict):
    """The channel rings no devices of this kind: nothing to ring them with was set up. Params: `kind`."""

    code = "livechat.push_not_offered"


class TimeZoneUnknown(Invalid):
    """Params: `time_zone`."""

    code = "livechat.time_zone_unknown"


class DeviceUnknown(NotFound):
    """The visitor has no such device."""

    code = "livechat.device_unknown"


class MessageEmpty(Invalid):
    """Neither text nor a file."""

    code = "livechat.message_empty"


class TextTooLong(Invalid):
    """Params: `length`, `length_max`."""

    code = "livechat.text_too_long"


class FilesRefused(Invalid):
    """The channel takes no files, or not so many. Params: `count_max`."""

    code = "livechat.files_refused"


class FileUnknown(Invalid):
    """The visitor uploaded no such file. Params: `file_id`."""

    code = "livechat.file_unknown"


class FileNotFound(NotFound):
    code = "livechat.file_not_found"


class MessageUnknown(NotFound):
    """No such message in the visitor's own conversation."""

    code = "livechat.message_unknown"


class EmailInvalid(Invalid):
    code = "livechat.email_invalid"


class EmailNotOffered(Conflict):
    """The channel does not carry on by e-mail, or the company has no mailbox connected."""

    code = "livechat.email_not_offered"


class NothingSaid(Conflict):
    """There is no conversation to send."""

    code = "livechat.nothing_said"


class NotContinued(Conflict):
    """The channel cannot be reached by a link that carries a token. Params: `kind`."""

    code = "livechat.not_continued"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {"uq_visitor_sessions_customer": IdentityBusy}
