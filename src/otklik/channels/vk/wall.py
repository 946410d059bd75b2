"""Posts on the community's own wall. VK takes them by the key of a person who runs it, not by the community's own."""

from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import ChannelError, Config, Remedy
from otklik.channels.vk.community import Community
from otklik.platform.http import Upload

KEY: Final = "wall_token"
IN_DOUBT: Final = frozenset({"vk.no_answer", "vk.unavailable"})
"""After these a post may stand on the wall: `guid` is said to prevent a second one, but nobody promises it."""


async def community(port: contract.Port, config: Config) -> contract.Community:
    """Raises `ChannelError`: there is no key for the wall, or it is none of an administrator."""
    card = await Community(port, config).card()
    number = wire.text(card, "id")
    found = wire.objs(await _by_person(port, config).call("groups.getById", group_id=number), "groups")
    if not found or not wire.whole(found[0], "is_admin"):
        raise ChannelError("vk.may_not_post", remedy=Remedy.GIVE_UP)
    name = wire.text(card, "screen_name") or f"club{number}"
    return contract.Community(address=f"-{number}", title=wire.text(card, "name"), url=f"https://vk.com/{name}")


async def publish(
    port: contract.Port, config: Config, place: contract.Community, post: contract.OutboundMessage
) -> contract.Published:
    """One post, pictures and at last one link attached. Walls have no buttons: its words end the text."""
    person, group = _by_person(port, config), place.address.removeprefix("-")
    attached = [await _picture(person, one, group) for one in post.attachments]
    attached += [one.url for one in post.buttons[:1]]
    params: dict[str, object] = {"owner_id": place.address, "from_group": 1, "guid": post.id}
    said = [post.text, *(f"{one.title}: {one.url}" for one in post.buttons[:1])]
    params |= {"message": message} if (message := "\n\n".join(filter(None, said))) else {}
    params |= {"attachments": ",".join(attached)} if attached else {}
    try:
        answer = await person.call("wall.post", **params)
    except ChannelError as error:
        if error.code in IN_DOUBT:
            raise ChannelError(error.code, remedy=Remedy.UNKNOWN, detail=error.detail) from None
        raise
    number = wire.text(answer, "post_id")
    if not number:
        raise ChannelError("vk.answer_unreadable", remedy=Remedy.UNKNOWN)
    return contract.Published(external_id=number, url=f"https://vk.com/wall{place.address}_{number}")


def _by_person(port: contract.Port, config: Config) -> Community:
    key = str(config.get(KEY, ""))
    if not key:
        raise ChannelError("vk.wall_key_missing", remedy=Remedy.GIVE_UP)
    return Community(port, {**config, "token": key})


async def _picture(person: Community, picture: contract.OutboundAttachment, group: str) -> str:
    data = await picture.read()
    file = Upload(field="photo", name=picture.name, media_type=picture.media_type, data=data)
    place = await person.call("photos.getWallUploadServer", group_id=group)
    taken = await person.upload(place, file)
    saved = wire.largest(await person.call("photos.saveWallPhoto", group_id=group, **taken), by="id")
    return f"photo{wire.text(saved, 'owner_id')}_{wire.text(saved, 'id')}"
