"""Expected failures of posts."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class PostNotFound(NotFound):
    code = "posts.not_found"


class CopyNotFound(NotFound):
    code = "posts.copy_not_found"


class CommunityNotFound(NotFound):
    code = "posts.community_not_found"


class CommunityKnown(Conflict):
    """It is among the company's communities already."""

    code = "posts.community_known"


class CommunityRefused(Invalid):
    """The provider says no; `params.reason` is its code."""

    code = "posts.community_refused"


class CommunitiesTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "posts.communities_too_many"


class PostChanged(Conflict):
    """Somebody saved meanwhile; `params.revision` is what there is now."""

    code = "posts.changed"


class NotEditable(Conflict):
    """It is published, or being published."""

    code = "posts.not_editable"


class NotReady(Invalid):
    """`params.reason` says why it cannot be published, `params.community` where."""

    code = "posts.not_ready"


class MomentPast(Invalid):
    code = "posts.moment_past"


class MomentTooFar(Invalid):
    """`params.days` ahead at most."""

    code = "posts.moment_too_far"


class PictureRefused(Invalid):
    """It is none of JPEG, PNG, WebP and GIF."""

    code = "posts.picture_refused"


class PictureUnknown(NotFound):
    """`params.file_id` is no file of the company."""

    code = "posts.picture_unknown"


class LinkInvalid(Invalid):
    """The button leads to no address of http or https."""

    code = "posts.link_invalid"


class CopyStateRefused(Conflict):
    """From `params.state` that cannot be done."""

    code = "posts.copy_state_refused"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {"uq_post_communities_address": CommunityKnown}
