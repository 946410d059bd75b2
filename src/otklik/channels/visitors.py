"""What a visitor's message looks like in the journal: written where the site chat takes it, read by its provider."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import Frozen, InboundAttachment, RawItem

KEPT_FILE: Final = "file:"
"""How the `ref` of an attachment begins whose file Otklik holds already: `file:<id>`."""


class VisitorFile(Frozen, frozen=True, kw_only=True):
    """A file the visitor uploaded before writing."""

    id: UUID
    name: str
    media_type: str
    size: int
    kind: str = "file"

    def attachment(self) -> InboundAttachment:
        return InboundAttachment(
            name=self.name, media_type=self.media_type, size=self.size, kind=self.kind, ref=f"{KEPT_FILE}{self.id}"
        )


class VisitorItem(Frozen, frozen=True, kw_only=True):
    """One message of a visitor."""

    key: UUID
    """Made by the browser: the same key is the same message, however often it is sent."""
    visitor_id: UUID
    sent_at: datetime
    """When the server received it: a visitor's clock is not to be believed."""
    text: str = ""
    press: str = ""
    """Data of a button of ours that was pressed; then there is nothing else."""
    files: tuple[VisitorFile, ...] = ()
    reply_to_id: str = ""
    """The provider's id of the message replied to."""
    language: str = ""
    page_url: str = ""

    def raw(self) -> RawItem:
        """Unique within the channel even if two browsers made the same key."""
        event_id = f"{self.visitor_id}:{self.key}"
        return RawItem(event_id=event_id, body=msgspec.json.encode(self), received_at=self.sent_at)
