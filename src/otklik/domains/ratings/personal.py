"""What becomes of ratings when a person is erased: the figure stays, their words go."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"ratings": Erasure(act="blank", blank={"comment": ""})}
