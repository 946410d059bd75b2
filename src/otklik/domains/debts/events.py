"""What people decide about debts."""

from datetime import datetime
from uuid import UUID

from otklik.platform.events import Event


class DebtDecided(Event, frozen=True, kw_only=True):
    """`act`: settled, put_off, given or taken_back; the decision keeps who, when and why."""

    debt_id: UUID
    decision_id: UUID
    kind: str
    conversation_id: UUID | None
    act: str
    until: datetime | None
