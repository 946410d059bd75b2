"""Faster is never worse, and nothing that is done for the figure's sake makes it better."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.bonus import rules
from otklik.domains.bonus.errors import MonthInvalid
from otklik.domains.bonus.rules import Answer, Norms, Quality, Standing, Terms

ROOT = UUID(int=7)
ANNA, BORIS, CHAT, MAIL = (uuid5(ROOT, name) for name in ("anna", "boris", "chat", "mail"))
COLLEAGUE = uuid5(ROOT, "colleague")
BEGAN = datetime(2026, 11, 2, 9, tzinfo=UTC)
NORMS = Norms(
    by_hour={(CHAT, 10): (50, 120.0)},
    by_channel={CHAT: (400, 60.0), MAIL: (400, 7200.0)},
    load_by_hour=dict.fromkeys(range(24), 4.0),
    mail=frozenset({MAIL}),
)
TERMS = Terms(answers_min=1)


PEOPLE = [COLLEAGUE, *(uuid5(ROOT, f"p{number}") for number in range(6))]


def answers(operator: UUID = ANNA) -> st.SearchStrategy[Answer]:
    return st.builds(
        Answer,
        operator_id=st.just(operator),
        channel_id=st.sampled_from([CHAT, MAIL]),
        contact_id=st.sampled_from(PEOPLE),
        first=st.booleans(),
        asked_at=st.integers(0, 3 * 1440).map(lambda minutes: BEGAN + timedelta(minutes=minutes)),
        seconds=st.integers(0, 50_000),
        enough_said=st.booleans(),
        closing=st.sampled_from([False, False, False, True]),
    )


HISTORY = st.lists(answers(), max_size=20)
SOME = st.lists(answers(), min_size=1, max_size=20)
COLLEAGUES = st.lists(answers(BORIS), max_size=8)
PLACE = st.integers(0, 19)


def standing(some: list[Answer], terms: Terms = TERMS, operator: UUID = ANNA) -> Standing | None:
    told = rules.weighed(rules.marked(some, terms=terms, colleagues={COLLEAGUE}), norms=NORMS, terms=terms)
    return next((one for one in rules.standings(told, terms=terms) if one.operator_id == operator), None)


def score(some: list[Answer], terms: Terms = TERMS, operator: UUID = ANNA) -> int:
    found = standing(some, terms, operator)
    return found.score or 0 if found else 0


@given(SOME, COLLEAGUES, PLACE, st.floats(0, 1))
def test_a_quicker_answer_is_never_worse(mine: list[Answer], others: list[Answer], place: int, part: float) -> None:
    chosen = place % len(mine)
    quicker = mine[chosen]._replace(seconds=mine[chosen].seconds * part)
    faster = [*mine[:chosen], quicker, *mine[chosen + 1 :]]
    assert score([*faster, *others]) >= score([*mine, *others])


@given(HISTORY, COLLEAGUES, answers(), st.sampled_from(["tiny", "own", "closed"]))
def test_an_answer_for_the_figures_sake_never_makes_it_better(
    mine: list[Answer], others: list[Answer], more: Answer, how: str
) -> None:
    gamed = {
        "tiny": more._replace(enough_said=False),
        "own": more._replace(contact_id=COLLEAGUE),
        "closed": more._replace(closing=True),
    }[how]
    assert score([*mine, gamed, *others]) <= score([*mine, *others])


@given(SOME, PLACE)
def test_making_an_answer_look_gamed_never_helps(mine: list[Answer], place: int) -> None:
    """A slow answer cannot be got rid of by a card that gets a colleague's address, nor by saying little."""
    chosen = place % len(mine)
    tiny = [*mine[:chosen], mine[chosen]._replace(enough_said=False), *mine[chosen + 1 :]]
    before, after = (share(some) for some in (mine, tiny))
    assert before is None or after is None or after >= before


def share(some: list[Answer]) -> float | None:
    """Without what busy hours allow, for which clean answers alone are counted."""
    told = rules.weighed(
        rules.marked(some, terms=TERMS, colleagues=()), norms=NORMS._replace(load_by_hour={}), terms=TERMS
    )
    return rules.standings(told, terms=TERMS)[0].any.share


@given(st.lists(st.floats(0, 100), min_size=1, max_size=12), st.lists(st.floats(0, 100), max_size=8))
def test_the_guarded_median_is_the_worst_that_leaving_out_marked_ones_can_give(
    clean: list[float], marked: list[float]
) -> None:
    tails = [sorted(marked, reverse=True)[:count] for count in range(len(marked) + 1)]
    assert rules.guarded_median(clean, marked) == max(rules.median(sorted([*clean, *tail])) for tail in tails)


@given(COLLEAGUES, HISTORY)
def test_what_others_do_for_the_figure_changes_nothing_of_mine(others: list[Answer], mine: list[Answer]) -> None:
    marked = [one._replace(enough_said=False) for one in others]
    assert score([*mine, *marked]) == score(mine)


def ordinary(number: int, *, channel: UUID = CHAT, seconds: float = 60, operator: UUID = ANNA) -> Answer:
    return Answer(operator, channel, uuid5(ROOT, f"c{number}"), True, BEGAN + timedelta(days=number), seconds, True)


def test_a_letter_at_its_usual_pace_scores_as_a_chat_at_its_own() -> None:
    chat = [ordinary(number) for number in range(5)]
    mail = [ordinary(number, channel=MAIL, seconds=7200) for number in range(5)]
    assert score(chat) == score(mail) == 5000


def test_the_hours_own_norm_is_used_where_it_is_known() -> None:
    at_ten = [ordinary(number)._replace(asked_at=BEGAN + timedelta(days=number, hours=1)) for number in range(5)]
    assert score(at_ten) == 6666  # 60 s where 120 are usual: half, 10 000 / 1.5


def test_without_history_the_companys_own_words_are_the_norm() -> None:
    empty = Norms({}, {}, {}, frozenset({MAIL}))
    chat, mail = ordinary(1), ordinary(2, channel=MAIL)
    assert [rules.norm(one, norms=empty, terms=TERMS) for one in (chat, mail)] == [300, 14_400]


def test_a_busy_hour_allows_more_time_and_at_most_twice() -> None:
    busy = [ordinary(1)._replace(contact_id=uuid5(ROOT, f"b{number}")) for number in range(6)]
    crazy = [ordinary(1)._replace(contact_id=uuid5(ROOT, f"b{number}")) for number in range(40)]
    found = [standing(some) for some in (busy, crazy)]
    assert [one.load for one in found if one] == [1.5, 2.0]


def test_quiet_hours_and_an_easy_channel_give_no_lead() -> None:
    """Whoever takes only what is answered fast is compared with how fast it is answered."""
    picker = [ordinary(number, seconds=60) for number in range(10)]
    workhorse = [ordinary(number, channel=MAIL, seconds=3600, operator=BORIS) for number in range(100)]
    found = [standing([*picker, *workhorse], operator=who) for who in (ANNA, BORIS)]
    anna, boris = (one for one in found if one)
    assert (anna.score or 0) < (boris.score or 0)
    assert anna.work < boris.work


def test_a_channel_of_more_work_weighs_more() -> None:
    terms = Terms(channel_weights=(rules.ChannelWeight(channel_id=MAIL, weight=3),))
    found = standing([ordinary(1), ordinary(2, channel=MAIL)], terms)
    assert found is not None
    assert found.work == 4


def test_the_sixth_answer_to_one_person_on_a_day_is_marked() -> None:
    some = [ordinary(1)._replace(asked_at=BEGAN + timedelta(minutes=number)) for number in range(7)]
    found = standing(some)
    assert found is not None
    assert (found.any.answers, found.marks) == (5, {"many": 2})


def test_closing_late_in_place_of_answering_counts_as_late() -> None:
    prompt = [ordinary(number, seconds=10) for number in range(3)]
    closings = [ordinary(number, seconds=40_000)._replace(closing=True, first=False) for number in range(10, 14)]
    found = standing([*prompt, *closings])
    assert found is not None
    assert (found.any.slow_marked, found.any.answers) == (4, 3)
    assert score([*prompt, *closings]) < score(prompt)


def test_what_is_needed_for_a_place() -> None:
    found = standing([ordinary(number) for number in range(5)])
    assert found is not None
    terms = Terms(answers_min=5, rating_min=4.5, reopened_percent_max=20)
    good = Quality(rated=5, rating_average=4.6, closings=10, reopened=2)
    assert rules.refusal(found, good, terms=terms) == ""
    assert rules.refusal(found, Quality(rated=5, rating_average=4.4), terms=terms) == "rating"
    assert rules.refusal(found, Quality(rated=4, rating_average=1.0), terms=terms) == ""
    assert rules.refusal(found, Quality(closings=10, reopened=3), terms=terms) == "reopened"
    assert rules.refusal(found, Quality(closings=4, reopened=4), terms=terms) == ""
    assert rules.refusal(found, good, terms=Terms(answers_min=6)) == "too_few"
    assert rules.refusal(found, good, terms=Terms(left_out_ids=(ANNA,))) == "left_out"


def test_equal_scores_share_a_place() -> None:
    assert rules.places([50, 70, 50, 10]) == [2, 1, 2, 4]


@pytest.mark.parametrize("text", ["2026-13", "2026-1", "2026-00", "0000-01", "", "2026-11-01", "ноябрь"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(MonthInvalid):
        rules.month(text)


def test_december_is_followed_by_january() -> None:
    assert rules.next_month(rules.month("2026-12")).isoformat() == "2027-01-01"
