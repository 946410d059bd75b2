"""Decisions of routing: who gets a conversation and why, or why nobody does. No I/O, no clock.

What is counted in percent is a share of one place: a conversation of weight 50 takes half of one.
"""

import re
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple
from uuid import UUID

PLACE: Final = 100
CAPACITY_DEFAULT: Final = 5
BY_HAND: Final = "by_hand"
ROUND_ROBIN: Final = "round_robin"
LOAD: Final = "load"
SKILL: Final = "skill"
LANGUAGE: Final = "language"
LAST_OPERATOR: Final = "last_operator"
DEPUTY: Final = "deputy"
NOBODY_HERE: Final = {SKILL: "nobody_skilled", LANGUAGE: "nobody_speaks"}
"""By way: nobody of those who could is here; else `nobody_online`."""
PRIORITIES: Final = ("low", "normal", "high", "urgent")
RULE_PRIORITY_MAX: Final = 9
LETTERS_MIN: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]+")
_CYRILLIC: Final = re.compile(r"[а-яё]")

Turns = MutableMapping[tuple[UUID, UUID], int]
"""By rule and operator: the number of the last turn; never given anything: absent."""


class Person(NamedTuple):
    """Somebody who answers. `present`: online and not absent."""

    operator_id: UUID
    present: bool
    capacity: int
    load: int
    skills: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()


class Preferred(NamedTuple):
    """Somebody to be asked first, and why: `last_operator` or `deputy` of whoever that was."""

    operator_id: UUID
    code: str


class Asking(NamedTuple):
    """A skill, and what asks for it: beginnings of words, or labels."""

    skill: str
    words: Sequence[str] = ()
    label_ids: frozenset[UUID] = frozenset()


class Case(NamedTuple):
    """A conversation to be given to one of `pool`."""

    conversation_id: UUID
    rule_id: UUID
    way: str
    pool: frozenset[UUID]
    weight: int = PLACE
    skills: frozenset[str] = frozenset()
    language: str = ""
    preferred: tuple[Preferred, ...] = ()
    skipped_id: UUID | None = None


class Decision(NamedTuple):
    """Who, and why; nobody, and why not. `params` fill the sentence of `code`."""

    operator_id: UUID | None
    code: str
    params: Mapping[str, str | int]


def dispatch(
    cases: Sequence[Case], people: Mapping[UUID, Person], turns: Turns, *, last_turn: int
) -> tuple[list[Decision], int]:
    """Give out in order, each with what was given before in mind; returns the number of the last turn too."""
    now = dict(people)
    decisions: list[Decision] = []
    for case in cases:
        found = decide(case, now, turns)
        decisions.append(found)
        if found.operator_id is not None:
            last_turn += 1
            turns[case.rule_id, found.operator_id] = last_turn
            taker = now[found.operator_id]
            now[found.operator_id] = taker._replace(load=taker.load + case.weight)
    return decisions, last_turn


def decide(case: Case, people: Mapping[UUID, Person], turns: Mapping[tuple[UUID, UUID], int]) -> Decision:
    """Never somebody away or absent, never over a capacity."""
    pool = [people[one] for one in case.pool if one in people and one != case.skipped_id]
    asked = _asked_first(case, people, pool)
    if asked is not None:
        return asked
    able = _able(case, pool)
    here = [one for one in able if one.present]
    if not here:
        missing = len(able) < len(pool)
        return Decision(None, NOBODY_HERE.get(case.way, "nobody_online") if missing else "nobody_online", _needs(case))
    free = [one for one in here if _fits(one, case)]
    if not free:
        return Decision(None, "all_busy", {"count": len(here)})
    chosen = min(free, key=lambda one: _order(case, one, turns))
    return Decision(chosen.operator_id, _code(case, chosen), _why(case, chosen))


def urgency(*, priority: str, of_rule: int) -> int:
    """What is given first is higher: the conversation's own priority counts before its rule's."""
    return PRIORITIES.index(priority) * (RULE_PRIORITY_MAX + 1) + of_rule


def required_skills(
    skills: Iterable[str], topics: Iterable[Asking], text: str, *, label_ids: frozenset[UUID] = frozenset()
) -> frozenset[str]:
    """The rule's own skills, and those of topics one of whose words begins a word of the text, or one of whose labels
    the conversation has.

    `возврат` finds `возврата`.
    """
    said = {_folded(word) for word in _WORD.findall(text)}
    met = (
        one.skill
        for one in topics
        if one.label_ids & label_ids or any(heard.startswith(_folded(word)) for word in one.words for heard in said)
    )
    return frozenset((*skills, *met))


def language_of(locale: str, text: str) -> str:
    """The person's language as known, else what their letters say; empty: unknown."""
    known = locale[:2].lower()
    if len(known) == 2 and known.isalpha():
        return known
    letters = "".join(_WORD.findall(text.lower()))
    cyrillic = len(_CYRILLIC.findall(letters))
    return "ru" if cyrillic >= LETTERS_MIN and cyrillic * 2 > len(letters) else ""


def _asked_first(case: Case, people: Mapping[UUID, Person], pool: Sequence[Person]) -> Decision | None:
    """Whoever answered last must be of the pool; their deputy was chosen by them."""
    inside = {one.operator_id for one in pool}
    for operator_id, code in case.preferred:
        known = people.get(operator_id)
        allowed = code == DEPUTY or operator_id in inside
        if known is not None and allowed and operator_id != case.skipped_id and known.present and _fits(known, case):
            return Decision(operator_id, code, {})
    return None


def _able(case: Case, pool: Sequence[Person]) -> Sequence[Person]:
    """Those who can; where nobody of the pool ever could, everybody: better another's answer than none."""
    able: Sequence[Person] = pool
    if case.way == SKILL:
        able = [one for one in pool if case.skills <= one.skills]
    elif case.way == LANGUAGE and case.language:
        able = [one for one in pool if case.language in one.languages]
    return able or pool


def _fits(one: Person, case: Case) -> bool:
    return one.load + case.weight <= one.capacity


def _order(case: Case, one: Person, turns: Mapping[tuple[UUID, UUID], int]) -> tuple[Fraction, int, UUID]:
    """The longest not served in a round; else the least busy for what they can hold."""
    turn = turns.get((case.rule_id, one.operator_id), 0)
    busy = Fraction(0) if case.way == ROUND_ROBIN else Fraction(one.load, max(one.capacity, 1))
    return busy, turn, one.operator_id


def _code(case: Case, chosen: Person) -> str:
    """Chosen for a skill or a language only where they have it: else they were just the least busy."""
    if case.way == SKILL:
        return SKILL if case.skills and case.skills <= chosen.skills else LOAD
    if case.way == LANGUAGE:
        return LANGUAGE if case.language in chosen.languages else LOAD
    return case.way


def _why(case: Case, chosen: Person) -> Mapping[str, str | int]:
    room = {"open": -(-chosen.load // PLACE), "capacity": chosen.capacity // PLACE}
    return {**_needs(case), **room}


def _needs(case: Case) -> Mapping[str, str | int]:
    if case.way == SKILL and case.skills:
        return {"skills": ", ".join(sorted(case.skills))}
    return {"language": case.language} if case.way == LANGUAGE and case.language else {}


def _folded(word: str) -> str:
    return word.lower().replace("ё", "е")
