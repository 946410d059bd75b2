"""The gate, the states and the patience of delivery."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.contract import Capabilities, Remedy
from otklik.domains.delivery import rules

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
FINE = rules.Facts(
    channel_enabled=True,
    sends=True,
    reachable=True,
    unreachable_code="",
    text_length=10,
    attachment_sizes=(),
    buttons=0,
    window_closes_at=None,
    capabilities=Capabilities(text_length_max=100, attachments_max=2, attachment_size_bytes_max=1000, buttons_max=1),
)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, ""),
        ({"channel_enabled": False}, "channel_disabled"),
        ({"sends": False}, "channel_receives_only"),
        ({"reachable": False, "unreachable_code": "blocked_by_person"}, "blocked_by_person"),
        ({"window_closes_at": NOON}, "window_closed"),
        ({"window_closes_at": NOON + timedelta(seconds=1)}, ""),
        ({"text_length": 101}, "text_too_long"),
        ({"attachment_sizes": (1, 1, 1)}, "too_many_attachments"),
        ({"attachment_sizes": (1001,)}, "attachment_too_large"),
        ({"buttons": 2}, "buttons_not_carried"),
        ({"attachment_sizes": (1,), "capabilities": Capabilities()}, "attachments_not_carried"),
    ],
)
def test_the_gate_names_the_first_reason_a_message_may_not_go(changed: dict[str, object], reason: str) -> None:
    assert rules.refusal(msgspec.structs.replace(FINE, **changed), now=NOON) == reason


@pytest.mark.parametrize(
    ("remedy", "state"),
    [
        (Remedy.RETRY, "planned"),
        (Remedy.RECONNECT, "planned"),
        (Remedy.UNKNOWN, "unknown"),
        (Remedy.GIVE_UP, "failed"),
        (Remedy.UNREACHABLE, "failed"),
        (Remedy.WINDOW_CLOSED, "failed"),
    ],
)
def test_what_may_have_been_sent_is_never_sent_again_by_itself(remedy: Remedy, state: str) -> None:
    assert rules.after_error(remedy, code="x", attempts=1, retry_after_seconds=None).state == state


def test_retries_end() -> None:
    tried_out = rules.after_error(Remedy.RETRY, code="x", attempts=rules.RETRIES_MAX, retry_after_seconds=None)
    assert (tried_out.state, tried_out.due_in) == ("failed", None)


def test_a_provider_may_name_its_own_pause() -> None:
    assert rules.pause(1, retry_after_seconds=7) == timedelta(seconds=7)


@given(st.integers(1, 60))
def test_pauses_grow_up_to_an_hour(attempts: int) -> None:
    now, later = (rules.pause(count, retry_after_seconds=None) for count in (attempts, attempts + 1))
    assert timedelta(seconds=5) <= now <= later <= timedelta(hours=1)


STATES = st.sampled_from(sorted(rules.RANK))


@given(STATES, STATES)
def test_receipts_only_move_a_message_up(current: str, told: str) -> None:
    if told == "failed":
        assert rules.advances(current, told) == (current not in {"delivered", "read", "failed"})
    else:
        assert rules.advances(current, told) == (rules.RANK[told] > rules.RANK[current])


@pytest.mark.parametrize(
    ("told", "believed"),
    [
        (None, 10),
        (-1, 0),
        (4, 4),
        (11, 10),
        (-500, 10),
        (500, 10),
    ],
)
def test_a_providers_clock_is_believed_only_where_it_can_be_true(told: int | None, believed: int) -> None:
    at = None if told is None else NOON + timedelta(seconds=told)
    accepted = rules.accepted_at(at, handed_at=NOON, now=NOON + timedelta(seconds=10))
    assert accepted == NOON + timedelta(seconds=believed)


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("счёт.pdf", "счёт.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\windows\\a.txt", "a.txt"),
        ("a\0b\n.txt", "ab.txt"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_file_names_lose_folders_and_control_characters(given_name: str, safe: str) -> None:
    assert rules.safe_name(given_name) == safe
