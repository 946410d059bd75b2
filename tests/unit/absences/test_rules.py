"""Who covers in the end, circles of deputies, periods."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.absences.rules import CHAIN_MAX, Cover, Span, closes_circle, period_valid, resolve
from otklik.platform.ids import new_id

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PEOPLE = [new_id() for _ in range(CHAIN_MAX + 3)]
A, B, C = PEOPLE[:3]


def span(who: UUID, deputy: UUID | None, start: int, end: int) -> Span:
    return Span(who, deputy, NOON + timedelta(hours=start), NOON + timedelta(hours=end))


def test_a_deputy_who_is_absent_is_covered_by_their_own() -> None:
    assert resolve(A, {A: Cover(B), B: Cover(C)}) == Cover(C)


def test_a_team_ends_the_chain() -> None:
    team = new_id()
    assert resolve(A, {A: Cover(B), B: Cover(team_id=team)}) == Cover(team_id=team)


def test_a_chain_too_long_leads_to_everybody() -> None:
    links = {one: Cover(following) for one, following in pairwise(PEOPLE)}
    assert resolve(PEOPLE[0], links) == Cover()
    assert resolve(PEOPLE[2], links) == Cover(PEOPLE[-1])


@given(st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)))
def test_nobody_absent_ever_covers(links: dict[UUID, UUID]) -> None:
    covers = {one: Cover(deputy) for one, deputy in links.items()}
    for one in covers:
        assert resolve(one, covers).operator_id not in covers


def test_two_who_cover_for_each_other_at_the_same_time_are_a_circle() -> None:
    assert closes_circle(span(A, B, 0, 10), [span(B, A, 9, 20)])
    assert not closes_circle(span(A, B, 0, 10), [span(B, A, 10, 20)])


def test_a_circle_of_three_needs_a_moment_shared_by_all() -> None:
    assert closes_circle(span(A, B, 0, 10), [span(B, C, 2, 8), span(C, A, 6, 20)])
    assert not closes_circle(span(A, B, 0, 10), [span(B, C, 2, 5), span(C, A, 6, 20)])


def lasting(who: UUID, deputy: UUID | None, start: int, hours: int) -> Span:
    return span(who, deputy, start, start + hours)


spans = st.builds(
    lasting,
    st.sampled_from(PEOPLE[:4]),
    st.one_of(st.none(), st.sampled_from(PEOPLE[:4])),
    st.integers(0, 20),
    st.integers(1, 10),
)


@given(st.lists(spans, max_size=12))
def test_what_was_accepted_one_by_one_leaves_somebody_at_every_moment(wanted: list[Span]) -> None:
    accepted: list[Span] = []
    for one in wanted:
        overlaps = any(
            other.operator_id == one.operator_id and other.starts_at < one.ends_at and one.starts_at < other.ends_at
            for other in accepted
        )
        if not overlaps and one.deputy_id != one.operator_id and not closes_circle(one, accepted):
            accepted.append(one)
    for hour in range(31):
        at = NOON + timedelta(hours=hour)
        deputies = {one.operator_id: one.deputy_id for one in accepted if one.starts_at <= at < one.ends_at}
        for who in deputies:
            met: set[UUID] = set()
            current: UUID | None = who
            while current is not None and current in deputies:
                assert current not in met
                met.add(current)
                current = deputies[current]


def test_a_period_goes_forward_and_is_not_over() -> None:
    day = timedelta(days=1)
    assert period_valid(starts_at=NOON, ends_at=NOON + day, now=NOON)
    assert period_valid(starts_at=NOON - day, ends_at=NOON + day, now=NOON)
    assert not period_valid(starts_at=NOON - day, ends_at=NOON, now=NOON)
    assert not period_valid(starts_at=NOON, ends_at=NOON, now=NOON - day)
    assert not period_valid(starts_at=NOON, ends_at=NOON + 401 * day, now=NOON)
