"""When: what automations listen to. A new trigger is a line in `TRIGGERS` and a name here."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple
from uuid import UUID

from otklik.domains.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationLabelled,
    ConversationOpened,
    ConversationReopened,
    ConversationWoken,
    MessageAdded,
    WaitingChanged,
)
from otklik.domains.promises.events import PromiseAtRisk, PromiseBroken
from otklik.domains.ratings.events import RatingReceived
from otklik.domains.targets.events import TargetAtRisk, TargetBroken
from otklik.platform.events import Event


class TriggerName(StrEnum):
    CONVERSATION_OPENED = "conversation_opened"
    MESSAGE_RECEIVED = "message_received"
    MESSAGE_SENT = "message_sent"
    CONVERSATION_CLOSED = "conversation_closed"
    CONVERSATION_REOPENED = "conversation_reopened"
    CONVERSATION_ASSIGNED = "conversation_assigned"
    CONVERSATION_LABELLED = "conversation_labelled"
    SNOOZE_ENDED = "snooze_ended"
    RATING_RECEIVED = "rating_received"
    PROMISE_AT_RISK = "promise_at_risk"
    PROMISE_BROKEN = "promise_broken"
    TARGET_AT_RISK = "target_at_risk"
    TARGET_BROKEN = "target_broken"
    NO_ANSWER = "no_answer"


class Moment(NamedTuple):
    """Where something happened. `message_id`: the message it happened with, where there is one."""

    conversation_id: UUID
    message_id: UUID | None = None
    in_group: bool = False


class Trigger(NamedTuple):
    """`moment` of an event of `event`; None: this one is not meant."""

    name: TriggerName
    event: type[Event]
    moment: Callable[[Any], Moment | None]  # Any: each line knows its own event


def _of_conversation(event: Any) -> Moment:  # Any: every event here has this field
    return Moment(event.conversation_id)


def _received(event: MessageAdded) -> Moment | None:
    if event.direction != "in" or event.kind not in {"message", "auto_reply"}:
        return None
    return Moment(event.conversation_id, event.message_id, event.in_group)


def _sent(event: MessageAdded) -> Moment | None:
    """An answer of a person; what a machine says is not what one waits for."""
    if event.direction != "out" or event.automatic:
        return None
    return Moment(event.conversation_id, event.message_id)


def _begins_to_wait(event: WaitingChanged) -> Moment | None:
    return Moment(event.conversation_id) if event.waiting_since is not None else None


TRIGGERS: Final[Sequence[Trigger]] = (
    Trigger(TriggerName.CONVERSATION_OPENED, ConversationOpened, _of_conversation),
    Trigger(TriggerName.CONVERSATION_REOPENED, ConversationReopened, _of_conversation),
    Trigger(TriggerName.MESSAGE_RECEIVED, MessageAdded, _received),
    Trigger(TriggerName.MESSAGE_SENT, MessageAdded, _sent),
    Trigger(TriggerName.CONVERSATION_CLOSED, ConversationClosed, _of_conversation),
    Trigger(TriggerName.CONVERSATION_ASSIGNED, ConversationAssigned, _of_conversation),
    Trigger(TriggerName.CONVERSATION_LABELLED, ConversationLabelled, _of_conversation),
    Trigger(TriggerName.SNOOZE_ENDED, ConversationWoken, _of_conversation),
    Trigger(TriggerName.RATING_RECEIVED, RatingReceived, _of_conversation),
    Trigger(TriggerName.PROMISE_AT_RISK, PromiseAtRisk, _of_conversation),
    Trigger(TriggerName.PROMISE_BROKEN, PromiseBroken, _of_conversation),
    Trigger(TriggerName.TARGET_AT_RISK, TargetAtRisk, _of_conversation),
    Trigger(TriggerName.TARGET_BROKEN, TargetBroken, _of_conversation),
    Trigger(TriggerName.NO_ANSWER, WaitingChanged, _begins_to_wait),
)
EVENTS: Final = tuple(dict.fromkeys(one.event for one in TRIGGERS))
