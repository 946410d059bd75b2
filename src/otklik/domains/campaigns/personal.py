"""What becomes of what a campaign brought when a person is erased."""

from typing import Final

from otklik.platform.personal import Erasure, Link

LINKS: Final = [Link("campaign_conversions", "contact_id", "contacts", "id")]
ERASURES: Final = {"campaign_conversions": Erasure(act="delete")}
"""Facts are deleted with the person, so what stood on them goes too; delivery says what becomes of the messages."""
