"""What becomes of what a person did when they are erased."""

from typing import Final

from otklik.platform.personal import Erasure, Link

LINKS: Final = [Link("import_changes", "contact_id", "contacts", "id")]
ERASURES: Final = {
    "facts": Erasure(act="delete"),
    "purchase_lines": Erasure(act="delete"),
    "fact_totals": Erasure(act="delete"),
    "rfm_scores": Erasure(act="delete"),
    "rfm_moves": Erasure(act="delete"),
    "import_changes": Erasure(act="delete"),
}
