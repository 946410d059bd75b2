"""Expected failures of reach."""

from otklik.platform.errors import Conflict, Invalid, NotFound


class PageNotFound(NotFound):
    """No page, code or card of this name."""

    code = "reach.page_not_found"


class EntryInvalid(Invalid):
    """`params.entry` is the way's id, `params.reason`: number, email, link, channel or twice."""

    code = "reach.entry_invalid"


class PlaceNotFound(NotFound):
    code = "reach.place_not_found"


class PlacesTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "reach.places_too_many"
