"""Closings are counts of colleagues, nothing of the person."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"bonus_closings": Erasure(act="keep", why="figures")}
