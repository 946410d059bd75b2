"""What becomes of a visitor's browser when its person is erased: it is a stranger again."""

from typing import Final

from otklik.platform.personal import Erasure, Link

LINKS: Final = [Link("visitor_sessions", "id", "identities", "address")]
ERASURES: Final = {
    "visitor_sessions": Erasure(act="delete"),
    "visitor_keys": Erasure(act="delete"),
    "visitor_devices": Erasure(act="delete"),
    "continuations": Erasure(act="delete"),
}
