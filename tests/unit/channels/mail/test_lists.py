"""A mail to a list is a person's, and no machine answers it (RFC 3834, 2)."""

import pytest

from otklik.channels.contract import InboundAutoReply, InboundMessage, RawItem
from otklik.channels.providers.email import provider


@pytest.mark.parametrize(
    ("headers", "to_a_list"),
    [
        ("List-Id: <coffee.lists.example>\r\nList-Post: <mailto:coffee@lists.example>\r\n", True),
        ("Precedence: list\r\n", True),
        ("", False),
    ],
)
def test_a_post_to_a_list_is_known_as_such(headers: str, *, to_a_list: bool) -> None:
    raw = f"From: anna@example.ru\r\nTo: coffee@lists.example\r\nSubject: hi\r\n{headers}\r\nhello\r\n"
    (event,) = provider.parse(RawItem(event_id="1", body=raw.encode()), {})
    assert isinstance(event, InboundMessage)
    assert not isinstance(event, InboundAutoReply)
    assert event.in_group is to_a_list
