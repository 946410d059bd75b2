"""Debts keep their dates for the figures; the words of decisions go."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {
    "debts": Erasure(act="keep", why="figures"),
    "debt_decisions": Erasure(act="blank", blank={"reason": ""}),
}
