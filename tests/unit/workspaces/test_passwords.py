"""Hashing."""

import unicodedata

from otklik.domains.workspaces import passwords


async def test_a_password_matches_its_own_hash_only() -> None:
    stored = await passwords.hashed("лиса прыгает")
    assert await passwords.matches("лиса прыгает", stored=stored)
    assert not await passwords.matches("лиса прыгнула", stored=stored)


async def test_how_the_keyboard_composed_a_letter_does_not_matter() -> None:
    stored = await passwords.hashed(unicodedata.normalize("NFC", "мой ёжик й"))
    assert await passwords.matches(unicodedata.normalize("NFD", "мой ёжик й"), stored=stored)


async def test_an_account_without_a_password_never_matches() -> None:
    assert not await passwords.matches("", stored=None)
    assert not await passwords.matches(passwords.NOBODY, stored=None)


def test_an_unknown_account_costs_the_same_work() -> None:
    assert not passwords.outdated(passwords.NOBODY)


async def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not await passwords.matches("anything", stored="not a hash")
