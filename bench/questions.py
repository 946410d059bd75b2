"""What the inbox's screens ask, and the same in SQL written for each by hand."""

from collections.abc import Mapping
from typing import Final

import msgspec

PAGE: Final = 50
LIST_TARGET: Final = "value <= 50"


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One thing a screen asks, and the same in bare SQL."""

    name: str
    path: str
    sql: str
    values: Mapping[str, object] = {}
    target: str = ""


_SHELF: Final = f"""
SELECT c.* FROM conversations c
WHERE c.workspace_id = %(workspace)s AND c.shelf = '{{shelf}}' AND {{where}}
ORDER BY c.last_message_at DESC, c.id DESC LIMIT {PAGE + 1}
"""
_LABELLED: Final = f"""
SELECT c.* FROM conversation_labels l JOIN conversations c ON c.id = l.conversation_id
WHERE l.workspace_id = %(workspace)s AND l.label_id = %({{label}})s AND l.shelf = '{{shelf}}' AND {{where}}
ORDER BY l.last_message_at DESC, l.conversation_id DESC LIMIT {PAGE + 1}
"""
_BY_MOMENT: Final = f"""
SELECT * FROM conversations c WHERE workspace_id = %(workspace)s AND {{moment}} IS NOT NULL AND {{where}}
ORDER BY {{moment}}, id LIMIT {PAGE + 1}
"""
_MOMENTS: Final = {"waiting": "waiting_since", "snoozed": "snoozed_until"}
_SHELVES: Final = {"closed": ("closed",), "all": ("open", "snoozed", "closed")}
_WHOSE: Final = {"mine": "c.assignee_id = %(operator)s", "unassigned": "c.assignee_id IS NULL"}
_COUNTS: Final = """
SELECT shelf, waiting, assignee_id, team_id, sum(many) FROM conversation_counts
WHERE workspace_id = %(workspace)s GROUP BY shelf, waiting, assignee_id, team_id
"""

VIEWS: Final = ("mine", "unassigned", "waiting", "open", "snoozed", "closed", "all")
NARROWINGS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "label": ("open", ("label",)),
    "label_of_all": ("all", ("label",)),
    "rare_label": ("open", ("rare_label",)),
    "rare_label_of_all": ("all", ("rare_label",)),
    "team": ("open", ("team",)),
    "rare_team": ("open", ("rare_team",)),
    "team_waiting": ("waiting", ("team",)),
    "rare_team_waiting": ("waiting", ("rare_team",)),
    "rare_team_unassigned": ("unassigned", ("rare_team",)),
    "channel": ("open", ("channel",)),
    "channel_mine": ("mine", ("channel",)),
    "team_label": ("open", ("team", "label")),
    "team_rare_label": ("open", ("team", "rare_label")),
    "rare_team_label": ("open", ("rare_team", "label")),
    "team_channel": ("closed", ("team", "channel")),
}
"""A view and what narrows it: alone, and where two meet that no single index holds."""


def lists(known: Mapping[str, object]) -> list[Question]:
    views = [_list(view, view=view, narrowed=(), known=known) for view in VIEWS]
    return views + [_list(name, view=view, narrowed=by, known=known) for name, (view, by) in NARROWINGS.items()]


def counts() -> Question:
    """All views' at once."""
    return Question(name="counts", path="/api/v1/conversations/counts", sql=_COUNTS, target=LIST_TARGET)


def _list(name: str, *, view: str, narrowed: tuple[str, ...], known: Mapping[str, object]) -> Question:
    given = "".join(f"&{one.removeprefix('rare_')}_id={known[one]}" for one in narrowed)
    path = f"/api/v1/conversations?view={view}&limit={PAGE}{given}"
    return Question(name=name, path=path, sql=_sql(view, narrowed), target=LIST_TARGET)


def _sql(view: str, narrowed: tuple[str, ...]) -> str:
    label = next((one for one in narrowed if "label" in one), None)
    where = " AND ".join(
        [
            _WHOSE.get(view, "true"),
            *(f"c.{one.removeprefix('rare_')}_id = %({one})s" for one in narrowed if one != label),
        ]
    )
    if view in _MOMENTS:
        return _BY_MOMENT.format(moment=_MOMENTS[view], where=where)
    one = _LABELLED if label else _SHELF
    parts = [one.format(shelf=shelf, where=where, label=label) for shelf in _SHELVES.get(view, ("open",))]
    if len(parts) == 1:
        return parts[0]
    together = " UNION ALL ".join(f"({part})" for part in parts)
    return f"SELECT * FROM ({together}) AS each_shelf ORDER BY last_message_at DESC, id DESC LIMIT {PAGE + 1}"
