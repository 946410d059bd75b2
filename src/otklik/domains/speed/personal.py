"""How fast answers were: times and colleagues, nothing of the person."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"responses": Erasure(act="keep", why="figures")}
