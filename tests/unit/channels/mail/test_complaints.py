"""Complaints (ARF, RFC 5965): who is to be left alone, and about which mail it was, even where names are blackened."""

from pathlib import Path

import pytest

from otklik.channels.contract import Inbound, InboundBounce, InboundComplaint, RawItem
from otklik.channels.mail import reader
from otklik.channels.providers.email import provider
from otklik.commands import inspect

ORIGINAL = """From: <news@example.com>
To: {to}
Subject: Autumn tea
Message-ID: <0199-row@example.com>
Feedback-ID: 1:2:3:otklik

Tea
"""


def complaint(fields: str, *, to: str = "anna@example.org", third: str = "message/rfc822") -> bytes:
    return f"""From: <fbl@isp.example>
To: <abuse@example.com>
Subject: FW: Autumn tea
Date: Sat, 28 Nov 2026 12:00:00 +0000
Message-ID: <report-1@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.
--b
Content-Type: message/feedback-report

{fields}
--b
Content-Type: {third}
Content-Disposition: inline

{ORIGINAL.format(to=to)}
--b--
""".encode()


FULL = "Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\nOriginal-Rcpt-To: <anna@example.org>"


def event(data: bytes) -> InboundComplaint:
    (found,) = reader.read(RawItem(event_id="1", body=data), reader.Own())
    assert isinstance(found, InboundComplaint)
    return found


def test_a_complaint_is_a_kind_of_its_own_and_names_person_and_mail() -> None:
    found = event(complaint(FULL))
    assert (found.complaint, found.reporter) == ("abuse", "SomeGenerator/1.0")
    assert [(one.address, one.permanent) for one in found.recipients] == [("anna@example.org", True)]
    assert found.about_message_id == "0199-row@example.com"


def test_the_mail_arrived_so_it_does_not_fail() -> None:
    found: Inbound = event(complaint(FULL))
    assert isinstance(found, InboundBounce)
    assert found.original_message_id == ""


@pytest.mark.parametrize("third", ["message/rfc822", "text/rfc822-headers"])
def test_with_the_recipient_blackened_the_mail_is_still_found(third: str) -> None:
    found = event(complaint("Feedback-Type: abuse\nUser-Agent: X/1\nVersion: 1", to="redacted", third=third))
    assert found.about_message_id == "0199-row@example.com"
    assert all("@" in one.address for one in found.recipients)


def test_fields_of_several_lines_and_of_any_case_are_read() -> None:
    found = event(complaint("feedback-type: FRAUD\nUSER-AGENT: X\nVersion: 1\nOriginal-Rcpt-To:\n <anna@example.org>"))
    assert found.complaint == "fraud"
    assert [one.address for one in found.recipients] == ["anna@example.org"]


def test_not_spam_leaves_nobody_out() -> None:
    found = event(complaint(FULL.replace("abuse", "not-spam")))
    assert [one.permanent for one in found.recipients] == [False]


def test_inspecting_shows_it(tmp_path: Path) -> None:
    path = tmp_path / "report.eml"
    path.write_bytes(complaint(FULL))
    (shown,) = inspect.inspect(provider, path)["events"]
    assert (shown["kind"], shown["complaint"], shown["about_message_id"]) == (
        "complaint",
        "abuse",
        "0199-row@example.com",
    )
