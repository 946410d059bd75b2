"""What was to be done for a person goes with them."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"tasks": Erasure(act="delete")}
