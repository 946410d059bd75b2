"""Expected failures of consultations."""

from typing import Final

from otklik.platform.errors import Conflict, Forbidden, Invalid, NotFound, OtklikError


class ConsultationNotFound(NotFound):
    code = "consultations.not_found"


class ConsultationSettled(Conflict):
    """It was answered or withdrawn already."""

    code = "consultations.settled"


class OwnerInvalid(Invalid):
    """Params: `reason` is one (an operator or a team), self, or unknown."""

    code = "consultations.owner_invalid"


class DeadlineInvalid(Invalid):
    """It must lie ahead, within 30 days."""

    code = "consultations.deadline_invalid"


class ConsultationsTooMany(Conflict):
    """The conversation has `params.max` open ones."""

    code = "consultations.too_many"


class NotConsulted(Forbidden):
    """Only who was asked, or who may answer customers, answers a consultation."""

    code = "consultations.not_consulted"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_consultations_operator_id": OwnerInvalid,
    "fk_consultations_team_id": OwnerInvalid,
    "ck_consultations_owned": OwnerInvalid,
}
