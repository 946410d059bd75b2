"""What becomes of how often a person was written to when they are erased."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"contact_paces": Erasure(act="delete")}
