"""What a person looked at goes with them."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {"goods_seen": Erasure(act="delete")}
