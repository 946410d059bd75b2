"""Roles, passwords and addresses."""

from uuid import UUID

import pytest

from otklik.domains.workspaces import rules
from otklik.domains.workspaces.errors import (
    EmailInvalid,
    OwnersOnly,
    OwnRole,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
)
from otklik.domains.workspaces.rules import Role

ANNA, BORIS, VERA = (UUID(int=number) for number in (1, 2, 3))
STORE, SALES = UUID(int=10), UUID(int=11)


def test_every_role_may_at_least_do_what_a_viewer_may() -> None:
    viewer = rules.permissions_of(Role.VIEWER)
    assert all(viewer <= rules.permissions_of(role) for role in Role)


def test_a_viewer_can_change_nothing_but_themselves() -> None:
    assert {name for name in rules.permissions_of(Role.VIEWER) if name.endswith(".write")} == {rules.SELF}


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OPERATOR, Role.MARKETER, Role.VIEWER])
@pytest.mark.parametrize("permission", ["operators.write", "workspace.write", "tokens.write", "audit.read"])
def test_only_owners_and_administrators_manage_the_company(role: Role, permission: str) -> None:
    assert permission not in rules.permissions_of(role)


def test_a_marketer_does_not_answer_customers() -> None:
    assert "conversations.write" not in rules.permissions_of(Role.MARKETER)


def test_every_permission_named_in_a_role_is_described() -> None:
    named = frozenset[str]().union(*rules.ROLE_PERMISSIONS.values())
    assert named == frozenset(rules.PERMISSIONS)


def test_an_administrator_cannot_make_an_owner() -> None:
    with pytest.raises(OwnersOnly):
        rules.check_role_change(actor_role="administrator", own=False, current="operator", wanted="owner")


def test_an_administrator_cannot_demote_an_owner() -> None:
    with pytest.raises(OwnersOnly):
        rules.check_role_change(actor_role="administrator", own=False, current="owner", wanted="viewer")


def test_an_owner_can_make_an_owner() -> None:
    rules.check_role_change(actor_role="owner", own=False, current="operator", wanted="owner")


@pytest.mark.parametrize(("current", "wanted"), [("viewer", "operator"), ("administrator", "owner")])
def test_nobody_raises_their_own_role(current: str, wanted: str) -> None:
    with pytest.raises(OwnRole):
        rules.check_role_change(actor_role=current, own=True, current=current, wanted=wanted)


def test_one_may_step_down() -> None:
    rules.check_role_change(actor_role="administrator", own=True, current="administrator", wanted="viewer")


@pytest.mark.parametrize("password", ["синий слон 7", "correct horse", "aaaabbbbcc", "    spaced    "])
def test_a_password_of_ten_characters_needs_no_digits_or_signs(password: str) -> None:
    rules.check_password(password)


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("девять-сл", PasswordTooShort),
        ("x" * 201, PasswordTooLong),
        ("Password123", PasswordTooCommon),
        ("ЙЦУКЕНГШЩЗ", PasswordTooCommon),
        ("aaaaaaaaaaaaaa", PasswordTooCommon),
        ("ababababababab", PasswordTooCommon),
    ],
)
def test_short_endless_and_common_passwords_are_refused(password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        rules.check_password(password)


def test_addresses_differ_neither_by_case_nor_by_spaces() -> None:
    assert rules.normal_email("  Anna@Shop.Example ") == "anna@shop.example"


@pytest.mark.parametrize(
    "email", ["", "anna", "@shop.example", "a b@shop.example", "a@b@c", "a@b\nBcc: x@y", f"{'x' * 65}@a.example"]
)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(EmailInvalid):
        rules.normal_email(email)


def test_what_a_leaver_owned_goes_to_the_team_it_belongs_to_then_to_their_own_then_to_a_leader() -> None:
    own = {STORE: [ANNA, BORIS], SALES: [ANNA]}
    assert rules.heir(ANNA, team_id=SALES, teams=own, supervisors=[VERA]) == (None, SALES)
    assert rules.heir(ANNA, team_id=None, teams=own, supervisors=[VERA]) == (None, STORE)
    assert rules.heir(ANNA, team_id=None, teams={SALES: [ANNA]}, supervisors=[ANNA, VERA]) == (VERA, None)
    assert rules.heir(ANNA, team_id=None, teams={}, supervisors=[ANNA]) == (None, None)
