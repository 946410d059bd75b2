"""Promises are times; what was said of them stands in the messages."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"promises": Erasure(act="keep", why="figures")}
