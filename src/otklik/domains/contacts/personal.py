"""What becomes of a card when its person is erased: a card without a person, so that figures keep their counts."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {
    "contacts": Erasure(
        act="blank", blank={"name": "", "locale": "", "notes": "", "attributes": {}, "avatar_key": None}
    ),
    "identities": Erasure(act="delete"),
    "contact_search": Erasure(act="blank", blank={"text": ""}),
    "merges": Erasure(act="keep", why="figures"),
}
