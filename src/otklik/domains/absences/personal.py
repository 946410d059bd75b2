"""Where conversations were taken over: nothing of the person stands there."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"absence_moves": Erasure(act="keep", why="figures")}
