"""Expected failures of templates."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class TemplateNotFound(NotFound):
    code = "templates.not_found"


class VersionNotFound(NotFound):
    """The template was never published, or not under that number."""

    code = "templates.version_not_found"


class BlockNotFound(NotFound):
    code = "templates.block_not_found"


class TemplatesTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "templates.too_many"


class BlocksTooMany(Conflict):
    code = "templates.blocks_too_many"


class BlockCodeTaken(Conflict):
    """Another block of the company has this code."""

    code = "templates.block_code_taken"


class DraftChanged(Conflict):
    """Somebody saved meanwhile; `params.revision` is what there is now."""

    code = "templates.draft_changed"


class Archived(Conflict):
    code = "templates.archived"


class NotReady(Invalid):
    """Findings forbid publishing: `params.count` of them, `params.first` is the code of the first."""

    code = "templates.not_ready"


class LanguageMissing(Invalid):
    """The template says nothing in `params.language`."""

    code = "templates.language_missing"


class TooHeavy(Invalid):
    """A body of more than `params.max` bytes."""

    code = "templates.body_too_large"


class BlockInvalid(Invalid):
    """`params.found` at `params.line` is no Liquid, or names what is not known."""

    code = "templates.block_invalid"


class NotTestable(Invalid):
    """A test of this kind cannot be sent over that channel, or to nobody."""

    code = "templates.not_testable"


class RenderFailed(Invalid):
    """Ran into a limit of time, loops or size; `params.found` says which."""

    code = "templates.render_failed"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {"uq_template_blocks_workspace_id_code": BlockCodeTaken}
"""What a violated constraint means."""
