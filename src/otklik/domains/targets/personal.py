"""Waits are times and terms, nothing of the person."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"target_waits": Erasure(act="keep", why="figures")}
