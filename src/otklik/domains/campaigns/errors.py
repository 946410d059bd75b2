"""Expected failures of campaigns."""

from otklik.platform.errors import Conflict, Forbidden, Invalid, NotFound


class CampaignNotFound(NotFound):
    code = "campaigns.not_found"


class CampaignsTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "campaigns.too_many"


class ReferenceUnknown(NotFound):
    """A segment, channel, template or prepared message of the plan is not the company's; `params.kind` says which."""

    code = "campaigns.reference_unknown"


class DraftChanged(Conflict):
    """Somebody saved meanwhile; `params.revision` is what there is now."""

    code = "campaigns.draft_changed"


class NotEditable(Conflict):
    """It was launched: what people get does not change under them. `params.state` says where it is."""

    code = "campaigns.not_editable"


class StateRefused(Conflict):
    """From `params.state` it cannot become `params.wanted`."""

    code = "campaigns.state_refused"


class NotReady(Invalid):
    """`params.count` obstacles stand in the way; `params.first` is the code of the first."""

    code = "campaigns.not_ready"


class ApprovedByOneself(Forbidden):
    """Whoever launches does not approve."""

    code = "campaigns.approved_by_oneself"


class PlaceUnknown(Invalid):
    """The campaign has no such channel or variant."""

    code = "campaigns.place_unknown"


class StockUnknown(Invalid):
    """Nothing the campaign says has a stock of the name in `params.name`."""

    code = "campaigns.stock_unknown"


class NotTestable(Invalid):
    """Nothing can be sent by that channel to that address as a test."""

    code = "campaigns.not_testable"
