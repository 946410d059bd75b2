"""How fast one recipient's domain is written to: pure, time is a parameter.

A bucket fills at `rate`; the server's own 4yz answers halve the rate and pause the domain, quiet time gives it back in
steps (additive increase, multiplicative decrease, as TCP does it). An answer that speaks of one mailbox (full,
greylisted) slows nobody down.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import msgspec

from otklik.channels.mail.mass.mails import Fate, Outcome

RATE_FLOOR: Final = 0.05
"""Mails a second below which no domain is slowed: one in twenty seconds."""
PAUSE_FIRST_SECONDS: Final = 15.0
PAUSE_MAX_SECONDS: Final = 1_800.0
"""RFC 5321 section 4.5.4.1 names half an hour as the time between two tries."""
RECOVER_SECONDS: Final = 60.0
"""So long without a complaint of the server earns one step up."""
STEP_SHARE: Final = 0.1
"""One step, as a share of the rate at which the server first complained."""
BURST_SECONDS: Final = 1.0

_ONE_MAILBOX: Final = re.compile(
    r"gr[ae]y.?list|mailbox (?:is )?(?:full|busy|locked)|over ?quota|try again later.*first"
)
_HURRIED: Final = re.compile(
    r"too many|too fast|rate|throttl|limit|slow down|busy|temporar\w+ (?:deferred|rejected)|reputation|unusual"
)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a person set for one domain, or for all that are not named."""

    connections: int = 0
    """Mails under way at once; 0: as many as there are links."""
    per_second: float = 0.0
    """0: no limit of our own."""
    per_day: int = 0
    """What is left of today; 0: no limit. See `day_limit`."""
    pause_seconds: float = PAUSE_FIRST_SECONDS
    """After the server's first complaint; each that follows without quiet between doubles it."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """Limits by domain; `other` for all that are not named."""

    domains: Mapping[str, Limits] = msgspec.field(default_factory=dict[str, Limits])
    other: Limits = Limits()

    def of(self, domain: str) -> Limits:
        return self.domains.get(domain, self.other)


class Pace:
    """One domain's bucket."""

    __slots__ = (
        "_counted_from",
        "_limits",
        "_paused_until",
        "_pauses",
        "_quiet_since",
        "_spent",
        "_tokens",
        "_tokens_at",
        "before",
        "flying",
        "left",
        "rate",
    )

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self.rate = limits.per_second
        """Mails a second; 0: as fast as it goes."""
        self.before = 0.0
        """The rate at which the server complained; 0: never yet, or recovered."""
        self.flying = 0
        self.left = limits.per_day or -1
        """Mails that may still go today; -1: no limit."""
        self._tokens = max(1.0, self.rate * BURST_SECONDS)
        self._tokens_at = now
        self._paused_until = 0.0
        self._pauses = 0
        self._quiet_since = now
        self._spent = 0
        self._counted_from = now

    @property
    def crowded(self) -> bool:
        return bool(self._limits.connections) and self.flying >= self._limits.connections

    @property
    def spent(self) -> bool:
        """Today's limit is used up."""
        return self.left == 0

    @property
    def remembers(self) -> bool:
        """Forgetting it would lose something: mails under way, a complaint, a limit."""
        return bool(self.flying or self.before or self.rate or self.left >= 0)

    def wait(self, now: float) -> float:
        """Seconds until the next mail may go; 0: now."""
        if self._paused_until > now:
            return self._paused_until - now
        self._recover(now)
        if not self.rate:
            return 0.0
        self._tokens = min(max(1.0, self.rate * BURST_SECONDS), self._tokens + (now - self._tokens_at) * self.rate)
        self._tokens_at = now
        # a billionth is what is lost where a wait is added to a clock and taken from it again
        return 0.0 if self._tokens >= 1.0 - 1e-6 else (1.0 - self._tokens) / self.rate

    def take(self) -> None:
        """One mail goes."""
        self.flying += 1
        self._spent += 1
        if self.left > 0:
            self.left -= 1
        if self.rate:
            self._tokens -= 1.0

    def landed(self, outcome: Outcome, now: float) -> None:
        """What became of it changes the pace."""
        self.flying -= 1
        if outcome.fate is Fate.UNTRIED:
            self._spent -= 1
            self.left += self.left >= 0
        elif outcome.fate is Fate.DEFERRED and hurried(outcome.code, outcome.text):
            self._slow_down(now)

    def _slow_down(self, now: float) -> None:
        """Half as fast, after a pause; answers to mails that were already under way count as one."""
        if self._paused_until > now:
            return
        seen = self.rate or self._spent / max(now - self._counted_from, 1.0)
        self.before = max(self.before, seen)
        self.rate = max(RATE_FLOOR, seen / 2)
        self._paused_until = now + min(PAUSE_MAX_SECONDS, self._limits.pause_seconds * 2**self._pauses)
        self._pauses = min(self._pauses + 1, 10)
        self._quiet_since = self._paused_until
        self._tokens, self._tokens_at = 1.0, self._paused_until
        self._spent, self._counted_from = 0, self._paused_until

    def _recover(self, now: float) -> None:
        if not self.before:
            return
        steps = int((now - self._quiet_since) / RECOVER_SECONDS)
        if steps < 1:
            return
        self._quiet_since += steps * RECOVER_SECONDS
        self._pauses = max(0, self._pauses - steps)
        self.rate += self.before * STEP_SHARE * steps
        if self.rate >= self.before:
            self.rate, self.before = self._limits.per_second, 0.0


def hurried(code: int, text: str) -> bool:
    """Whether a 4yz answer asks for fewer mails, rather than speaking of one mailbox (RFC 3463, RFC 6647)."""
    said = text.lower()
    if not 400 <= code < 500 or _ONE_MAILBOX.search(said) or re.search(r"\b4\.(?:2|1)\.\d", said):
        return False
    return code == 421 or bool(re.search(r"\b4\.(?:7|3|4\.5|5\.3)", said) or _HURRIED.search(said))


def day_limit(steps: Sequence[int], *, began: date, today: date) -> int | None:
    """How many mails a warm-up allows on a day: `steps[0]` on the first; None once it is over. 0 before it began."""
    day = (today - began).days
    if day < 0:
        return 0
    return steps[day] if day < len(steps) else None


def doubling(*, first: int, goal: int, factor: float = 2.0) -> tuple[int, ...]:
    """A warm-up's steps from `first` mails a day to below `goal`, each `factor` times the one before."""
    if first < 1 or factor <= 1:
        raise ValueError("a warm-up begins with a mail and grows")
    steps = [float(first)]
    while steps[-1] * factor < goal:
        steps.append(steps[-1] * factor)
    return tuple(int(one) for one in steps)
