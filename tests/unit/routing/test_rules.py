"""Who gets a conversation: never too much, never to somebody away, in turn, and always with a reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.routing.rules import Asking, Case, Person, Preferred, decide, dispatch, language_of, required_skills
from otklik.platform.ids import new_id

RULE = new_id()
IDS = [new_id() for _ in range(6)]
A, B, C = IDS[:3]


def person(
    who: UUID, *, present: bool = True, places: int = 5, held: int = 0, skills: str = "", languages: str = ""
) -> Person:
    return Person(who, present, places * 100, held * 100, frozenset(skills.split()), frozenset(languages.split()))


def people(*them: Person) -> Mapping[UUID, Person]:
    return {one.operator_id: one for one in them}


def case(
    way: str,
    *,
    pool: Sequence[UUID] = IDS,
    skills: str = "",
    language: str = "",
    preferred: tuple[Preferred, ...] = (),
) -> Case:
    needed = frozenset(skills.split())
    return Case(new_id(), RULE, way, frozenset(pool), skills=needed, language=language, preferred=preferred)


persons = st.builds(
    Person,
    operator_id=st.sampled_from(IDS),
    present=st.booleans(),
    capacity=st.integers(0, 4).map(lambda places: places * 100),
    load=st.integers(0, 10).map(lambda halves: halves * 50),
    skills=st.frozensets(st.sampled_from(["price", "repair"])),
    languages=st.frozensets(st.sampled_from(["ru", "en"])),
)
crews = st.lists(persons, max_size=6).map(lambda them: people(*them))
asked_first = st.builds(Preferred, st.sampled_from(IDS), st.sampled_from(["last_operator", "deputy"]))
cases = st.lists(
    st.builds(
        Case,
        conversation_id=st.just(new_id()),
        rule_id=st.just(RULE),
        way=st.sampled_from(["round_robin", "load", "skill", "language"]),
        pool=st.frozensets(st.sampled_from(IDS)),
        weight=st.sampled_from([50, 100, 200]),
        skills=st.frozensets(st.sampled_from(["price", "repair"])),
        language=st.sampled_from(["", "ru", "en"]),
        preferred=st.lists(asked_first, max_size=2).map(tuple),
        skipped_id=st.one_of(st.none(), st.sampled_from(IDS)),
    ),
    max_size=20,
)


@given(crews, cases)
def test_never_over_a_capacity_never_to_somebody_away_never_back(
    crew: Mapping[UUID, Person], wanted: list[Case]
) -> None:
    decisions, _ = dispatch(wanted, crew, {}, last_turn=0)
    load = {who: one.load for who, one in crew.items()}
    for one, decision in zip(wanted, decisions, strict=True):
        assert decision.code
        if decision.operator_id is None:
            continue
        taker = crew[decision.operator_id]
        load[taker.operator_id] += one.weight
        assert taker.present
        assert taker.operator_id != one.skipped_id
        assert load[taker.operator_id] <= taker.capacity
        assert taker.operator_id in one.pool or decision.code == "deputy"


@given(crews, cases)
def test_nobody_is_left_waiting_while_somebody_able_is_free(crew: Mapping[UUID, Person], wanted: list[Case]) -> None:
    for one in wanted:
        decision = decide(one, crew, {})
        if decision.code == "all_busy":
            free = [
                who
                for who in one.pool - {one.skipped_id}
                if who in crew and crew[who].present and crew[who].load + one.weight <= crew[who].capacity
            ]
            assert one.way in {"skill", "language"} or not free
        if decision.code == "nobody_online":
            assert not any(crew[who].present for who in one.pool - {one.skipped_id} if who in crew) or one.way in {
                "skill",
                "language",
            }


@given(st.integers(1, 6), st.integers(0, 40), st.lists(st.integers(1, 7), max_size=8))
def test_a_round_is_fair_within_one_however_the_work_is_cut(count: int, total: int, cuts: list[int]) -> None:
    crew = people(*(person(who, places=1000) for who in IDS[:count]))
    turns: dict[tuple[UUID, UUID], int] = {}
    got: Counter[UUID] = Counter(dict.fromkeys(IDS[:count], 0))
    last, left = 0, total
    for size in [*cuts, total]:
        block = [case("round_robin") for _ in range(min(size, left))]
        left -= len(block)
        decisions, last = dispatch(block, crew, turns, last_turn=last)
        got.update(one.operator_id for one in decisions if one.operator_id)
    assert sum(got.values()) == total
    assert max(got.values()) - min(got.values()) <= 1


def test_the_least_busy_for_what_they_can_hold_comes_first() -> None:
    crew = people(person(A, places=10, held=4), person(B, places=2, held=1))
    decision = decide(case("load"), crew, {})
    assert (decision.operator_id, decision.params) == (A, {"open": 4, "capacity": 10})


def test_all_the_skills_are_needed_and_if_nobody_ever_had_them_anybody_will_do() -> None:
    crew = people(person(A, skills="price"), person(B, skills="price repair", held=4))
    asked = case("skill", skills="price repair")
    decision = decide(asked, crew, {})
    assert (decision.operator_id, decision.params["skills"]) == (B, "price, repair")
    assert decide(case("skill", skills="piano"), crew, {}).operator_id == A


def test_somebody_skilled_who_is_away_is_waited_for() -> None:
    crew = people(person(A), person(B, skills="repair", present=False))
    decision = decide(case("skill", skills="repair"), crew, {})
    assert (decision.operator_id, decision.code, decision.params) == (None, "nobody_skilled", {"skills": "repair"})


def test_the_persons_language_is_spoken_where_it_is_known() -> None:
    crew = people(person(A, languages="ru"), person(B, languages="en"))
    assert decide(case("language", language="en"), crew, {}).operator_id == B
    assert decide(case("language", language="kk"), crew, {}).operator_id in {A, B}
    away = people(person(A, languages="ru"), person(B, languages="en", present=False))
    assert decide(case("language", language="en"), away, {}).code == "nobody_speaks"


def test_whoever_answered_last_comes_first_if_there_and_free() -> None:
    crew = people(person(A), person(B, held=4))
    asked = case("load", preferred=(Preferred(B, "last_operator"),))
    assert decide(asked, crew, {})[:2] == (B, "last_operator")
    assert decide(asked, people(person(A), person(B, present=False)), {})[:2] == (A, "load")
    assert decide(asked, people(person(A), person(B, held=5)), {})[:2] == (A, "load")
    outside = case("load", pool=[A], preferred=(Preferred(B, "last_operator"),))
    assert decide(outside, crew, {}).operator_id == A
    covered = case("load", pool=[A], preferred=(Preferred(B, "deputy"),))
    assert decide(covered, crew, {})[:2] == (B, "deputy")


def test_why_nobody_is_told() -> None:
    assert decide(case("load"), people(person(A, present=False)), {}).code == "nobody_online"
    busy = decide(case("load"), people(person(A, held=5), person(B, held=5)), {})
    assert (busy.code, busy.params) == ("all_busy", {"count": 2})


def test_topics_ask_for_skills_by_the_beginnings_of_words() -> None:
    topics = [Asking("money", ["возврат", "счёт"]), Asking("repair", ["почин"])]
    assert required_skills(["chat"], topics, "Хочу оформить возврата") == {"chat", "money"}
    assert required_skills([], topics, "Выставьте счет и почините") == {"money", "repair"}
    assert required_skills([], topics, "Невозвратный") == set()


def test_topics_ask_for_skills_by_labels_too() -> None:
    topics = [Asking("money", ["возврат"], frozenset({A})), Asking("repair", (), frozenset({B}))]
    assert required_skills([], topics, "Не подошло", label_ids=frozenset({A})) == {"money"}
    assert required_skills([], topics, "Возврат", label_ids=frozenset({B})) == {"money", "repair"}
    assert required_skills([], topics, "Не подошло") == set()


def test_the_language_is_the_persons_own_or_that_of_their_letters() -> None:
    assert language_of("en-GB", "Здравствуйте") == "en"
    assert language_of("", "Здравствуйте, hello") == "ru"
    assert language_of("", "Hello") == ""
    assert language_of("", "") == ""
