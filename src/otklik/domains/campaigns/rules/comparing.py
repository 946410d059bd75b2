"""Which variant won, and what a campaign added, said only as far as the data goes.

Fixed horizon: metric, people per variant and hours are declared before the launch, and the data is looked at once, when
the time is over. The leader wins when it differs from *every* other variant by a two-sided two-proportion z-test at
5 % (pooled variance). To claim "better than all" each single claim must hold (an intersection-union test, Berger 1982),
so the chance of naming a variant that is not the best stays at 5 % or less however many variants there are. Looking
earlier would break that, so nobody decides earlier by these rules; what is shown meanwhile are intervals.

Intervals of a difference: Newcombe 1998, method 10 (Wilson's limits of each share), which holds at small counts too.
"""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import Final, Literal

import msgspec

ALPHA: Final = 0.05
POWER: Final = 0.8
SUCCESSES_MIN: Final = 10
"""Of each outcome in each group: below it the normal approximation says nothing (Fleiss, Statistical Methods, 1981)."""
_NORMAL: Final = NormalDist()
Z: Final = _NORMAL.inv_cdf(1 - ALPHA / 2)

Verdict = Literal["winner", "no_difference", "not_enough_data"]


class Arm(msgspec.Struct, frozen=True, kw_only=True):
    """A variant or a group: how many people, how many of them did it."""

    people: int
    successes: int

    @property
    def rate(self) -> float:
        return self.successes / self.people if self.people else 0.0

    @property
    def enough(self) -> bool:
        return min(self.successes, self.people - self.successes) >= SUCCESSES_MIN


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Of two shares: the estimate, its 95 % interval, and the chance of such a difference by luck."""

    estimate: float
    low: float
    high: float
    p_value: float


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """`leader` is the variant with the highest share, whatever the verdict. `p_value`: the largest of its tests."""

    verdict: Verdict
    leader: int
    p_value: float | None = None


def decide(arms: Sequence[Arm], *, people_min: int) -> Decision:
    """By the horizon's end. `people_min`: per variant, as declared."""
    leader = max(range(len(arms)), key=lambda number: (arms[number].rate, -number))
    if len(arms) < 2 or any(arm.people < people_min or not arm.enough for arm in arms):
        return Decision(verdict="not_enough_data", leader=leader)
    p_value = max(p_of(arms[leader], arm) for number, arm in enumerate(arms) if number != leader)
    return Decision(verdict="winner" if p_value < ALPHA else "no_difference", leader=leader, p_value=p_value)


def p_of(one: Arm, two: Arm) -> float:
    """Two-sided, of the hypothesis that both shares are equal."""
    if not one.people or not two.people:
        return 1.0
    pooled = (one.successes + two.successes) / (one.people + two.people)
    spread = math.sqrt(pooled * (1 - pooled) * (1 / one.people + 1 / two.people))
    return 2 * (1 - _NORMAL.cdf(abs(one.rate - two.rate) / spread)) if spread else 1.0


def difference(one: Arm, two: Arm) -> Difference | None:
    """`one` less `two`; None where there is not enough data to say."""
    if not (one.enough and two.enough):
        return None
    (low_1, high_1), (low_2, high_2) = wilson(one), wilson(two)
    estimate = one.rate - two.rate
    return Difference(
        estimate=estimate,
        low=estimate - math.hypot(one.rate - low_1, high_2 - two.rate),
        high=estimate + math.hypot(high_1 - one.rate, two.rate - low_2),
        p_value=p_of(one, two),
    )


def wilson(arm: Arm) -> tuple[float, float]:
    """The 95 % interval of one share."""
    if not arm.people:
        return 0.0, 1.0
    n, p = arm.people, arm.rate
    middle = p + Z * Z / (2 * n)
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    whole = 1 + Z * Z / n
    return max((middle - half) / whole, 0.0), min((middle + half) / whole, 1.0)


def people_needed(*, rate: float, better_by: float) -> int:
    """Per variant, to find a share of `rate` grown by the factor `1 + better_by`, at 5 % and with a power of 80 %."""
    other = min(rate * (1 + better_by), 0.999)
    if not 0 < rate < other:
        return 0
    mean = (rate + other) / 2
    wanted = Z * math.sqrt(2 * mean * (1 - mean))
    wanted += _NORMAL.inv_cdf(POWER) * math.sqrt(rate * (1 - rate) + other * (1 - other))
    return math.ceil((wanted / (other - rate)) ** 2)
