"""The queue holds no word of a person."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"routing_queue": Erasure(act="keep", why="figures")}
