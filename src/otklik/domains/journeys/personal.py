"""Where a person was on a road tells what they did and read; it goes with them."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {
    "journey_runs": Erasure(act="delete"),
    "journey_waits": Erasure(act="delete"),
    "journey_news": Erasure(act="delete"),
}
