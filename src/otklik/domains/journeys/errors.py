"""Expected failures of journeys."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class JourneyNotFound(NotFound):
    code = "journeys.not_found"


class JourneysTooMany(Conflict):
    """The company has `params.max` of them already."""

    code = "journeys.too_many"


class ChangedMeanwhile(Conflict):
    """Somebody saved it since; `params.revision` is theirs."""

    code = "journeys.changed_meanwhile"


class GraphNotReady(Invalid):
    """Publishing was refused: `params.count` things are wrong, `params.codes` says which."""

    code = "journeys.not_ready"


class ReferenceUnknown(NotFound):
    """The graph names something that the company has not: `params.field` says what."""

    code = "journeys.reference_unknown"


class WrongState(Conflict):
    """Not from `params.state`."""

    code = "journeys.wrong_state"


class PersonUnknown(NotFound):
    code = "journeys.person_unknown"


class RecipeUnknown(NotFound):
    code = "journeys.recipe_unknown"


class NothingToSimulate(Conflict):
    """Nobody would have come in over the last month, so nothing can be said."""

    code = "journeys.nothing_to_simulate"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {}
"""What a violated constraint means."""
