"""What happens with the bonus."""

from uuid import UUID

from otklik.platform.events import Event


class BonusRulesChanged(Event, frozen=True, kw_only=True):
    """`fields` name what was changed of rules.Terms."""

    fields: tuple[str, ...]


class MonthClosed(Event, frozen=True, kw_only=True):
    """The statements of the month (`2026-11`) are fixed; `operator_ids` have one."""

    month: str
    paid_minor: int
    currency: str
    operator_ids: tuple[UUID, ...]
