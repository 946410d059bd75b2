"""Expected failures of reach."""

from otklik.platform.errors import Invalid, NotFound


class PageNotFound(NotFound):
    """No page, code or card of this name."""

    code = "reach.page_not_found"


class EntryInvalid(Invalid):
    """`params.entry` is the way's id, `params.reason`: number, email, link, channel or twice."""

    code = "reach.entry_invalid"
