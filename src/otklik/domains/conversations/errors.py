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


class ConversationMerged(Conflict):
    """Its messages went to `params.conversation_id`."""

    code = "conversations.merged"


class ConversationOver(Conflict):
    """It is closed."""

    code = "conversations.over"


class SnoozeInvalid(Invalid):
    """The moment is past, or further off than `params.days_max` days."""

    code = "conversations.snooze_invalid"


class MergeRefused(Conflict):
    """`params.reason`: `itself`, or `contact` when the other is with somebody else."""

    code = "conversations.merge_refused"


class MergeTooLong(Conflict):
    """It has more than `params.max` messages."""

    code = "conversations.merge_too_long"


class NotMerged(Conflict):
    code = "conversations.not_merged"


class FollowersTooMany(Conflict):
    code = "conversations.followers_too_many"


class LabelNotFound(NotFound):
    code = "conversations.label_not_found"


class LabelNameTaken(Conflict):
    """Another label has this name, in whatever case."""

    code = "conversations.label_name_taken"


class LabelsTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "conversations.labels_too_many"


class LabelsOnOneTooMany(Conflict):
    """The conversation has `params.max` of them already."""

    code = "conversations.labels_on_one_too_many"


class ViewNotFound(NotFound):
    code = "conversations.view_not_found"


class ViewsTooMany(Conflict):
    """There are `params.max` of them already."""

    code = "conversations.views_too_many"


class FilterUnknown(Invalid):
    """`params.field` of the filter names nothing of the company's."""

    code = "conversations.filter_unknown"


class BulkIncomplete(Invalid):
    """The action needs `params.field`."""

    code = "conversations.bulk_incomplete"


class MentionUnknown(Invalid):
    """`params.id` is no active colleague and no team of the company."""

    code = "conversations.mention_unknown"


class PlannedNotFound(NotFound):
    """Cancelled, or said already."""

    code = "conversations.planned_not_found"


class PlannedByOther(Conflict):
    """Only its writer changes what is said in their name."""

    code = "conversations.planned_by_other"


class PlannedByNobody(Conflict):
    """A program plans nothing: the message would have no person's name under it."""

    code = "conversations.planned_by_nobody"


class PlannedTooMany(Conflict):
    """The conversation has `params.max` planned messages already."""

    code = "conversations.planned_too_many"


class MomentRefused(Invalid):
    """The moment is past, or further ahead than `params.days_max` days."""

    code = "conversations.moment_refused"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_conversations_assignee_id": AssigneeUnknown,
    "fk_conversations_team_id": AssigneeUnknown,
    "uq_labels_name": LabelNameTaken,
    "fk_message_files_file_id": AttachmentUnknown,
}
