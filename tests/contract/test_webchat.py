"""The site chat as a provider: what it reads from the journal, and what accepting from the ledger means."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from tests.ports import NOON, FakePort

from otklik.channels import registry
from otklik.channels.contract import InboundMessage, OutboundMessage, ParseFailed, RawItem
from otklik.channels.providers import webchat
from otklik.channels.visitors import KEPT_FILE, VisitorFile, VisitorItem

KEY = UUID("0b7a2f2e-6f3f-4a3c-9a55-0d8b1f6a0001")
VISITOR = UUID("0b7a2f2e-6f3f-4a3c-9a55-0d8b1f6a0002")
FILE = UUID("0b7a2f2e-6f3f-4a3c-9a55-0d8b1f6a0003")


def said(text: str = "Есть чай?", *, files: tuple[VisitorFile, ...] = ()) -> RawItem:
    at = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    return VisitorItem(key=KEY, visitor_id=VISITOR, sent_at=at, text=text, files=files, language="ru").raw()


def read(item: RawItem) -> InboundMessage:
    (found,) = webchat.provider.parse(item, {})
    assert isinstance(found, InboundMessage)
    return found


def test_it_keeps_the_contract() -> None:
    assert registry.problems_of(webchat.provider, module_name="webchat") == []


def test_a_message_is_named_by_the_browsers_key_in_the_visitors_thread() -> None:
    found = read(said())
    assert (found.external_id, found.thread_id, found.sender.id) == (str(KEY), str(VISITOR), str(VISITOR))
    assert (found.text, found.visible_text, found.sender.language) == ("Есть чай?", "Есть чай?", "ru")
    assert found.sent_at == NOON


def test_a_file_uploaded_before_is_named_not_fetched() -> None:
    found = read(said("", files=(VisitorFile(id=FILE, name="чек.png", media_type="image/png", size=4, kind="image"),)))
    (attachment,) = found.attachments
    assert (attachment.ref, attachment.name, attachment.data) == (f"{KEPT_FILE}{FILE}", "чек.png", None)


def test_two_visitors_with_one_key_are_two_events() -> None:
    other = msgspec.structs.replace(
        msgspec.json.decode(said().body, type=VisitorItem), visitor_id=UUID(int=VISITOR.int + 1)
    )
    assert other.raw().event_id != said().event_id


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"key":"x"}', b"\xff\xfe"])
def test_what_cannot_be_read_says_so(body: bytes) -> None:
    with pytest.raises(ParseFailed):
        webchat.provider.parse(RawItem(event_id="1", body=body), {})


async def test_what_is_accepted_bears_the_ledgers_own_id_and_nothing_is_pushed_from_here(port: FakePort) -> None:
    message = OutboundMessage(id="ledger-1", thread_id=str(VISITOR), to=str(VISITOR), text="Есть")
    result = await webchat.provider.send(port, {}, message)
    assert (result.external_id, result.accepted_at, result.delivered) == ("ledger-1", NOON, False)
    assert port.pushed == []
