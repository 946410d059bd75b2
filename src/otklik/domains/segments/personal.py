"""In which segments somebody was goes with them."""

from typing import Final

from otklik.platform.personal import Erasure, Link

LINKS: Final = [Link("segment_touches", "contact_id", "contacts", "id")]
ERASURES: Final = {
    "segment_people": Erasure(act="delete"),
    "segment_standings": Erasure(act="delete"),
    "segment_touches": Erasure(act="delete"),
}
