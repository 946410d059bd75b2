"""Expected failures of goods."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError, TooLarge, TooMany, Unavailable


class GoodNotFound(NotFound):
    code = "goods.not_found"


class GoodInvalid(Invalid):
    """`params.field` or `params.reason`: what of the good cannot be right."""

    code = "goods.good_invalid"


class GoodsTooMany(Invalid):
    """`params.max` goods fit one request."""

    code = "goods.too_many_at_once"


class CatalogueFull(TooMany):
    """The company has `params.max` goods already."""

    code = "goods.catalogue_full"


class FeedNotFound(NotFound):
    """No feed was set up."""

    code = "goods.feed_not_found"


class FeedBusy(Conflict):
    """A load waits or runs."""

    code = "goods.feed_busy"


class FeedChangedMeanwhile(Conflict):
    """Somebody saved it since; `params.revision` is what there is now."""

    code = "goods.feed_changed_meanwhile"


class FeedAddressInvalid(Invalid):
    """The address is none of http or https."""

    code = "goods.feed_address_invalid"


class FeedAddressRefused(Invalid):
    """The address is, or leads to, one that this server must not call."""

    code = "goods.feed_address_refused"


class FeedUnreachable(Unavailable):
    """The shop's server did not answer; `params.status` where it answered with one that says no."""

    code = "goods.feed_unreachable"


class FeedTooLarge(TooLarge):
    """The feed is larger than `params.max_bytes`, or holds more than `params.max` goods."""

    code = "goods.feed_too_large"


class FeedUnreadable(Invalid):
    """It is not the feed that it is said to be, or is cut short; `params.line` where that is known."""

    code = "goods.feed_unreadable"


class FeedColumnsMissing(Invalid):
    """No titles of the table say which column holds ids, or names."""

    code = "goods.feed_columns_missing"


class FeedEmpty(Invalid):
    """No good of it can be taken in."""

    code = "goods.feed_empty"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {}
