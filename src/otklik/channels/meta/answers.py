"""Answers to conversations with a Facebook Page or an Instagram account (Meta's Send API).

Free within 24 hours of the person's last message, and within 7 days with the tag that says that a human answers. Nobody
tells us how long ago that was, so the tag is used when Meta says that the day is over: such a refusal sent nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from otklik.channels import layout, wire
from otklik.channels.contract import Button, ChannelError, ConfigField, FieldKind, OutboundMessage, Remedy, SendResult
from otklik.channels.meta.graph import Fault, Graph
from otklik.channels.meta.talks import OUR_MARK
from otklik.channels.wire import Obj

WINDOW_SECONDS: Final = 7 * 24 * 60 * 60
FILE_BYTES_MAX: Final = 25 * 1024 * 1024
PICTURE_BYTES_MAX: Final = 8 * 1024 * 1024
ANSWERS_MAX: Final = 13
ANSWER_TITLE_MAX: Final = 20
CHOOSE: Final = {"ru": "Выберите"}

HUMAN_AGENT: Final = ConfigField(
    name="human_agent",
    kind=FieldKind.BOOLEAN,
    label={"en": "Answer for up to 7 days", "ru": "Отвечать до 7 дней"},
    help={
        "en": "Only after Meta approved the feature Human Agent for your app; without it 24 hours",
        "ru": "Только если Meta одобрила для приложения функцию Human Agent; без неё 24 часа",
    },
    default=False,
)
FAULTS: Final[Mapping[int, Fault]] = {
    **dict.fromkeys((2018278, 2534022), Fault("window_closed", Remedy.WINDOW_CLOSED)),
    **dict.fromkeys((33, 551, 1545041, 2018001, 2018108, 2018218), Fault("person_unavailable", Remedy.UNREACHABLE)),
    **dict.fromkeys((2018047, 2018074), Fault("media_refused", Remedy.GIVE_UP)),
    2018352: Fault("too_many", Remedy.RETRY),
    100: Fault("refused", Remedy.GIVE_UP),
}
KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("image/jpeg", "image/png", "image/gif"), "image"),
    **dict.fromkeys(("video/mp4", "video/ogg", "video/webm", "video/quicktime"), "video"),
    **dict.fromkeys(("audio/aac", "audio/mp4", "audio/mpeg", "audio/wav"), "audio"),
}


class Account(NamedTuple):
    """What differs between a Page and a professional account. `place` goes with every upload."""

    kind: str
    text_max: int
    place: Mapping[str, str] = {}
    replies: bool = False
    marks: bool = False
    """Whether what is sent may carry a mark that its echo brings back."""

    @property
    def style(self) -> layout.Style:
        return layout.Style(
            kinds=KINDS,
            text_max=self.text_max,
            other="file",
            voice="audio",
            picture="image",
            picture_bytes_max=PICTURE_BYTES_MAX,
        )


async def send(door: Graph, account: Account, message: OutboundMessage) -> SendResult:
    """Raises `ChannelError`."""

    async def post(letter: layout.Letter) -> SendResult:
        return await _post(door, account, letter, message)

    letters = await layout.lay_out(_with_links(message), style=account.style)
    parts = [part for letter in letters for part in _apart(letter, language=message.language)]
    return await layout.post_all(parts, kind=account.kind, style=account.style, post=post)


async def act(door: Graph, thread_id: str, sender_action: str) -> None:
    """`typing_on` is shown for 20 seconds; `mark_seen` marks all that the person wrote. Raises `ChannelError`."""
    await door.post("me/messages", {"recipient": {"id": thread_id}, "sender_action": sender_action})


def _with_links(message: OutboundMessage) -> OutboundMessage:
    """Quick replies only answer, so links become lines of the text."""
    links = [f"{one.title}: {one.url}" for one in message.buttons if one.url]
    answers = tuple(one for one in message.buttons if not one.url)
    text = "\n".join(filter(None, [message.text.strip(), *links]))
    return msgspec.structs.replace(message, text=text, buttons=answers)


def _apart(letter: layout.Letter, *, language: str) -> Iterator[layout.Letter]:
    """Quick replies stand under a text."""
    if letter.files and letter.buttons:
        yield letter._replace(buttons=())
        yield layout.Letter(CHOOSE.get(language, "Choose"), buttons=letter.buttons)
    else:
        yield letter


async def _post(door: Graph, account: Account, letter: layout.Letter, message: OutboundMessage) -> SendResult:
    body: dict[str, object] = {
        "recipient": {"id": message.thread_id or message.to},
        "message": {**await _content(door, account, letter), **_mark(account, message)},
    }
    if account.replies and letter.reply_to_id:
        body["reply_to"] = {"mid": letter.reply_to_id}
    answer = await _insist(door, body, human=door.config.get("human_agent") is True and not message.automatic)
    if not (external_id := wire.text(answer, "message_id")):
        raise ChannelError(f"{account.kind}.answer_unreadable", remedy=Remedy.UNKNOWN)
    return SendResult(external_id=external_id)


async def _insist(door: Graph, body: Obj, *, human: bool) -> Obj:
    try:
        return await door.post("me/messages", {**body, "messaging_type": "RESPONSE"}, sends=True)
    except ChannelError as error:
        if error.remedy is not Remedy.WINDOW_CLOSED or not human:
            raise
    tagged = {**body, "messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return await door.post("me/messages", tagged, sends=True)


async def _content(door: Graph, account: Account, letter: layout.Letter) -> Obj:
    if not letter.files:
        return {"text": letter.text, **({"quick_replies": _answers(letter.buttons)} if letter.buttons else {})}
    [file] = letter.files
    attachment = {"type": file.field, "payload": {"is_reusable": True}}
    form = {**account.place, "message": msgspec.json.encode({"attachment": attachment}).decode()}
    kept = await door.upload("me/message_attachments", form, msgspec.structs.replace(file, field="filedata"))
    return {"attachment": {"type": file.field, "payload": {"attachment_id": wire.text(kept, "attachment_id")}}}


def _mark(account: Account, message: OutboundMessage) -> Obj:
    return {"metadata": f"{OUR_MARK}{message.id}"} if account.marks else wire.NOTHING


def _answers(buttons: Sequence[Button]) -> list[Obj]:
    return [
        {"content_type": "text", "title": one.title[:ANSWER_TITLE_MAX], "payload": one.data or one.title}
        for one in buttons
    ]
