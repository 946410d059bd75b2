"""Does an automation fire: conditions, words, chains, and whether a machine may reply."""

import time
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.automations import conditions, rules
from otklik.domains.automations.conditions import Condition, Facts, HasAttribute, HasWords, InLanguage, IsFirstMessage
from otklik.platform.ids import new_id

CHANNEL, NOW = new_id(), datetime(2026, 3, 2, 9, tzinfo=UTC)

words = st.text(alphabet="абвгдеё ", min_size=1, max_size=8).filter(lambda word: word.strip() != "")
facts = st.builds(
    Facts,
    channel_id=st.just(CHANNEL),
    is_open=st.booleans(),
    first_message=st.booleans(),
    text=st.text(max_size=40) | words,
    language=st.sampled_from(["", "ru", "ru-RU", "en"]),
    team_id=st.none() | st.just(CHANNEL),
)
asked = st.one_of(
    st.builds(conditions.InHours, negated=st.booleans()),
    st.builds(IsFirstMessage, negated=st.booleans()),
    st.builds(conditions.InChannel, negated=st.booleans(), channel_ids=st.just((CHANNEL,))),
    st.builds(conditions.OfTeam, negated=st.booleans()),
    st.builds(InLanguage, negated=st.booleans(), languages=st.just(("ru",))),
    st.builds(HasWords, negated=st.booleans(), words=st.tuples(words)),
)


def says(text: str) -> Facts:
    return Facts(channel_id=CHANNEL, text=text)


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("возврат", "Хочу ВОЗВРАТ денег", True),
        ("возврат", "Хочу возвратить", False),
        ("возврат*", "Хочу возвратить", True),
        ("врат", "Хочу возврат", False),
        ("Ёлка", "елка", True),
        ("не работает", "Ничего не\nработает.", True),
        ("c++", "Пишу на C++.", True),
        (".*", "что угодно", False),
        ("№ 5", "заказ № 5", True),
    ],
)
def test_words_are_found_whole_in_any_case(word: str, text: str, found: bool) -> None:
    assert HasWords(words=(word,)).holds(says(text)) is found


@given(facts, st.lists(asked, max_size=6))
def test_all_holds_when_each_does_and_any_when_one_does(known: Facts, wanted: list[Condition]) -> None:
    held = [one.holds(known) for one in wanted]
    every = rules.judge(wanted, known, match="all", automation_id=new_id(), chain=())
    some = rules.judge(wanted, known, match="any", automation_id=new_id(), chain=())
    assert every.fires is all(held)
    assert some.fires is (any(held) or not wanted)
    assert [one.held for one in every.checks] == held


@given(facts, asked)
def test_a_condition_and_its_denial_never_agree(known: Facts, one: Condition) -> None:
    denied = msgspec.structs.replace(one, negated=not one.negated)
    assert one.holds(known) is not denied.holds(known)


@given(facts, st.lists(asked, max_size=3), st.integers(0, 9))
def test_no_chain_is_longer_than_its_limit_or_meets_an_automation_twice(
    known: Facts, wanted: list[Condition], length: int
) -> None:
    mine, chain = new_id(), [new_id() for _ in range(length)]
    verdict = rules.judge(wanted, known, match="all", automation_id=mine, chain=chain)
    assert (verdict.result == "too_deep") is (length >= rules.DEPTH_MAX)
    assert rules.judge(wanted, known, match="all", automation_id=mine, chain=[mine, *chain]).result == "own_chain"


def test_a_contact_s_attribute_is_asked_for_or_compared() -> None:
    known = Facts(channel_id=CHANNEL, attributes={"Тариф": "Ёлочный"})
    assert HasAttribute(name="тариф").holds(known)
    assert HasAttribute(name="тариф", value="елочный").holds(known)
    assert not HasAttribute(name="тариф", value="другой").holds(known)
    assert HasAttribute(name="город", negated=True).holds(known)


@pytest.mark.parametrize("text", ["а" * 200_000, "а " * 100_000, "\n" * 200_000, "аб" * 100_000])
def test_the_worst_words_in_the_longest_text_take_a_moment(text: str) -> None:
    worst = HasWords(words=tuple(("а" * 99 + "я*")[-100:] for _ in range(50)))
    began = time.monotonic()
    assert not worst.holds(says(text))
    assert time.monotonic() - began < 2


@given(st.sampled_from(["message", "auto_reply", "bounce", ""]), st.booleans(), st.booleans(), st.integers(0, 9))
def test_a_machine_never_answers_a_machine(kind: str, automatic: bool, in_group: bool, today: int) -> None:
    why = rules.withheld(kind=kind, automatic=automatic, in_group=in_group, last=None, today=today, now=NOW)
    person = kind == "message" and not automatic and not in_group
    assert (why is None) is (person and today < rules.REPLIES_A_DAY_MAX)


def test_the_same_automatic_answer_is_not_given_again_and_again() -> None:
    def answers(ago: timedelta) -> bool:
        why = rules.withheld(kind="message", automatic=False, in_group=False, last=NOW - ago, today=1, now=NOW)
        return why is None

    assert not answers(timedelta(hours=11))
    assert answers(timedelta(hours=12))


@pytest.mark.parametrize(("score", "fits"), [(None, False), (1, True), (2, True), (3, False)])
def test_a_low_rating_is_told_from_a_good_one_and_from_none(score: int | None, fits: bool) -> None:
    known = Facts(channel_id=CHANNEL, score=score)
    assert conditions.RatedAtMost(at_most=2).holds(known) is fits


def test_a_label_fits_when_it_is_one_of_those_that_are_on() -> None:
    wanted, other = new_id(), new_id()
    known = Facts(channel_id=CHANNEL, label_ids=(other, wanted))
    assert conditions.HasLabel(label_ids=(wanted,)).holds(known)
    assert not conditions.HasLabel(label_ids=(new_id(),)).holds(known)


def test_a_priority_fits_when_it_is_one_of_those_asked_for() -> None:
    known = Facts(channel_id=CHANNEL, priority="high")
    assert conditions.OfPriority(priorities=("high", "urgent")).holds(known)
    assert conditions.OfPriority(priorities=("low",), negated=True).holds(known)
