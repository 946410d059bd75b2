"""What colleagues asked each other about a person goes with them."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"consultations": Erasure(act="delete")}
