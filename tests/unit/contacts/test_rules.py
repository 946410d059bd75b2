"""How addresses are compared, whose they are, and what joined cards show."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.domains.contacts import rules
from otklik.domains.contacts.rules import Profile, Settlement

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("email", " Anna.Kim@Example.COM ", "anna.kim@example.com"),
        ("email", "почта@пример.рф", "почта@xn--e1afmkfd.xn--p1ai"),
        ("email", "anna@xn--e1afmkfd.xn--p1ai", "anna@xn--e1afmkfd.xn--p1ai"),
        ("email", "anna@example.com.", "anna@example.com"),
        ("phone", "8 (912) 345-67-89", "+79123456789"),
        ("phone", "+1 212 555 0123", "+12125550123"),
        ("phone", "912 345 67 89", "+79123456789"),
        ("telegram", " 42 ", "42"),
    ],
)
def test_an_address_has_one_spelling(kind: str, written: str, kept: str) -> None:
    assert rules.normalise(kind, written, country="RU") == kept


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("email", "anna"),
        ("email", "@example.com"),
        ("email", "anna@"),
        ("email", "a b@example.com"),
        ("email", "anna@exa mple.com"),
        ("email", "anna@..com"),
        ("email", f"{'a' * 65}@example.com"),
        ("phone", "12"),
        ("phone", "перезвоните"),
        ("telegram", "   "),
        ("telegram", "4" * 321),
    ],
)
def test_what_is_no_address_is_told_apart(kind: str, written: str) -> None:
    assert rules.normalise(kind, written, country="RU") is None


def test_a_national_number_is_read_as_the_company_s_country_writes_it() -> None:
    assert rules.normalise("phone", "020 7946 0018", country="GB") == "+442079460018"


@given(st.text(max_size=400), st.sampled_from(["email", "phone", "visitor"]))
def test_a_normal_spelling_is_its_own_normal_spelling(written: str, kind: str) -> None:
    once = rules.normalise(kind, written, country="RU")
    assert once is None or rules.normalise(kind, once, country="RU") == once


def test_an_international_domain_is_shown_in_its_own_letters() -> None:
    assert rules.presentable("email", "почта@xn--e1afmkfd.xn--p1ai") == "почта@пример.рф"
    assert rules.presentable("email", "a@xn--broken-.com") == "a@xn--broken-.com"
    assert rules.presentable("visitor", "xn--e1afmkfd") == "xn--e1afmkfd"


@pytest.mark.parametrize(
    ("owner", "holder", "verified", "parted", "expected"),
    [
        (ONE, None, True, False, Settlement.HOLD),
        (ONE, None, False, False, Settlement.CLAIM),
        (ONE, ONE, True, False, Settlement.CONFIRM),
        (ONE, ONE, False, False, Settlement.CONFIRM),
        (ONE, TWO, True, False, Settlement.JOIN),
        (ONE, TWO, True, True, Settlement.CLAIM),
        (ONE, TWO, False, False, Settlement.CLAIM),
    ],
)
def test_only_proof_gives_an_address_to_a_person(
    owner: UUID, holder: UUID | None, verified: bool, parted: bool, expected: Settlement
) -> None:
    assert rules.settle(owner=owner, holder=holder, verified=verified, parted=parted) is expected


def test_the_card_known_longer_is_kept() -> None:
    assert rules.elder_first(TWO, ONE) == (ONE, TWO)


def test_the_root_speaks_first_then_the_cards_known_longest() -> None:
    cards = [
        Profile(id=ONE, name="Первая", locale="en", notes="один", attributes={"a": 1, "b": 1}),
        Profile(id=THREE, name="Третья", notes="три", attributes={"b": 3, "c": 3}, avatar_key="k"),
        Profile(id=TWO, notes="два", attributes={"a": 2}),
    ]
    shown = rules.fold(TWO, cards)
    assert shown == Profile(
        id=TWO,
        name="Первая",
        locale="en",
        notes="два\n\nодин\n\nтри",
        attributes={"a": 2, "b": 1, "c": 3},
        avatar_key="k",
    )
    assert rules.fold(TWO, reversed(cards)) == shown


def test_a_provider_s_name_does_not_overwrite_an_operator_s() -> None:
    assert rules.renamed("", before="", after="Anna") == "Anna"
    assert rules.renamed("Anna", before="Anna", after="Anna K") == "Anna K"
    assert rules.renamed("Анна, оптовик", before="Anna", after="Anna K") == "Анна, оптовик"
    assert rules.renamed("Anna", before="Anna", after="") == "Anna"


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("8 (912) 345-67-89", ["9123456789"]),
        ("8 912", ["912"]),
        ("800", ["800"]),
        ("+7 912 345", ["7912345"]),
        ("912 345", ["912345"]),
        ("Анна  КИМ", ["анна", "ким"]),
        ("Семён", ["семен"]),
        ("Зоя Йот", ["зоя", "йот"]),
        ("José", ["jose"]),
        ("---", []),
        ("", []),
    ],
)
def test_a_query_becomes_the_words_that_must_be_found(query: str, terms: list[str]) -> None:
    assert rules.search_terms(query) == terms


def test_whatever_is_written_on_a_card_is_found_by_it() -> None:
    text = rules.search_text(["Семён Йотов", "", "@semyon", "+79123456789", "@semyon"])
    assert text == "семен йотов\n@semyon\n+79123456789"
    for query in ("семён", "йот", "8 912 345-67-89", "@SEM"):
        assert all(term in text for term in rules.search_terms(query))
