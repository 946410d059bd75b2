"""What becomes of a person's card when they are erased: gone here; the phone learns nothing of it any more."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"passes": Erasure(act="delete"), "pass_registrations": Erasure(act="delete")}
