"""Expected failures of activity."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError, TooMany, Unavailable


class FactInvalid(Invalid):
    """`params.field` or `params.reason`: what of the event cannot be right."""

    code = "activity.fact_invalid"


class FactInFuture(Invalid):
    """An event cannot lie further ahead than clocks differ."""

    code = "activity.fact_in_future"


class PropertiesTooLarge(Invalid):
    """Params: `reason` is keys, depth or bytes, `max` how much may be."""

    code = "activity.properties_too_large"


class NameReserved(Invalid):
    """A page cannot tell events of this name: purchases come from the company's own systems. Params: `name`."""

    code = "activity.name_reserved"


class PersonMissing(Invalid):
    """The event names nobody: contact_id, external_id, email or phone."""

    code = "activity.person_missing"


class PersonUnknown(NotFound):
    """There is no contact of this id."""

    code = "activity.person_unknown"


class AddressUnreadable(Invalid):
    """`params.address_kind`: what was given is no address of this kind, and nothing else names the person."""

    code = "activity.address_unreadable"


class FactsTooMany(Invalid):
    """`params.max` events fit one request."""

    code = "activity.facts_too_many"


class IntakeBusy(Unavailable):
    """More wait to be written than the database takes: send it again a little later."""

    code = "activity.intake_busy"


class NameNotFound(NotFound):
    code = "activity.name_not_found"


class AttributeNotFound(NotFound):
    code = "activity.attribute_not_found"


class AttributesTooMany(TooMany):
    """The company has `params.max` attributes already."""

    code = "activity.attributes_too_many"


class ImportNotFound(NotFound):
    code = "activity.import_not_found"


class ImportState(Conflict):
    """`params.state`: as it is now, this cannot be done to it."""

    code = "activity.import_state"


class ImportUnreadable(Invalid):
    """The file is no table, or has no rows below its titles."""

    code = "activity.import_unreadable"


class ImportPlanInvalid(Invalid):
    """Params: `reason` is no_person, twice, no_name, no_at or column."""

    code = "activity.import_plan_invalid"


class LevelsInvalid(Invalid):
    """Levels of loyalty rise, and each has a name."""

    code = "activity.levels_invalid"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {}
