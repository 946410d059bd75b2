"""When a phone may ring."""

from datetime import UTC, datetime

import pytest

from otklik.domains.notifications import rules
from otklik.domains.notifications.rules import Choice

DAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Noon in Moscow."""
NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""Half past two in Moscow."""


@pytest.mark.parametrize(
    ("at", "choice", "quiet"),
    [
        (DAY, Choice(), False),
        (NIGHT, Choice(), True),
        (NIGHT, Choice(quiet=False), False),
        (NIGHT, Choice(time_zone="America/New_York"), False),
        (DAY, Choice(quiet_from=12 * 60, quiet_to=13 * 60), True),
        (DAY, Choice(quiet_from=11 * 60, quiet_to=12 * 60), False),
        (NIGHT, Choice(quiet_from=0, quiet_to=0), False),
    ],
)
def test_quiet_time_is_by_the_persons_own_clock(*, at: datetime, choice: Choice, quiet: bool) -> None:
    assert rules.is_quiet(choice, at=at) is quiet


def test_a_muted_kind_rings_no_phone_and_the_others_do() -> None:
    choice = Choice(muted=("deadlines",))
    assert not rules.may_push(choice, code="promise_due", at=DAY)
    assert rules.may_push(choice, code="mentioned", at=DAY)
    assert not rules.may_push(Choice(push=False), code="mentioned", at=DAY)


@pytest.mark.parametrize(
    ("code", "kind"), [("message", "messages"), ("target_breached", "deadlines"), ("surprise", "other")]
)
def test_the_noun_of_a_code_says_its_kind(code: str, kind: str) -> None:
    assert rules.kind_of(code) == kind
