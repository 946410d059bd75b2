"""Why automations fired quotes people; it goes with them."""

from typing import Final

from otklik.platform.personal import Erasure

ERASURES: Final = {
    "automation_occurrences": Erasure(act="delete"),
    "automation_replies": Erasure(act="delete"),
    "automation_runs": Erasure(act="delete"),
    "automation_waits": Erasure(act="delete"),
}
