"""Decisions of consultations: which deadline can be kept, who takes over from whoever leaves. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

OPEN_MAX: Final = 20
"""Open consultations of one conversation."""
LONGEST: Final = timedelta(days=30)


def is_possible(due_at: datetime, *, now: datetime) -> bool:
    return due_at.tzinfo is not None and now < due_at <= now + LONGEST


def day_of(due_at: datetime, *, seen_from: datetime, zone: str) -> str:
    """How the day of a deadline is said: today, tomorrow or date."""
    clock = ZoneInfo(zone)
    days = (due_at.astimezone(clock).date() - seen_from.astimezone(clock).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, "date")


def heir(
    leaver_id: UUID, *, team_id: UUID | None, teams: Mapping[UUID, Sequence[UUID]], supervisors: Sequence[UUID]
) -> tuple[UUID | None, UUID | None]:
    """Who a leaver's question goes to: (operator, team).

    The team that was asked; else a team of theirs where somebody is left; else whoever leads, supervisors first.
    `teams` are the leaver's own with the members still at work.
    """
    if team_id is not None:
        return None, team_id
    for own, members in sorted(teams.items()):
        if any(member != leaver_id for member in members):
            return None, own
    return next((one for one in supervisors if one != leaver_id), None), None
