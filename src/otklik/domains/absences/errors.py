"""Expected failures of absences."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class AbsenceNotFound(NotFound):
    code = "absences.not_found"


class AbsencesOverlap(Conflict):
    """The person is absent at that time already."""

    code = "absences.overlap"


class AbsenceOver(Conflict):
    """What has ended stays as it was."""

    code = "absences.over"


class AbsenceBegunAlready(Conflict):
    """Its start cannot be moved any more, and it cannot be cancelled, only ended."""

    code = "absences.begun_already"


class AbsenceNotBegun(Conflict):
    code = "absences.not_begun"


class AbsencesTooMany(Conflict):
    """The person has `params.max` planned already."""

    code = "absences.too_many"


class PeriodInvalid(Invalid):
    """It ends before it begins, is over already, or is longer than `params.days_max` days."""

    code = "absences.period_invalid"


class DeputyInvalid(Invalid):
    """A deputy is one colleague at work or one team, and never the absent person."""

    code = "absences.deputy_invalid"


class OperatorUnknown(NotFound):
    code = "absences.operator_unknown"


class DeputiesCircle(Conflict):
    """At some moment everybody would cover for everybody else and nobody would be left."""

    code = "absences.circle"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "ex_absences_overlap": AbsencesOverlap,
    "ck_absences_period_forward": PeriodInvalid,
    "ck_absences_deputy_one": DeputyInvalid,
    "ck_absences_deputy_other": DeputyInvalid,
    "fk_absences_operator_id": OperatorUnknown,
    "fk_absences_deputy_operator_id": DeputyInvalid,
    "fk_absences_deputy_team_id": DeputyInvalid,
}
