"""Signatures that an independent verifier (dkimpy) accepts, and refuses once anything that matters changes."""

from collections.abc import Mapping, Sequence

import dkim as verifier
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otklik.channels.mail.mass import dkim, letter
from otklik.channels.mail.mass.dkim import Algorithm, Signer, SigningThreads
from otklik.channels.mail.mass.letter import Design, Recipient, Slot

KEYS = {one: dkim.new_key(one) for one in Algorithm}
RSA, ED25519 = (Signer(domain="example.com", selector=f"k-{one}", private_key=KEYS[one]) for one in Algorithm)
TO = Recipient(id="1", address="anna@example.org", name="Анна", unsubscribe_url="https://example.com/t/u/abc")
LETTER = letter.compile_letter(
    Design(sender="news@example.com", subject=[Slot("v")], text=[Slot("v"), "\n\n\n"], html=["<p>", Slot("v"), "</p>"])
)
AT = 1_795_000_000


def written(value: str = "Здравствуйте") -> letter.Written:
    return LETTER.write(TO, values={"v": value}, date="Sat, 28 Nov 2026 12:00:00 +0000")


def accepted(data: bytes, signers: Sequence[Signer]) -> list[bool]:
    """What dkimpy says of each signature, from the top."""
    zone = {f"{one.record.name}.": one.record.value.encode() for one in signers}
    return [_verified(data, at, zone) for at in range(len(signers))]


def _verified(data: bytes, at: int, zone: Mapping[str, bytes]) -> bool:
    def asked(name: bytes, timeout: int = 5) -> bytes:  # noqa: ARG001  # how dkimpy asks
        return zone[name.decode()]

    try:
        return bool(verifier.DKIM(data).verify(idx=at, dnsfunc=asked))
    except verifier.ValidationError:
        return False


@pytest.mark.parametrize("signers", [[RSA], [ED25519], [RSA, ED25519]], ids=["rsa", "ed25519", "both"])
def test_a_signature_is_accepted_by_an_independent_verifier(signers: list[Signer]) -> None:
    assert accepted(dkim.signed(written(), signers, at=AT), signers) == [True] * len(signers)


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=300))
def test_whatever_the_values_are_the_signature_holds(value: str) -> None:
    assert accepted(dkim.signed(written(value), [ED25519], at=AT), [ED25519]) == [True]


@pytest.mark.parametrize("body", [b"", b"\r\n", b"a  b\t c \r\n\r\n\r\n", b" \r\n.\r\n", b"no end"])
def test_any_other_mail_can_be_signed_too(body: bytes) -> None:
    fields = [("From", "a@example.com"), ("Subject", "two\r\n  lines   and  spaces ")]
    name, value = RSA.sign(fields, body, at=AT)
    head = "".join(f"{field}: {text}\r\n" for field, text in [(name, value), *fields]).encode()
    assert accepted(head + b"\r\n" + body, [RSA]) == [True]


@pytest.mark.parametrize(
    "field", [b"From: x@evil.example", b"Subject: other", b"List-Unsubscribe: <https://evil.example>"]
)
def test_a_second_field_put_in_front_breaks_the_signature(field: bytes) -> None:
    assert accepted(field + b"\r\n" + dkim.signed(written(), [RSA], at=AT), [RSA]) == [False]


def test_a_changed_body_breaks_the_signature() -> None:
    data = dkim.signed(written("Anna"), [RSA], at=AT).replace(b"Anna", b"Olga")
    assert accepted(data, [RSA]) == [False]


def test_both_fields_of_one_click_unsubscribe_are_signed() -> None:
    """RFC 8058 section 4: without that the button must not be shown."""
    head = dkim.signed(written(), [RSA], at=AT).partition(b"bh=")[0]
    assert b":list-unsubscribe:" in head
    assert b":list-unsubscribe-post" in head


def test_the_record_fits_into_strings_that_dns_can_hold() -> None:
    assert RSA.record.name == "k-rsa._domainkey.example.com"
    strings = RSA.record.zone_line.split('"')[1::2]
    assert len(strings) == 2
    assert all(len(one) <= 255 for one in strings)
    assert "".join(strings) == RSA.record.value


@pytest.mark.parametrize("key", ["", "not a key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(dkim.KeyRefused):
        Signer(domain="example.com", selector="k", private_key=key)


@pytest.mark.parametrize(
    ("domain", "selector"), [("example.com;", "k"), ("", "k"), ("example.com", "a b"), ("x", "k\r\n")]
)
def test_a_name_that_cannot_stand_in_dns_is_refused(domain: str, selector: str) -> None:
    with pytest.raises(dkim.KeyRefused):
        Signer(domain=domain, selector=selector, private_key=KEYS[Algorithm.ED25519])


async def test_threads_sign_blocks_in_order() -> None:
    letters = [written(f"n{number}") for number in range(60)]
    with SigningThreads([ED25519], threads=2) as room:
        mails = await room.sign(letters, at=AT)
    assert [data.endswith(one.data) for data, one in zip(mails, letters, strict=True)] == [True] * 60
    assert all(accepted(data, [ED25519]) == [True] for data in mails)
