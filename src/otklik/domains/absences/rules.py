"""Decisions of absences: who covers in the end, whether deputies form a circle, whether a period makes sense."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

CHAIN_MAX: Final = 5
"""A deputy may be absent too, and so may theirs; further than this nobody is looked for."""
DAYS_MAX: Final = 400
CHOSEN_BY_HAND: Final = ""
"""The reason of an assignment that a person chose."""
BEGAN: Final = "absence_began"
RETURNED: Final = "absence_ended"


class Cover(NamedTuple):
    """Who covers: one colleague, one team, or (both None) everybody."""

    operator_id: UUID | None = None
    team_id: UUID | None = None


class Span(NamedTuple):
    """One absence as far as circles are concerned; covered by a team it can close none."""

    operator_id: UUID
    deputy_id: UUID | None
    starts_at: datetime
    ends_at: datetime


def resolve(operator_id: UUID, covers: Mapping[UUID, Cover]) -> Cover:
    """Who covers for the absent person now; `covers` holds everybody absent now.

    A deputy who is absent is covered by their own. Everybody covers when that leads nowhere.
    """
    met = {operator_id}
    cover = covers.get(operator_id, Cover())
    for _ in range(CHAIN_MAX):
        deputy = cover.operator_id
        if deputy is None or deputy not in covers:
            return cover
        if deputy in met:
            return Cover()
        met.add(deputy)
        cover = covers[deputy]
    return Cover()


def closes_circle(new: Span, others: Sequence[Span]) -> bool:
    """Whether at some moment of `new` its deputies lead back to the absent person."""
    by_operator: dict[UUID, list[Span]] = {}
    for one in others:
        by_operator.setdefault(one.operator_id, []).append(one)
    return _leads_back(new, by_operator, home=new.operator_id, met=frozenset())


def period_valid(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Forward, not over yet, and no longer than somebody can be away."""
    return starts_at < ends_at and ends_at > now and ends_at - starts_at <= timedelta(days=DAYS_MAX)


def _leads_back(span: Span, by_operator: Mapping[UUID, Sequence[Span]], *, home: UUID, met: frozenset[UUID]) -> bool:
    deputy = span.deputy_id
    if deputy is None or deputy in met:
        return False
    if deputy == home:
        return True
    for other in by_operator.get(deputy, ()):
        start, end = max(span.starts_at, other.starts_at), min(span.ends_at, other.ends_at)
        shared = other._replace(starts_at=start, ends_at=end)
        if start < end and _leads_back(shared, by_operator, home=home, met=met | {deputy}):
            return True
    return False
