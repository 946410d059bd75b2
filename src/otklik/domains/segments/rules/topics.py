"""What a rule's answer hangs on, as words: whoever hears that something happened knows which segments ask about it."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from otklik.domains.segments.rules import tree

PURCHASE: Final = "event:purchase"
PEOPLE: Final = "people"
"""Cards and how they are joined: every rule hangs on these."""
NAME: Final = "name"
LANGUAGE: Final = "language"
SEEN: Final = "seen"
ADDRESS: Final = "address"
CONSENT: Final = "consent"
SUPPRESSION: Final = "suppression"
RFM: Final = "rfm"
CONVERSATION: Final = "conversation"
TASK: Final = "task"
DEBT: Final = "debt"
RATING: Final = "rating"

_BY_KIND: Final[Mapping[type, tuple[str, ...]]] = {
    tree.PersonName: (NAME,),
    tree.Language: (LANGUAGE,),
    tree.Seen: (SEEN,),
    tree.Address: (ADDRESS,),
    tree.Reachable: (ADDRESS, SUPPRESSION),
    tree.Consent: (CONSENT,),
    tree.Suppressed: (ADDRESS, SUPPRESSION),
    tree.Purchases: (PURCHASE,),
    tree.Rfm: (RFM,),
    tree.Rhythm: (PURCHASE,),
    tree.Conversation: (CONVERSATION,),
    tree.Task: (TASK,),
    tree.Debt: (DEBT,),
    tree.Rating: (RATING,),
}


def event(name: str) -> str:
    return f"event:{name}"


def attribute(name: str) -> str:
    return f"attribute:{name}"


def listed(segment_id: UUID) -> str:
    return f"list:{segment_id}"


def topics(rule: tree.Rule, known: Mapping[UUID, tree.Rule | None]) -> set[str]:
    """Of the rule and of every segment it names."""
    found = {PEOPLE}
    for leaf in tree.leaves(rule):
        if isinstance(leaf, tree.InSegment):
            inner = known.get(leaf.segment_id)
            found |= topics(inner, known) if inner is not None else {listed(leaf.segment_id)}
        else:
            found |= _of_leaf(leaf)
    return found


def _of_leaf(leaf: tree.Leaf) -> set[str]:
    if isinstance(leaf, tree.Event | tree.EventEdge | tree.EventSum):
        return {event(leaf.name)}
    if isinstance(leaf, tree.AttributeLeaf):
        return {attribute(leaf.name)}
    return set(_BY_KIND.get(type(leaf), ()))
