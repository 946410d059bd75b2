"""A domain is written to as fast as it likes: limits hold, its own complaints slow us down, quiet gives speed back."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.mail.mass import pacing
from otklik.channels.mail.mass.lanes import Lanes
from otklik.channels.mail.mass.mails import Fate, Mail, Outcome, mail
from otklik.channels.mail.mass.pacing import Limits, Plan


def letters(count: int, domain: str = "example.org") -> list[Mail]:
    return [
        mail(f"{domain}-{at}", sender="a@example.com", recipient=f"u{at}@{domain}", data=b"x\r\n")
        for at in range(count)
    ]


def lanes(limits: Limits, count: int) -> Lanes:
    made = Lanes(Plan(domains={"example.org": limits}))
    for one in letters(count):
        made.put(one, 0.0)
    return made


def accepted(one: Mail) -> Outcome:
    return Outcome(one, Fate.ACCEPTED, "data", 250)


def hurried(one: Mail) -> Outcome:
    return Outcome(one, Fate.DEFERRED, "rcpt", 421, "4.7.0 too many messages, slow down")


def passed(made: Lanes, *, seconds: float, step: float = 0.05) -> list[float]:
    """When mails went, each accepted at once."""
    times: list[float] = []
    for tick in range(int(seconds / step)):
        now = tick * step
        while (one := made.next(now)) is not None:
            times.append(now)
            made.landed(accepted(one), now)
    return times


@given(st.floats(0.5, 50), st.integers(1, 300))
def test_a_rate_is_never_exceeded(rate: float, count: int) -> None:
    times = passed(lanes(Limits(per_second=rate), count), seconds=10)
    assert len(times) <= rate * 10 + max(1.0, rate) + 1
    assert len(times) == count or len(times) >= rate * 10 * 0.8 - 1


def test_no_more_than_so_many_are_under_way() -> None:
    made = lanes(Limits(connections=2), 5)
    first, second = made.next(0.0), made.next(0.0)
    assert made.next(0.0) is None
    assert first is not None
    assert second is not None
    made.landed(accepted(first), 1.0)
    assert made.next(1.0) is not None


def test_one_slow_domain_holds_nobody_up() -> None:
    made = lanes(Limits(per_second=1), 100)
    for one in letters(50, "fast.example"):
        made.put(one, 0.0)
    went = [one.domain for one in iter(lambda: made.next(0.0), None)]
    assert went.count("fast.example") == 50
    assert went.count("example.org") == 1
    assert made.next_at == pytest.approx(1.0)


def test_a_complaint_pauses_and_halves_and_quiet_gives_it_back() -> None:
    pace = pacing.Pace(Limits(per_second=10), 0.0)
    (one,) = letters(1)
    pace.take()
    pace.landed(hurried(one), 100.0)
    assert pace.rate == 5
    assert pace.wait(100.0) == pytest.approx(pacing.PAUSE_FIRST_SECONDS)
    later = 100.0 + pacing.PAUSE_FIRST_SECONDS
    assert pace.wait(later) == 0.0
    pace.wait(later + 3 * pacing.RECOVER_SECONDS)
    assert pace.rate == pytest.approx(8)
    pace.wait(later + 10 * pacing.RECOVER_SECONDS)
    assert pace.rate == 10


def test_answers_to_what_was_already_under_way_count_once() -> None:
    pace = pacing.Pace(Limits(per_second=8), 0.0)
    several = letters(5)
    for _ in several:
        pace.take()
    for one in several:
        pace.landed(hurried(one), 50.0)
    assert pace.rate == 4


@given(st.lists(st.floats(0, 10_000), max_size=60))
def test_however_often_it_complains_something_still_goes_one_day(times: list[float]) -> None:
    pace = pacing.Pace(Limits(), 0.0)
    (one,) = letters(1)
    for now in sorted(times):
        pace.take()
        pace.landed(hurried(one), now)
    assert pace.wait(20_000.0) <= pacing.PAUSE_MAX_SECONDS + 1 / pacing.RATE_FLOOR
    assert pace.rate == 0 or pace.rate >= pacing.RATE_FLOOR


@pytest.mark.parametrize(
    ("code", "text", "slower"),
    [
        (421, "4.7.0 Try again later, closing connection", True),
        (450, "4.7.1 rate limited", True),
        (451, "4.7.650 The mail server has been temporarily rate limited due to IP reputation", True),
        (452, "4.5.3 Too many recipients", True),
        (452, "4.3.1 Insufficient system storage", True),
        (450, "4.2.0 Greylisted, see http://postgrey.example", False),
        (451, "4.7.1 Greylisting in action, please come back later", False),
        (452, "4.2.2 The email account is over quota", False),
        (450, "4.2.1 mailbox busy", False),
        (450, "4.1.2 Domain not found", False),
        (550, "5.7.1 too many", False),
    ],
)
def test_only_an_answer_about_all_mail_slows_down(code: int, text: str, *, slower: bool) -> None:
    assert pacing.hurried(code, text) is slower


def test_a_days_limit_lets_so_many_go_and_hands_back_the_rest() -> None:
    made = lanes(Limits(per_day=3), 5)
    went = list(iter(lambda: made.next(0.0), None))
    assert len(went) == 3
    assert list(made.spent()) == []
    made.landed(Outcome(went[0], Fate.UNTRIED, "smtp.lost"), 1.0)
    again = made.next(1.0)
    assert again is not None
    for one in (went[1], went[2], again):
        made.landed(accepted(one), 2.0)
    assert len(list(made.spent())) == 1
    assert len(made) == 0


def test_a_warm_up_grows_and_ends() -> None:
    steps = pacing.doubling(first=50, goal=1_000)
    assert steps == (50, 100, 200, 400, 800)
    began = date(2026, 11, 1)
    assert pacing.day_limit(steps, began=began, today=date(2026, 10, 31)) == 0
    assert [pacing.day_limit(steps, began=began, today=date(2026, 11, day)) for day in (1, 3, 5, 6)] == [
        50,
        200,
        800,
        None,
    ]


def test_domains_nothing_is_known_of_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("otklik.channels.mail.mass.lanes.LANES_MAX", 10)
    made = Lanes(Plan())
    for at in range(100):
        made.put(letters(1, f"d{at}.example")[0], 0.0)
        one = made.next(0.0)
        assert one is not None
        made.landed(accepted(one), 0.0)
    assert len(made._lanes) <= 10
