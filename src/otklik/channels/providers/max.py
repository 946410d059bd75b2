"""MAX: a bot that customers write to, by webhook or long polling (dev.max.ru, schema 0.0.32).

What comes in is read in `channels/max/events.py`. An update has no id: it is made of what happened, to
what, and when.
"""

import asyncio
import re
from collections.abc import Mapping
from typing import Final

import msgspec

from otklik.channels import contract, fields, layout, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, Inbound, RawItem, Remedy
from otklik.channels.max import events, posts
from otklik.channels.wire import Obj, Refusal
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

OFFICIAL_URL: Final = "https://platform-api2.max.ru"
TEXT_MAX: Final = 4000
LABEL_MAX: Final = 128
UPLOAD_BYTES_MAX: Final = 50 * 1024 * 1024
POLL_SECONDS: Final = 30
TRANSFER_SECONDS: Final = 120.0
READY_TRIES: Final = 6
"""How often a message is posted while MAX still works on its file, with a pause longer by `READY_SECONDS` each time."""
READY_SECONDS: Final = 0.5

MANIFEST: Final = contract.Manifest(
    kind="max",
    title={"en": "MAX", "ru": "MAX"},
    summary={"en": "Customers write to your bot", "ru": "Клиенты пишут вашему боту"},
    setup={
        "en": "1. At [business.max.ru](https://business.max.ru) open *Chat bots*, create a bot and wait until it is "
        "approved.\n"
        "2. Copy the token from its *Settings* into the form.",
        "ru": "1. На [business.max.ru](https://business.max.ru) откройте «Чат-боты», создайте бота и дождитесь "
        "проверки.\n"
        "2. Скопируйте токен из его «Настроек» в форму.",
    },
    colour="#6B4DE6",
    icon='<path fill="currentColor" d="M12 3a9 9 0 1 0 3.6 17.2l3.9.8-.7-3.7A9 9 0 0 0 12 3zm0 4.5a4.5 4.5 0 1 1-2 8.5l'
    '-1.8.6.2-1.9A4.5 4.5 0 0 1 12 7.5z"/>',
    fields=(
        fields.token({"en": "Bot token", "ru": "Токен бота"}, pattern=r"[A-Za-z0-9._-]+"),
        fields.INTAKE,
        fields.base_url(OFFICIAL_URL),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=UPLOAD_BYTES_MAX,
        attachments_max=10,
        buttons_max=20,
        reply_to=True,
        edits=True,
        deletes=True,
        typing_out=True,
        read_out=True,
        voice=True,
        location=True,
        publishes="named",
        rate_per_second=30.0,
    ),
    address_kind="max",
    contact_link="https://max.ru/{username}?start={start}",
)

STYLE: Final = layout.Style(
    kinds={
        **dict.fromkeys(("image/jpeg", "image/png", "image/gif"), "image"),
        **dict.fromkeys(("video/mp4", "video/webm", "video/quicktime"), "video"),
        **dict.fromkeys(("audio/mpeg", "audio/mp4", "audio/wav"), "audio"),
    },
    other="file",
    voice="audio",
    voice_types=frozenset({"audio/mpeg", "audio/mp4", "audio/ogg"}),
    picture="image",
    picture_bytes_max=UPLOAD_BYTES_MAX,
    text_max=TEXT_MAX,
    caption_max=TEXT_MAX,
    albums={"image": "pictures", "video": "pictures"},
    album_max=10,
)
BUTTONS_APART: Final = STYLE._replace(caption_max=-1)
"""A file must be a message's only attachment, and a keyboard is one too: it goes with the text that follows."""
REFUSALS: Final = (
    Refusal(400, "attachment.not.ready", "not_ready", Remedy.RETRY),
    Refusal(400, "extension", "file_refused", Remedy.GIVE_UP),
    Refusal(403, "", "blocked", Remedy.UNREACHABLE),
    Refusal(404, "", "chat_not_found", Remedy.UNREACHABLE),
    Refusal(405, "", "other_receiver", Remedy.RETRY),
)


class Max:
    """Every protocol of the contract, each method a few lines over the helpers below."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return events.read(item, token=str(config.get("token", "")))

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        wire.check_secret(request.headers.get("x-max-bot-api-secret", ""), expected=request.secret)
        return contract.WebhookReply(item=_item(request.body))

    def listens(self, config: Config) -> bool:
        return config.get("intake", fields.POLLING) == fields.POLLING

    async def listen(self, port: contract.Port, config: Config) -> None:
        """MAX forgets what was before the marker it is told, so that is kept once all is deposited."""
        marker, asked = wire.text(await port.load_state(), "marker"), 0
        while True:
            query = {"limit": "100", "timeout": str(POLL_SECONDS if asked else 0), "types": ",".join(events.READERS)}
            page = await _call(port, config, "GET", "/updates", query | ({"marker": marker} if marker else {}))
            for update in wire.objs(page, "updates"):
                await port.deposit(_item(msgspec.json.encode(update)))
            if (now := wire.text(page, "marker")) and now != marker:
                marker = now
                await port.save_state({"marker": marker})
            await port.report(None) if not asked else None
            asked += 1

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        style = BUTTONS_APART if message.buttons else STYLE

        async def post(letter: layout.Letter) -> contract.SendResult:
            return await _post(port, config, letter, message)

        letters = await layout.lay_out(message, style=style)
        return await layout.post_all(letters, kind="max", style=style, post=post)

    async def community(self, port: contract.Port, config: Config, address: str) -> contract.Community:
        return await posts.community(lambda path: _call(port, config, "GET", path), address)

    async def publish(
        self, port: contract.Port, config: Config, community: contract.Community, post: contract.OutboundMessage
    ) -> contract.Published:
        """A post is a message to the place's chat; of several the first is linked to."""
        urls: list[str] = []
        there = msgspec.structs.replace(post, thread_id=community.address)
        style = BUTTONS_APART if post.buttons else STYLE

        async def one(letter: layout.Letter) -> contract.SendResult:
            return await _post(port, config, letter, there, urls=urls)

        sent = await layout.post_all(await layout.lay_out(there, style=style), kind="max", style=style, post=one)
        return contract.Published(external_id=sent.external_id, url=urls[0])

    async def show_typing(self, port: contract.Port, config: Config, thread_id: str) -> None:
        await _call(port, config, "POST", f"/chats/{thread_id}/actions", body={"action": "typing_on"})

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        await _call(port, config, "POST", f"/chats/{thread_id}/actions", body={"action": "mark_seen"})

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        url = attachment.ref
        if url.startswith(events.VIDEO):
            known = wire.obj(await _call(port, config, "GET", f"/videos/{url.removeprefix(events.VIDEO)}"), "urls")
            url = next((known[key] for key in sorted(known, key=_height) if wire.text(known, key)), "")
            if not url:
                raise ChannelError("max.file.refused", remedy=Remedy.GIVE_UP)
        return await wire.download(port, "max", str(url), timeout_seconds=TRANSFER_SECONDS)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        me = await _call(port, config, "GET", "/me")
        await _call(port, config, "DELETE", "/subscriptions", {"url": port.webhook_url})
        if not self.listens(config):
            wanted = {"url": port.webhook_url, "secret": port.webhook_secret, "update_types": list(events.READERS)}
            taken = await _call(port, config, "POST", "/subscriptions", body=wanted)
            if taken.get("success") is not True:
                raise ChannelError("max.webhook_refused", remedy=Remedy.RECONNECT, detail=wire.text(taken, "message"))
        username = wire.text(me, "username")
        return contract.Connection(address=username, facts={"username": username, "name": wire.full_name(me)})

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked token has no subscription left
            await _call(port, config, "DELETE", "/subscriptions", {"url": port.webhook_url})

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        try:
            me = await _call(port, config, "GET", "/me")
            found = wire.objs(await _call(port, config, "GET", "/subscriptions"), "subscriptions")
        except ChannelError as error:
            return [CheckStep(code="max.token", ok=False, detail=str(error))]
        others = any(wire.text(one, "url") != port.webhook_url for one in found)
        trouble = "max.other_receiver" if others and self.listens(config) else ""
        token = CheckStep(code="max.token", ok=True, detail=wire.text(me, "username"))
        return [token, CheckStep(code="max.intake", ok=not trouble, detail=trouble)]


provider = Max()


def _item(body: bytes) -> RawItem:
    update = wire.decode_or_nothing(body)
    what = (
        wire.text(update, "message", "body", "mid") or wire.text(update, "message_id") or wire.text(update, "chat_id")
    )
    parts = (wire.text(update, "update_type"), wire.text(update, "callback", "callback_id") or what)
    event_id = ":".join((*parts, wire.text(update, "timestamp")))
    known = all(parts) and len(event_id) <= contract.EVENT_ID_MAX
    return RawItem(event_id=event_id if known else wire.digest(body), body=body)


def _height(key: str) -> int:
    """Of addresses like `mp4_720` the highest comes first, and those of other kinds last."""
    return -int(key.removeprefix("mp4_")) if re.fullmatch(r"mp4_\d{1,5}", key) else 0


async def _post(
    port: contract.Port,
    config: Config,
    letter: layout.Letter,
    message: contract.OutboundMessage,
    *,
    urls: list[str] | None = None,
) -> contract.SendResult:
    """`urls`: takes where the message is seen by everybody."""
    where = {"chat_id": message.thread_id} if message.thread_id else {"user_id": message.to}
    body: dict[str, object] = {"text": letter.text} if letter.text else {}
    attached: list[Obj] = [await _attach(port, config, one) for one in letter.files]
    if letter.buttons:
        rows = [[_button(one)] for one in letter.buttons]
        attached.append({"type": "inline_keyboard", "payload": {"buttons": rows}})
    if attached:
        body["attachments"] = attached
    if letter.reply_to_id:
        body["link"] = {"type": "reply", "mid": letter.reply_to_id}
    answer = wire.obj(await _when_ready(port, config, where, body), "message")
    external_id = wire.text(answer, "body", "mid")
    if not external_id:
        raise ChannelError("max.answer_unreadable", remedy=Remedy.UNKNOWN)
    if urls is not None:
        urls.append(wire.text(answer, "url"))
    return contract.SendResult(external_id=external_id, accepted_at=events.moment(answer, "timestamp"))


async def _when_ready(port: contract.Port, config: Config, where: Mapping[str, str], body: Obj) -> Obj:
    """Post, again and again while MAX still works on a file: nothing is sent until it is done with it."""
    for attempt in range(1, READY_TRIES):
        try:
            return await _call(port, config, "POST", "/messages", where, body=body)
        except ChannelError as error:
            if error.code != "max.not_ready":
                raise
        await asyncio.sleep(READY_SECONDS * attempt)
    return await _call(port, config, "POST", "/messages", where, body=body)


def _button(button: contract.Button) -> Obj:
    known = {"type": "link", "url": button.url} if button.url else {"type": "callback", "payload": button.data}
    return {**known, "text": button.title[:LABEL_MAX]}


async def _attach(port: contract.Port, config: Config, file: Upload) -> Obj:
    """Upload a file; its token comes before that for what is played, after it for the rest."""
    place = await _call(port, config, "POST", "/uploads", {"type": file.field})
    form = [msgspec.structs.replace(file, field="data")]
    url = wire.text(place, "url")
    reply = await wire.ask(port, "max", url, params={}, uploads=form, timeout_seconds=TRANSFER_SECONDS)
    answer = wire.decode_or_nothing(reply.body)
    photos = [wire.text(one, "token") for one in wire.obj(answer, "photos").values()]
    token = wire.text(answer, "token") or next(iter(photos), "") or wire.text(place, "token")
    if reply.status >= 400 or not token:
        words = f"{wire.text(answer, 'code')} {wire.text(answer, 'message')}"
        code = "max.picture_refused" if file.field == STYLE.picture else "max.file_refused"
        raise ChannelError(code, remedy=Remedy.GIVE_UP, detail=words.strip())
    return {"type": file.field, "payload": {"token": token}}


async def _call(
    port: contract.Port,
    config: Config,
    method: str,
    path: str,
    query: Mapping[str, str] | None = None,
    body: object = None,
) -> Obj:
    """The answer. Raises `ChannelError`; only of a message it matters that MAX may have acted on a lost request."""
    token, url = str(config.get("token", "")), str(config.get("base_url") or OFFICIAL_URL).rstrip("/")
    reply = await _ask(port, method, f"{url}{path}", {"Authorization": token}, query or {}, body)
    answer = wire.decode_or_nothing(reply.body)
    if reply.status == 200 and answer:
        return answer
    words = f"{wire.text(answer, 'code')} {wire.text(answer, 'message')}"
    error = wire.refusal(REFUSALS, kind="max", status=reply.status, description=words, hide=token)
    error.retry_after_seconds = wire.number(reply.headers, "retry-after")
    raise error


async def _ask(
    port: contract.Port, method: str, url: str, headers: Mapping[str, str], query: Mapping[str, str], body: object
) -> HttpReply:
    seconds = TIMEOUT_SECONDS + (POLL_SECONDS if url.endswith("/updates") else 0)
    try:
        return await port.http.request(method, url, headers=headers, query=query, json=body, timeout_seconds=seconds)
    except AddressRefused:
        raise ChannelError("max.address_refused", remedy=Remedy.RECONNECT) from None
    except HttpFailed as error:
        if "Certificate" in error.reason:
            raise ChannelError("max.certificate", remedy=Remedy.RECONNECT, detail=error.reason) from None
        lost = error.sent and method == "POST" and url.endswith("/messages")
        remedy = Remedy.UNKNOWN if lost else Remedy.RETRY
        raise ChannelError("max.no_answer", remedy=remedy, detail=error.reason) from None
