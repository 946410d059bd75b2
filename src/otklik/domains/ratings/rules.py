"""Decisions of ratings: who is asked, by what, for how long an answer may change, whose the rating is. No I/O."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from otklik.domains.ratings.errors import PeriodInvalid

Scale = Literal["stars", "thumbs"]

CHANGEABLE_FOR: Final = timedelta(hours=1)
ANSWERABLE_FOR: Final = timedelta(days=30)
"""A question older than this is not about anything its reader remembers."""
COMMENT_LENGTH_MAX: Final = 4_000
ENOUGH: Final = 5
"""Fewer ratings than this are shown as "not enough data" beside the figure."""
PERIOD: Final = timedelta(days=30)
PERIOD_LONGEST: Final = timedelta(days=400)
OPTIONS: Final[Mapping[str, tuple[int, ...]]] = {"stars": (5, 4, 3, 2, 1), "thumbs": (5, 1)}
"""The scores of a scale, the best first; a thumb up counts as 5, a thumb down as 1."""
TYPED_FOR: Final = timedelta(hours=1)
"""For so long a mark that is typed, not pressed, is an answer to the question."""
_THUMBS: Final = {"👍": 5, "👎": 1}
TYPED: Final[Mapping[str, Mapping[str, int]]] = {
    "stars": {**{str(score): score for score in OPTIONS["stars"]}, **_THUMBS},
    "thumbs": _THUMBS,
}
"""What a mark typed alone says in each scale; a number says nothing where none was asked for."""
PAYLOAD: Final = "~rate:"
"""How a rating button's data begins: `~` marks what is never words of the customer (conversations.rules)."""
_ID_LENGTH: Final = 22


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at before somebody is asked."""

    closed: bool
    answered: bool
    last_from_person: bool
    """The customer's last message was written by a person, not by a machine."""
    in_group: bool
    last_asked_at: datetime | None
    """When the same person was last asked, in any conversation of theirs."""


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `start` up to, not including, `end`."""

    start: datetime
    end: datetime


def may_ask(ending: Ending, *, pause: timedelta, now: datetime) -> bool:
    """Only a person, privately, whom a person answered, and not again and again."""
    if not (ending.closed and ending.answered and ending.last_from_person) or ending.in_group:
        return False
    return ending.last_asked_at is None or now - ending.last_asked_at >= pause


def main_first(answers: Sequence[tuple[UUID, int, datetime]]) -> list[UUID]:
    """Whose the rating is: whoever wrote most messages to the customer since the conversation was last opened.

    Of equals, whoever wrote last. The rating counts for the first alone; the others are kept beside it.
    `answers`: operator, how many messages, when the last was written.
    """
    return [one[0] for one in sorted(answers, key=lambda one: (one[1], one[2]), reverse=True)]


def takes(*, asked_at: datetime, rated_at: datetime | None, now: datetime) -> bool:
    """Whether a rating may still be given or changed."""
    if rated_at is not None:
        return now - rated_at <= CHANGEABLE_FOR
    return now - asked_at <= ANSWERABLE_FOR


def typed_score(word: str, *, scale: str) -> int | None:
    """The score of the word that stands alone in a message; None when it is no mark of the scale."""
    return TYPED[scale].get(word)


def takes_typed(*, asked_at: datetime, now: datetime) -> bool:
    return now - asked_at <= TYPED_FOR


def is_bad(score: int, *, bad_up_to: int) -> bool:
    return score <= bad_up_to


def event_code(score: int, *, scale: str) -> str:
    """How the quiet line in the thread says it."""
    if scale == "thumbs":
        return "rated_up" if score > OPTIONS["thumbs"][-1] else "rated_down"
    return "rated"


def payload(rating_id: UUID, score: int) -> str:
    """What a button stands for, to be signed: 23 signs, so that with its signature it fits Telegram's 64 bytes."""
    return f"{base64.urlsafe_b64encode(rating_id.bytes).rstrip(b'=').decode()}{score}"


def read_payload(text: str) -> tuple[UUID, int] | None:
    """The rating and the score of a payload; None when it is not one."""
    if len(text) != _ID_LENGTH + 1 or text[-1] not in "12345":
        return None
    try:
        return UUID(bytes=base64.urlsafe_b64decode(f"{text[:-1]}==")), int(text[-1])
    except ValueError:
        return None


def period(start: datetime | None, end: datetime | None, *, now: datetime) -> Period:
    """The period asked for; the last 30 days by default. Raises `PeriodInvalid`."""
    chosen_end = end or now
    chosen_start = start or chosen_end - PERIOD
    if chosen_start.tzinfo is None or chosen_end.tzinfo is None:
        raise PeriodInvalid(params={"reason": "no_time_zone"})
    if chosen_start >= chosen_end:
        raise PeriodInvalid(params={"reason": "empty"})
    if chosen_end - chosen_start > PERIOD_LONGEST:
        raise PeriodInvalid(params={"reason": "too_long", "days_max": PERIOD_LONGEST.days})
    return Period(start=chosen_start, end=chosen_end)
