"""The verbs of contacts, one capability a file."""

from otklik.domains.contacts.schemas import Contact, ContactChanges, ContactRow, ContactSummary, Merge, TimelineEntry
from otklik.domains.contacts.service.editing import update
from otklik.domains.contacts.service.joining import BY_HAND, VERIFIED_ADDRESS, get_merge, merge, merges, undo_merge
from otklik.domains.contacts.service.picturing import faceless, send_for, set_avatar
from otklik.domains.contacts.service.reading import avatar, foresee_people, get, profiles, search, summaries, timeline
from otklik.domains.contacts.service.recognising import (
    AddedAddress,
    IdentifiedContact,
    Reach,
    add_address,
    find,
    foresee_senders,
    identify,
    introduce,
    reach,
    require_address,
    set_reachable,
    spelling,
    unnamed,
    untold,
)

__all__ = [
    "BY_HAND",
    "VERIFIED_ADDRESS",
    "AddedAddress",
    "Contact",
    "ContactChanges",
    "ContactRow",
    "ContactSummary",
    "IdentifiedContact",
    "Merge",
    "Reach",
    "TimelineEntry",
    "add_address",
    "avatar",
    "faceless",
    "find",
    "foresee_people",
    "foresee_senders",
    "get",
    "get_merge",
    "identify",
    "introduce",
    "merge",
    "merges",
    "profiles",
    "reach",
    "require_address",
    "search",
    "send_for",
    "set_avatar",
    "set_reachable",
    "spelling",
    "summaries",
    "timeline",
    "undo_merge",
    "unnamed",
    "untold",
    "update",
]
