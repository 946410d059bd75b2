"""Expected failures of ready replies."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class SnippetNotFound(NotFound):
    code = "snippets.not_found"


class ShortcutTaken(Conflict):
    """Another ready reply of the company has this shortcut, in whatever case."""

    code = "snippets.shortcut_taken"


class SnippetsTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "snippets.too_many"


class TeamUnknown(NotFound):
    code = "snippets.team_unknown"


class AttachmentUnknown(NotFound):
    """`params.file_id` is not a file of the company."""

    code = "snippets.attachment_unknown"


class ImportUnreadable(Invalid):
    """The first row of the file does not name the columns shortcut and text."""

    code = "snippets.import_unreadable"


class ImportTooLong(Invalid):
    """More than `params.max` replies in one file."""

    code = "snippets.import_too_long"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "uq_snippets_shortcut": ShortcutTaken,
    "fk_snippets_team_id": TeamUnknown,
}
"""What a violated constraint means; the database decides, even between two who save at once."""
