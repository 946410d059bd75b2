"""Decisions of automations: does it fire, may a machine reply, is a chain too long. No I/O, no clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from otklik.domains.automations.conditions import Condition, Facts

DEPTH_MAX: Final = 5
"""Automations that one happening may set off one after another."""
REPLY_EVERY: Final = timedelta(hours=12)
"""One automation answers in one conversation at most this often (RFC 3834, 2)."""
REPLIES_A_DAY_MAX: Final = 3
"""Automatic replies in one conversation within a day, of all automations together: two machines never talk for long."""

Match = Literal["all", "any"]
Result = Literal["fired", "not_matched", "own_chain", "too_deep"]


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One condition as it was found: `value` is what it looked at."""

    kind: str
    negated: bool
    value: str
    held: bool


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """Whether an automation fires, and why."""

    result: Result
    checks: tuple[Check, ...] = ()

    @property
    def fires(self) -> bool:
        return self.result == "fired"


def judge(
    conditions: Sequence[Condition], facts: Facts, *, match: Match, automation_id: UUID, chain: Sequence[UUID]
) -> Verdict:
    """`chain`: the automations whose actions led here, the first one first. With no conditions it always fires."""
    if automation_id in chain:
        return Verdict(result="own_chain")
    if len(chain) >= DEPTH_MAX:
        return Verdict(result="too_deep")
    checks = tuple(check(one, facts) for one in conditions)
    return Verdict(result="fired" if matched(checks, match=match) else "not_matched", checks=checks)


def check(condition: Condition, facts: Facts) -> Check:
    return Check(
        kind=str(condition.__struct_config__.tag),
        negated=condition.negated,
        value=condition.seen(facts),
        held=condition.holds(facts),
    )


def matched(checks: Sequence[Check], *, match: Match) -> bool:
    held = [one.held for one in checks]
    return all(held) if match == "all" or not held else any(held)


def withheld(
    *, kind: str, automatic: bool, in_group: bool, last: datetime | None, today: int, now: datetime
) -> str | None:
    """Why a machine may not reply here and now (RFC 3834); None: it may. `kind`, `automatic`: of what it replies to."""
    if kind != "message" or automatic:
        return "machine"
    if in_group:
        return "group"
    if last is not None and now - last < REPLY_EVERY:
        return "too_soon"
    return "too_many" if today >= REPLIES_A_DAY_MAX else None
