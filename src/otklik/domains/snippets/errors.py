"""Expected failures of ready replies."""

from typing import Final

from otklik.platform.errors import Conflict, NotFound, OtklikError


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


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "uq_snippets_shortcut": ShortcutTaken,
    "fk_snippets_team_id": TeamUnknown,
}
"""What a violated constraint means; the database decides, even between two who save at once."""
