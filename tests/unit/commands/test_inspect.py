"""`otklik inspect` from the command line: what it prints, and the exit code a script would look at."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from otklik.channels.visitors import VisitorItem
from otklik.platform.clock import SystemClock

OTKLIK = Path(sys.executable).with_name("otklik")
PATIENCE_SECONDS = 60
MAIL = b"From: Anna <anna@example.test>\r\nSubject: Tea\r\nMessage-ID: <1@example.test>\r\n\r\nHi\r\n"
UPDATE = {
    "update_id": 1,
    "message": {
        "message_id": 7,
        "date": 1_795_000_000,
        "chat": {"id": 42, "type": "private"},
        "from": {"id": 42, "is_bot": False, "first_name": "Anna"},
        "text": "Hi",
    },
}
VISITOR = UUID("01960000-0000-7000-8000-000000000001")


def inspected(channel: str, path: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code and the JSON lines."""
    command = [str(OTKLIK), "inspect", channel, str(path), "--json", *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def raw(channel: str) -> bytes:
    if channel == "email":
        return MAIL
    if channel == "telegram":
        return json.dumps(UPDATE).encode()
    return VisitorItem(key=VISITOR, visitor_id=VISITOR, sent_at=SystemClock().now(), text="Hi").raw().body


@pytest.mark.parametrize("channel", ["email", "telegram", "webchat"])
def test_a_raw_item_is_shown_as_the_message_it_is_read_as(channel: str, tmp_path: Path) -> None:
    path = tmp_path / "item"
    path.write_bytes(raw(channel))
    code, (report,) = inspected(channel, path)
    assert code == 0
    assert report["path"] == str(path)
    assert report["error"] is None
    (event,) = report["events"]
    assert (event["kind"], event["visible_text"].strip()) == ("message", "Hi")
    assert {"external_id", "sender", "subject", "text", "sent_at", "attachments"} <= set(event)


def test_a_folder_is_read_recursively_and_one_bad_item_is_named(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/good").write_bytes(raw("telegram"))
    (tmp_path / "bad").write_bytes(b"{")
    code, reports = inspected("telegram", tmp_path)
    assert code == 1
    by_name = {Path(one["path"]).name: one for one in reports}
    assert by_name["good"]["error"] is None
    assert by_name["bad"]["error"]
    assert by_name["bad"]["events"] == []


@pytest.mark.parametrize(("channel", "name"), [("pigeon", "."), ("email", "nowhere")])
def test_an_unknown_channel_or_path_is_wrong_usage(channel: str, name: str, tmp_path: Path) -> None:
    code, reports = inspected(channel, tmp_path / name)
    assert (code, reports) == (2, [])


def told(*arguments: str, stdin: str = "") -> tuple[int, dict[str, Any]]:
    command = [str(OTKLIK), "inspect", *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False, input=stdin)
    return done.returncode, json.loads(done.stdout) if done.stdout else {}


def test_a_text_is_counted_and_priced_as_an_sms(tmp_path: Path) -> None:
    code, report = told("sms", "Your parcel – has come")
    assert code == 0
    assert (report["encoding"], report["segments"], report["costly"]) == ("UCS-2", 1, ["–"])
    assert report["price"] == {
        "amount": "2.00",
        "currency": "RUB",
        "micros": 2_000_000,
        "per_segment_micros": 2_000_000,
    }
    path = tmp_path / "text"
    path.write_text("a" * 161)
    code, report = told("sms", "--file", str(path), "--price", "0.0079", "--currency", "USD")
    assert (report["encoding"], report["segments"], report["price"]["amount"]) == ("GSM-7", 2, "0.0158")
    assert told("sms", "á" * 100, "--shift", "spanish")[1]["segments"] == 2


def test_phone_numbers_are_found_also_in_what_is_piped_in() -> None:
    code, report = told("phone", stdin="Звоните 8 (912) 345-67-89 или +375 29 608-22-22\n")
    assert code == 0
    assert [(one["e164"], one["country"]) for one in report["numbers"]] == [
        ("+79123456789", "RU"),
        ("+375296082222", "BY"),
    ]
    assert told("phone", "(029) 608 22 22", "--country", "by")[1]["numbers"][0]["e164"] == "+375296082222"


def test_a_text_that_cannot_be_had_is_wrong_usage(tmp_path: Path) -> None:
    assert told("sms", "--file", str(tmp_path / "nowhere")) == (2, {})
