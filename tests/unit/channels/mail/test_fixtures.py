"""Real mails collected from the tests of mail libraries read as those libraries' authors expected."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

from otklik.channels.contract import Inbound, InboundBounce, InboundMessage, RawItem
from otklik.channels.mail import reader

MAILS = Path(__file__).resolve().parents[5] / "shared" / "fixtures" / "email"

Row = Mapping[str, object]

REPLIES_KNOWN = {
    "talon_inline/test_too_many_lines_1.txt": "its source lowered a limit of lines for this one case",
}
BOUNCES_KNOWN = {
    "yale_01.txt": "the address is made up from a local directory's rules",
    "dsn_02.txt": "gave up with 4.4.7: the mail failed, the address did not",
}


def rows(name: str) -> list[Row]:
    path = MAILS / name
    if not path.exists():
        return []
    loaded: object = json.loads(path.read_text("utf-8"))
    found = cast("Mapping[str, object]", loaded)["rows"] if isinstance(loaded, dict) else loaded
    return cast("list[Row]", found)


def read(raw: bytes) -> Inbound:
    (event,) = reader.read(RawItem(event_id="1", body=raw), reader.Own())
    return event


needs_mails = pytest.mark.skipif(not MAILS.exists(), reason="the collected mails are not on this machine")


@needs_mails
@pytest.mark.parametrize("row", rows("replies/expected.json"), ids=lambda row: str(row["file"]))
def test_the_visible_part_of_a_reply_is_what_its_author_wrote(row: Row) -> None:
    name = str(row["file"])
    if name in REPLIES_KNOWN:
        pytest.skip(REPLIES_KNOWN[name])
    data = (MAILS / "replies" / name).read_bytes()
    raw = data if row["kind"] == "eml" else b"From: a@example.com\nContent-Type: text/plain; charset=utf-8\n\n" + data
    event = read(raw)
    assert isinstance(event, InboundMessage)
    assert event.visible_text.split() == str(row["expected_reply"]).split()


@needs_mails
@pytest.mark.parametrize("row", rows("mime/expected.json"), ids=lambda row: str(row["file"]))
def test_a_mail_of_any_shape_and_charset_is_readable(row: Row) -> None:
    event = read((MAILS / "mime" / str(row["file"])).read_bytes())
    expected = cast("Mapping[str, object] | None", row["expected"])
    if expected is None:
        assert not isinstance(event, InboundMessage) or event.external_id
        return
    assert isinstance(event, InboundMessage)
    (sender,) = cast("list[Mapping[str, str]]", expected["from"])
    assert event.subject == expected["subject"]
    assert (event.sender.name, event.sender.address) == (sender["name"], sender["address"])
    assert cast("Mapping[str, str]", expected["text"])["contains"] in event.text
    assert event.text.lstrip().splitlines()[0].strip() == expected["text_first_line"]


@needs_mails
@pytest.mark.parametrize("row", rows("bounces-flufl/expected.json"), ids=lambda row: f"{row['detector']}-{row['file']}")
def test_a_bounce_names_who_was_not_reached_and_whether_for_good(row: Row) -> None:
    name = str(row["file"])
    if name in BOUNCES_KNOWN:
        pytest.skip(BOUNCES_KNOWN[name])
    if (name, row["detector"]) == ("groupwise_02.txt", "groupwise"):
        pytest.skip("expects one detector of several to fail on a mail that another one reads")
    event = read((MAILS / "bounces-flufl" / "data" / name).read_bytes())
    recipients = event.recipients if isinstance(event, InboundBounce) else ()
    wanted = {address.lower() for address in cast("list[str]", row["addresses"])}
    assert {one.address.lower() for one in recipients} == wanted
    assert all(one.permanent is not row["temporary"] for one in recipients)
