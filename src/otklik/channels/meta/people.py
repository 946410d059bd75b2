"""Who writes to a Page or an account: Meta's events have a number only, its User Profile API tells the rest.

developers.facebook.com/documentation/business-messaging: messenger-platform/identity/user-profile and
instagram-messaging/features/user-profile (both of 2026). Nothing tells of several people at once.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from otklik.channels import wire
from otklik.channels.contract import ChannelError, Remedy, Sender, Stranger
from otklik.channels.meta import answers
from otklik.channels.meta.graph import Fault, Graph

CONSENT_FAULTS: Final[Mapping[int, Fault]] = {
    **answers.FAULTS,
    230: Fault("person_unavailable", Remedy.UNREACHABLE),
}
"""Instagram says 230 of a person who gave no consent by writing; elsewhere it means that a permission is missing."""
NAMELESS: Final = frozenset({Remedy.UNREACHABLE, Remedy.GIVE_UP})
"""What is wrong with this person alone: blocked us, gone, never agreed. The next may still be asked about."""


async def introduce(door: Graph, strangers: Iterable[Stranger], *, fields: str) -> list[Sender]:
    """Those of whom Meta tells. Raises `ChannelError` where it would tell of nobody."""
    numbers = dict.fromkeys(one.id for one in strangers if one.id.isdecimal())
    found = [await _person(door, number, fields) for number in numbers]
    return [one for one in found if one is not None]


async def _person(door: Graph, number: str, fields: str) -> Sender | None:
    try:
        card = await door.get(number, fields=fields)
    except ChannelError as error:
        if error.remedy in NAMELESS:
            return None
        raise
    name, picture = wire.text(card, "name") or wire.full_name(card), wire.text(card, "profile_pic")
    return Sender(id=number, name=name, username=wire.text(card, "username"), avatar_ref=picture)
