"""How one outbound message becomes the calls a messenger takes: captions, albums, long texts, buttons at the end."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import msgspec

from otklik.channels import markup
from otklik.channels.contract import Button, ChannelError, OutboundAttachment, OutboundMessage, Remedy, SendResult
from otklik.platform.http import Upload

PICTURE_REFUSED: Final = ".picture_refused"
"""How the code of a refusal ends that says "not as a picture"."""


class Letter(NamedTuple):
    """One call to make: a text, a file with its caption, or an album. `Upload.field` is its kind of file."""

    text: str
    files: Sequence[Upload] = ()
    buttons: Sequence[Button] = ()
    reply_to_id: str = ""


class Style(NamedTuple):
    """What the messenger takes in one call. Lengths in UTF-16 units, the strictest way to count."""

    kinds: Mapping[str, str]
    """The messenger's own kind of file by media type; what is missing goes as `other`."""
    text_max: int
    other: str = "document"
    voice: str = "voice"
    voice_types: frozenset[str] = frozenset()
    picture: str = "photo"
    picture_bytes_max: int = 0
    """Bigger pictures go as `other`."""
    caption_max: int = 0
    albums: Mapping[str, str] = {}
    """Kinds of files that may share an album, by the name of their family."""
    album_max: int = 1


async def lay_out(message: OutboundMessage, *, style: Style) -> list[Letter]:
    """Files first; the text is their caption where it fits, else it follows. The first replies, the last asks."""
    text = message.text.strip()
    # an album carries no buttons: they need a text or a file of their own to hang on
    apart = bool(message.buttons) and not text
    groups = list(_groups([await _upload(one, style) for one in message.attachments], style=style, apart=apart))
    if _fits_as_caption(text, groups, style=style, buttons=bool(message.buttons)):
        letters = [Letter(text, groups[0])]
    else:
        letters = [Letter("", group) for group in groups]
        letters += [Letter(part) for part in markup.split(text, units_max=style.text_max)]
    if letters:
        letters[0] = letters[0]._replace(reply_to_id=message.reply_to_id)
        letters[-1] = letters[-1]._replace(buttons=message.buttons)
    return letters


async def post_all(
    letters: Sequence[Letter], *, kind: str, style: Style, post: Callable[[Letter], Awaitable[SendResult]]
) -> SendResult:
    """Post in order and join the results. After the first success a failure may not be retried: it would double."""
    sent: list[SendResult] = []
    for letter in letters:
        try:
            sent.append(await _post_one(letter, style=style, post=post))
        except ChannelError as error:
            if not sent:
                raise
            raise ChannelError(f"{kind}.partly_sent", remedy=Remedy.UNKNOWN, detail=error.code) from None
    if not sent:
        raise ChannelError(f"{kind}.empty", remedy=Remedy.GIVE_UP)
    ids = tuple(one for result in sent for one in result.external_ids or (result.external_id,))
    return SendResult(external_id=ids[0], external_ids=ids, accepted_at=sent[-1].accepted_at)


async def _post_one(letter: Letter, *, style: Style, post: Callable[[Letter], Awaitable[SendResult]]) -> SendResult:
    """A picture too long or too odd to be one for the messenger is a file all the same."""
    try:
        return await post(letter)
    except ChannelError as error:
        if not error.code.endswith(PICTURE_REFUSED) or all(one.field == style.other for one in letter.files):
            raise
    return await post(letter._replace(files=[msgspec.structs.replace(one, field=style.other) for one in letter.files]))


async def _upload(attachment: OutboundAttachment, style: Style) -> Upload:
    media_type = attachment.media_type.partition(";")[0].strip().lower()
    kind = style.kinds.get(media_type, style.other)
    if attachment.kind == "voice" and media_type in style.voice_types:
        kind = style.voice
    if kind == style.picture and attachment.size > style.picture_bytes_max:
        kind = style.other
    data = await attachment.read()
    return Upload(field=kind, name=attachment.name, media_type=media_type, data=data)


def _groups(files: Sequence[Upload], *, style: Style, apart: bool) -> Iterator[Sequence[Upload]]:
    for family, run in groupby(files, key=lambda one: style.albums.get(one.field, "")):
        together = list(run)
        step = style.album_max if family and not apart else 1
        yield from (together[at : at + step] for at in range(0, len(together), step))


def _fits_as_caption(text: str, groups: Sequence[Sequence[Upload]], *, style: Style, buttons: bool) -> bool:
    if len(groups) != 1 or (buttons and len(groups[0]) > 1):
        return False
    return markup.utf16_length(text) <= style.caption_max
