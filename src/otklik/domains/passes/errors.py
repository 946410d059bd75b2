"""Expected failures of passes."""

from typing import Final

from otklik.platform.errors import Invalid, NotFound, OtklikError, Unauthenticated


class CardNotFound(NotFound):
    """The company gives no cards, or the link leads to nobody."""

    code = "passes.not_found"


class PassRefused(Unauthenticated):
    """Not the token of this card, or there is no such card: the two are never told apart."""

    code = "passes.refused"


class RegistrationInvalid(Invalid):
    """The phone's name or its push token is none."""

    code = "passes.registration_invalid"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {}
