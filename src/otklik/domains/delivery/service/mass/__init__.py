"""Messages to very many: open a batch, plan people into it, start, watch. See `ports` for what goes in and out."""

from otklik.domains.delivery.rules import TOO_LATE
from otklik.domains.delivery.service.mass.judging import BLOCK_MAX, free_to, judge
from otklik.domains.delivery.service.mass.planning import plan
from otklik.domains.delivery.service.mass.ports import (
    Author,
    Batch,
    BatchProgress,
    Bells,
    BellsSlot,
    Budget,
    ClaimedRow,
    Judged,
    MassAuthors,
    MassMessageOut,
    NewBatch,
    Note,
    Wish,
)
from otklik.domains.delivery.service.mass.relaying import rung
from otklik.domains.delivery.service.mass.returning import hand_over
from otklik.domains.delivery.service.mass.settling import leave_out
from otklik.domains.delivery.service.mass.showing import message_of, messages_to, progress
from otklik.domains.delivery.service.mass.steering import (
    batch,
    change_rate,
    limit,
    open_batch,
    pause,
    redesign,
    resume,
    start,
    stop,
)

__all__ = [
    "BLOCK_MAX",
    "TOO_LATE",
    "Author",
    "Batch",
    "BatchProgress",
    "Bells",
    "BellsSlot",
    "Budget",
    "ClaimedRow",
    "Judged",
    "MassAuthors",
    "MassMessageOut",
    "NewBatch",
    "Note",
    "Wish",
    "batch",
    "change_rate",
    "free_to",
    "hand_over",
    "judge",
    "leave_out",
    "limit",
    "message_of",
    "messages_to",
    "open_batch",
    "pause",
    "plan",
    "progress",
    "redesign",
    "resume",
    "rung",
    "start",
    "stop",
]
