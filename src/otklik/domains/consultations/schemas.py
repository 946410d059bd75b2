"""Wire shapes of consultations."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

State = Literal["open", "answered", "withdrawn"]
Question = Annotated[str, Meta(min_length=1, max_length=4_000)]
Answer = Annotated[str, Meta(min_length=1, max_length=20_000)]
CustomerText = Annotated[str, Meta(max_length=4_000)]


class Incoming(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of what comes in."""


class ConsultationIn(Incoming, frozen=True, kw_only=True):
    """A question to one operator or one team. `customer_text`: what the customer is told meanwhile; empty: nothing."""

    question: Question
    due_at: datetime
    operator_id: UUID | None = None
    team_id: UUID | None = None
    customer_text: CustomerText = ""


class ConsultationAnswerIn(Incoming, frozen=True, kw_only=True):
    text: Answer


class ConsultationOwnerIn(Incoming, frozen=True, kw_only=True):
    operator_id: UUID | None = None
    team_id: UUID | None = None


class ConsultationDeadlineIn(Incoming, frozen=True, kw_only=True):
    due_at: datetime


class ConsultationOut(msgspec.Struct, frozen=True, kw_only=True):
    id: UUID
    conversation_id: UUID
    conversation_number: int
    contact_name: str
    asker_id: UUID
    operator_id: UUID | None
    team_id: UUID | None
    question: str
    state: State
    asked_at: datetime
    due_at: datetime
    escalated_at: datetime | None
    answer: str
    answered_by_id: UUID | None
    settled_at: datetime | None


class ConsultationCount(msgspec.Struct, frozen=True, kw_only=True):
    open: int
    """Asked of the caller or of a team of theirs; not counted further than 100."""


class HoldingWords(msgspec.Struct, frozen=True, kw_only=True):
    """Ready words for the customer, in their language and the company's time."""

    text: str
