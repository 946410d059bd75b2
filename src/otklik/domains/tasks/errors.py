"""Expected failures of tasks."""

from typing import Final

from otklik.platform.errors import Conflict, Invalid, NotFound, OtklikError


class TaskNotFound(NotFound):
    code = "tasks.not_found"


class TaskSettled(Conflict):
    """It is done or cancelled: open it again first."""

    code = "tasks.settled"


class TaskOwnerInvalid(Invalid):
    """Params: `reason` is one (an operator or a team) or unknown."""

    code = "tasks.owner_invalid"


class TaskDueInvalid(Invalid):
    """A day or a moment that lies ahead, within `params.days_max`."""

    code = "tasks.due_invalid"


class TasksTooMany(Conflict):
    """The person has `params.max` open ones."""

    code = "tasks.too_many"


class TaskTextEmpty(Invalid):
    code = "tasks.text_empty"


class TaskChangeIncomplete(Invalid):
    """`params.field` is missing for this action."""

    code = "tasks.change_incomplete"


BY_CONSTRAINT: Final[dict[str, type[OtklikError]]] = {
    "fk_tasks_operator_id": TaskOwnerInvalid,
    "fk_tasks_team_id": TaskOwnerInvalid,
    "ck_tasks_owned": TaskOwnerInvalid,
}
