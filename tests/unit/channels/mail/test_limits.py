"""A mail made to hold up the server is read in about the time of any other; each of these once took minutes."""

import time
from datetime import UTC, datetime

import pytest

from otklik.channels.contract import InboundMessage, RawItem
from otklik.channels.mail.reader import Own, read

HEAD = b"From: a@evil.example\r\nTo: support@shop.example\r\nMessage-ID: <x@evil.example>\r\nMIME-Version: 1.0\r\n"
PATIENCE_SECONDS = 30.0
"""Generous on a busy machine; what it catches takes many minutes."""


def nested(levels: int) -> bytes:
    opened = (b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (one, one) for one in range(levels))
    return HEAD + b"".join(opened) + b"Content-Type: text/plain\r\n\r\nhi"


def quoted_printable(text: bytes) -> bytes:
    return HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n" + text


def report(recipients: int) -> bytes:
    one = b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
    head = b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
    return HEAD + head + b"Content-Type: message/delivery-status\r\n\r\n" + one * recipients + b"--b--"


def plain(text: bytes, *, head: bytes = HEAD) -> bytes:
    return head + b"Content-Type: text/plain\r\n\r\n" + text * (1_000_000 // len(text))


DAEMON = HEAD.replace(b"a@evil.example", b"mailer-daemon@evil.example") + b"Subject: Undelivered mail\r\n"

ADVERSARIES = {
    "a line of quote marks": plain(b"> "),
    "a line of dashes": plain(b"-"),
    "a line of dashes and spaces": plain(b"- "),
    "a signature's line again and again": plain(b"-- \n"),
    "attributions alone": plain(b"On Mon, 1 Jan 2024 at 10:00, A <a@b.c>\n"),
    "a bounce of spaces": plain(b" ", head=DAEMON),
    "a bounce of blank lines": plain(b" \n", head=DAEMON),
    "a bounce of codes": plain(b"550 ", head=DAEMON),
    "a bounce of addresses": plain(b"<a@b.example>: ", head=DAEMON),
    "a bounce of names": plain(b"a.a-", head=DAEMON),
    "nested a hundred thousand times": nested(100_000),
    "a million spaces": quoted_printable(b" " * 1_000_000 + b"x"),
    "fifty thousand recipients that bounced": report(50_000),
    "half a million header fields": HEAD + b"X-A: b\r\n" * 500_000 + b"\r\nhi",
    "broken HTML": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<a x " * 200_000,
    "references to nothing": HEAD + b"Content-Type: text/html\r\n\r\n" + b"&#" * 500_000,
    "bottomless HTML": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000,
}


@pytest.mark.parametrize("name", ADVERSARIES)
def test_no_mail_holds_up_the_others(name: str) -> None:
    started = time.process_time()
    found = read(RawItem(event_id="1", body=ADVERSARIES[name], received_at=datetime(2026, 1, 1, tzinfo=UTC)), Own())
    assert len(found) == 1
    assert time.process_time() - started < PATIENCE_SECONDS


def test_a_very_long_line_is_kept_whole() -> None:
    text = "слово " * 5_000
    mail = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode() + b"\r\n> old"
    (found,) = read(RawItem(event_id="1", body=mail, received_at=datetime(2026, 1, 1, tzinfo=UTC)), Own())
    assert isinstance(found, InboundMessage)
    assert found.visible_text == text.strip()
