"""What becomes of agreement when a person is erased: the proof stays without them, a refusal stays whole.

Whoever was told "never again" must not be written to because they were forgotten (GDPR art. 21.3, 17.3).
"""

from typing import Final

from otklik.platform.personal import NOW, Erasure, Link

LINKS: Final = [
    Link("consent_records", "contact_id", "contacts", "id"),
    Link("consent_heads", "contact_id", "contacts", "id"),
    Link("suppressions", "address", "identities", "address"),
    Link("events", "subject_id", "contacts", "id"),
]
ERASURES: Final = {
    "consent_records": Erasure(act="blank", blank={"personal": "", "salt": "", "erased_at": NOW}, why="proof"),
    "consent_heads": Erasure(act="keep", why="proof"),
    "consent_states": Erasure(act="delete"),
    "consent_preferences": Erasure(act="delete"),
    "given_contacts": Erasure(act="delete"),
    "suppressions": Erasure(act="keep", why="refusal"),
    "events": Erasure(act="keep", why="audit"),
}
