"""What customers said of how they were helped."""

from uuid import UUID

from otklik.platform.events import Event


class RatingReceived(Event, frozen=True, kw_only=True):
    """A customer rated a conversation, or changed a rating within its hour.

    `score` is 1 to 5 (a thumb is 5 or 1), `bad` by the company's own threshold; `operator_id` is who mainly answered.
    """

    rating_id: UUID
    conversation_id: UUID
    channel_id: UUID
    operator_id: UUID
    score: int
    bad: bool
    changed: bool
