"""Expected failures of conversations."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class ConversationNotFound(NotFound):
    code = "conversations.not_found"


class MessageNotFound(NotFound):
    code = "conversations.message_not_found"


class MessageEmpty(Invalid):
    """Neither text nor a file."""

    code = "conversations.message_empty"


class AssigneeUnknown(Invalid):
    code = "conversations.assignee_unknown"


class AttachmentUnknown(Invalid):
    code = "conversations.attachment_unknown"


class ChannelCannotStart(Conflict):
    """On this channel only the customer can write first."""

    code = "conversations.channel_cannot_start"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_conversations_assignee_id": AssigneeUnknown,
    "fk_conversations_team_id": AssigneeUnknown,
    "fk_message_files_file_id": AttachmentUnknown,
}
