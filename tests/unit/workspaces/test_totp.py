"""Codes by time, against the vectors of RFC 6238, appendix B."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from otklik.domains.workspaces import totp

SECRET = b"12345678901234567890"
VECTORS = [
    (59, "94287082"),
    (1111111109, "07081804"),
    (1111111111, "14050471"),
    (1234567890, "89005924"),
    (2000000000, "69279037"),
    (20000000000, "65353130"),
]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert totp.code_at(SECRET, step=seconds // 30, digits=8) == code


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_phone_one_step_off_is_let_in(drift: int) -> None:
    code = totp.code_at(SECRET, step=100 + drift)
    assert totp.matching_step(SECRET, code=code, now=at(100 * 30)) == 100 + drift


@pytest.mark.parametrize("drift", [-2, 2])
def test_a_phone_two_steps_off_is_not(drift: int) -> None:
    code = totp.code_at(SECRET, step=100 + drift)
    assert totp.matching_step(SECRET, code=code, now=at(100 * 30)) is None


@pytest.mark.parametrize("code", ["", "abc", "12345", "１２３４５６", "x" * 16])
def test_what_is_no_code_is_refused_and_never_fails(code: str) -> None:
    assert totp.matching_step(SECRET, code=code, now=at(3000)) is None


def test_a_code_typed_with_a_space_is_read() -> None:
    code = totp.code_at(SECRET, step=100)
    assert totp.matching_step(SECRET, code=f"{code[:3]} {code[3:]}", now=at(3000)) == 100


def test_the_address_for_the_qr_code_carries_all_an_app_needs() -> None:
    split = urlsplit(totp.uri(SECRET, account="anna@shop.example", issuer="Otklik"))
    fields = parse_qs(split.query)
    assert (split.scheme, split.netloc, split.path) == ("otpauth", "totp", "/Otklik:anna@shop.example")
    assert fields == {
        "secret": ["GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"],
        "issuer": ["Otklik"],
        "digits": ["6"],
        "period": ["30"],
    }
