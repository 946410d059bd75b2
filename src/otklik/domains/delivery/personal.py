"""What becomes of messages on their way and of raw items when a person is erased."""

from typing import Final

from otklik.platform.personal import Erasure, Link

LINKS: Final = [
    Link("ledger", "lane", "conversations", "id"),
    Link("ledger_parts", "ledger_id", "ledger", "id"),
    Link("journal", "id", "messages", "journal_id"),
    Link("files", "id", "message_files", "file_id"),
    Link("delivery_refusals", "identity_id", "identities", "id"),
    Link("mass_messages", "contact_id", "contacts", "id"),
    Link("mass_hits", "message_id", "mass_messages", "id"),
]
GONE: Final = {"key": None, "state": "failed", "error_code": "files.missing"}
"""Of a file: its bytes are dropped once nobody else's row names them."""
ERASURES: Final = {
    "ledger": Erasure(
        act="blank", blank={"to_address": "", "thread_id": "", "content": {"text": ""}, "external_id": None}
    ),
    "ledger_parts": Erasure(act="delete"),
    "ledger_steps": Erasure(act="blank", blank={"detail": ""}),
    "delivery_refusals": Erasure(act="delete"),
    "journal": Erasure(act="delete"),
    "mass_messages": Erasure(act="keep", why="figures"),
    "mass_hits": Erasure(act="blank", blank={"user_agent": "", "url": ""}),
    "files": Erasure(act="blank", blank={"name": "file", "source": None, **GONE}, only="channel_id"),
}
"""Files the company sent stay: they may stand in ready replies and in other people's conversations."""
