"""What is asked of VK with the key of one community."""

import contextlib
import hashlib
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

import msgspec

from otklik.channels import contract, layout, wire
from otklik.channels.contract import ChannelError, Config, RawItem, Remedy
from otklik.channels.vk import events
from otklik.channels.wire import Obj
from otklik.platform.http import TIMEOUT_SECONDS, AddressRefused, HttpFailed, HttpReply, Upload

OFFICIAL_URL: Final = "https://api.vk.com"
VERSION: Final = "5.199"
TEXT_MAX: Final = 9000
LABEL_MAX: Final = 40
ROWS_MAX: Final = 6
"""Rows of buttons; more buttons stand two in a row."""
UPLOAD_BYTES_MAX: Final = 50 * 1024 * 1024
POLL_SECONDS: Final = 25
NUMBER_LOST: Final = 3
TRANSFER_SECONDS: Final = 120.0
ABOUT: Final = "screen_name,photo_200"
PEOPLE_MAX: Final = 1000
"""People asked for at once, and remembered while listening."""

RIGHTS: Final = frozenset({"manage", "messages", "photos", "docs"})
STYLE: Final = layout.Style(
    kinds=dict.fromkeys(("image/jpeg", "image/png", "image/webp"), "photo"),
    other="doc",
    voice="audio_message",
    voice_types=frozenset({"audio/ogg"}),
    picture_bytes_max=UPLOAD_BYTES_MAX,
    text_max=TEXT_MAX,
    caption_max=TEXT_MAX,
    albums={"photo": "files", "doc": "files"},
    album_max=10,
)
ERRORS: Final = {
    **dict.fromkeys((1, 10, 13, 36), ("unavailable", Remedy.RETRY)),
    **dict.fromkeys((6, 9, 14, 29, 32, 1105), ("too_many", Remedy.RETRY)),
    **dict.fromkeys((4, 5, 16, 17, 25, 27, 28, 1117, 3609), ("token_refused", Remedy.RECONNECT)),
    **dict.fromkeys((7, 15), ("rights", Remedy.RECONNECT)),
    **dict.fromkeys((18, 37, 113), ("deactivated", Remedy.UNREACHABLE)),
    **dict.fromkeys((900, 901, 902), ("blocked", Remedy.UNREACHABLE)),
    **dict.fromkeys((917, 922, 927, 932, 936, 945, 946), ("chat_not_found", Remedy.UNREACHABLE)),
    **dict.fromkeys((910, 914), ("too_long", Remedy.GIVE_UP)),
    129: ("picture_refused", Remedy.GIVE_UP),
    222: ("links_refused", Remedy.GIVE_UP),
    **dict.fromkeys((214, 219, 220, 224), ("post_refused", Remedy.GIVE_UP)),
    950: ("window_closed", Remedy.WINDOW_CLOSED),
}
PAUSES: Final = {6: 1.0, 9: 60.0, 14: 300.0}  # seconds by code: VK names none


def raw_item(event: Obj, body: bytes, headers: dict[str, str] | None = None) -> RawItem:
    return RawItem(event_id=wire.text(event, "event_id") or wire.digest(body), body=body, headers=headers or {})


def secret_word(secret: str) -> str:
    """VK takes up to 50 Latin letters and digits."""
    return "".join(char for char in secret if char.isalnum())[:50]


def _random_id(row_id: str, number: int) -> int:
    """The same for the same part of the same message, 31 bits and never 0, which would mean "do not look"."""
    return int.from_bytes(hashlib.sha256(f"{row_id}:{number}".encode()).digest()[:4]) >> 1 or 1


def _keyboard(buttons: Sequence[contract.Button]) -> str:
    """Text buttons: every client knows them, and a press needs no answer of ours."""
    keys = [{"action": _action(one)} for one in buttons]
    step = 1 if len(keys) <= ROWS_MAX else 2
    rows = [keys[at : at + step] for at in range(0, len(keys), step)]
    return msgspec.json.encode({"one_time": False, "inline": True, "buttons": rows}).decode()


def _action(button: contract.Button) -> Obj:
    label = button.title if len(button.title) <= LABEL_MAX else button.title[: LABEL_MAX - 1] + "…"
    if button.url:
        return {"type": "open_link", "link": button.url, "label": label}
    return {"type": "text", "label": label, "payload": msgspec.json.encode({events.PRESS: button.data}).decode()}


class Community:
    """What is asked of VK with the key of one community."""

    def __init__(self, port: contract.Port, config: Config) -> None:
        self._port = port
        self._config = config
        self._card: Obj = {}
        self._people: dict[str, Obj] = {}

    async def call(self, method: str, **params: object) -> object:
        """The method's response. Raises `ChannelError`."""
        token = str(self._config.get("token", ""))
        url = f"{str(self._config.get('base_url') or OFFICIAL_URL).rstrip('/')}/method/{method}"
        form = {name: str(value) for name, value in params.items()} | {"v": VERSION, "access_token": token}
        reply = await self._ask(url, form)
        answer = wire.decode_or_nothing(reply.body)
        if "response" in answer:
            return answer["response"]
        if error := wire.obj(answer, "error"):
            raise _refusal(error, code="error_code", words="error_msg", hide=token)
        # what VK made of a request it answers so is not known, and does not matter: it may be repeated
        pause = wire.number(reply.headers, "retry-after")
        raise ChannelError("vk.unavailable", remedy=Remedy.RETRY, detail=str(reply.status), retry_after_seconds=pause)

    async def _ask(self, url: str, form: dict[str, str]) -> HttpReply:
        try:
            return await self._port.http.request("POST", url, form=form)
        except AddressRefused:
            raise ChannelError("vk.address_refused", remedy=Remedy.RECONNECT) from None
        except HttpFailed as error:
            raise ChannelError("vk.no_answer", remedy=Remedy.RETRY, detail=error.reason) from None

    async def card(self) -> Obj:
        """The community whose key it is."""
        if not self._card:
            found = wire.objs(await self.call("groups.getById"), "groups")
            if not found or not wire.text(found[0], "id"):
                raise ChannelError("vk.not_a_community", remedy=Remedy.RECONNECT)
            self._card = found[0]
        return self._card

    async def manage(self, method: str, **params: object) -> object:
        return await self.call(method, group_id=wire.text(await self.card(), "id"), **params)

    async def check_key(self) -> str:
        return wire.text(await self.card(), "name")

    async def check_rights(self) -> str:
        known = wire.objs(await self.call("groups.getTokenPermissions"), "permissions")
        if missing := RIGHTS - {wire.text(one, "name") for one in known}:
            raise ChannelError("vk.rights", remedy=Remedy.RECONNECT, detail=", ".join(sorted(missing)))
        return ""

    async def check_confirmation(self) -> str:
        """VK changes the string it waits for, and only people can put it into the form."""
        code = wire.text(await self.manage("groups.getCallbackConfirmationCode"), "code")
        if code != self._config.get("confirmation"):
            raise ChannelError("vk.confirmation", remedy=Remedy.RECONNECT, detail=code)
        return ""

    async def add_server(self) -> int:
        await self.check_confirmation()
        told = {"url": self._port.webhook_url, "title": "Otklik", "secret_key": secret_word(self._port.webhook_secret)}
        return wire.whole(await self.manage("groups.addCallbackServer", **told), "server_id")

    async def forget_server(self) -> None:
        for one in wire.objs(await self.manage("groups.getCallbackServers"), "items"):
            if wire.text(one, "url") == self._port.webhook_url:
                await self.manage("groups.deleteCallbackServer", server_id=wire.text(one, "id"))

    async def poll(self, server: Obj, *, ts: str) -> str:
        """Deposit what comes until the key expires; the number to go on from, empty when VK has lost it."""
        while True:
            query = urlencode({"act": "a_check", "key": wire.text(server, "key"), "ts": ts, "wait": POLL_SECONDS})
            url = f"{wire.text(server, 'server')}?{query}"
            reply = await wire.ask(self._port, "vk", url, timeout_seconds=POLL_SECONDS + TIMEOUT_SECONDS)
            answer = wire.decode_or_nothing(reply.body)
            ts, failed = wire.text(answer, "ts") or ts, wire.whole(answer, "failed")
            if failed:
                return ts if failed < NUMBER_LOST else ""
            if "updates" not in answer:
                raise wire.refusal((), kind="vk", status=reply.status, description="")
            if updates := wire.objs(answer, "updates"):
                await self._deposit(updates)
                await self._port.save_state({"ts": ts})

    async def _deposit(self, updates: Sequence[Obj]) -> None:
        await self._meet(set[str]().union(*(events.authors(one) for one in updates)))
        for one in updates:
            known = {who: self._people[who] for who in sorted(events.authors(one)) if who in self._people}
            headers = {events.AUTHORS: msgspec.json.encode(known).decode()} if known else {}
            await self._port.deposit(raw_item(one, msgspec.json.encode(one), headers))

    async def _meet(self, people: set[str]) -> None:
        """Learn who they are; a message without its author's name is a message all the same."""
        if len(self._people) > PEOPLE_MAX:
            self._people.clear()
        with contextlib.suppress(ChannelError):
            self._people |= await self.people(people - self._people.keys())

    async def people(self, numbers: Iterable[str]) -> dict[str, Obj]:
        """What VK says of them, by their numbers."""
        asked = sorted(numbers)[:PEOPLE_MAX]
        found = await self.call("users.get", user_ids=",".join(asked), fields=ABOUT) if asked else ()
        return {wire.text(one, "id"): one for one in wire.objs(found)}

    async def post(
        self, letter: layout.Letter, message: contract.OutboundMessage, *, number: int
    ) -> contract.SendResult:
        peer_id = message.thread_id or message.to
        params: dict[str, object] = {"peer_ids": peer_id, "random_id": _random_id(message.id, number)}
        params["payload"] = msgspec.json.encode({events.OURS: message.id}).decode()
        if letter.text:
            params["message"] = letter.text
        if letter.files:
            params["attachment"] = ",".join([await self._attach(one, peer_id) for one in letter.files])
        if letter.buttons:
            params["keyboard"] = _keyboard(letter.buttons)
        if letter.reply_to_id.isdecimal():
            quoted = {"peer_id": int(peer_id), "conversation_message_ids": [int(letter.reply_to_id)], "is_reply": True}
            params["forward"] = msgspec.json.encode(quoted).decode()
        found = wire.objs(await self.call("messages.send", **params))
        sent = found[0] if found else wire.NOTHING
        if error := wire.obj(sent, "error"):
            raise _refusal(error, code="code", words="description")
        return contract.SendResult(external_id=events.number_or_nothing(sent))

    async def _attach(self, file: Upload, peer_id: str) -> str:
        """A file as messages name it, once it is uploaded."""
        if file.field == STYLE.picture:
            place = await self.call("photos.getMessagesUploadServer", peer_id=peer_id)
            taken = await self.upload(place, msgspec.structs.replace(file, field="photo"))
            saved = wire.largest(await self.call("photos.saveMessagesPhoto", **taken), by="id")
        else:
            place = await self.call("docs.getMessagesUploadServer", type=file.field, peer_id=peer_id)
            taken = await self.upload(place, msgspec.structs.replace(file, field="file"))
            answer = await self.call("docs.save", title=file.name, **taken)
            saved = wire.obj(answer, file.field) or wire.obj(answer, STYLE.other)
        kind = STYLE.picture if file.field == STYLE.picture else STYLE.other
        named = [f"{kind}{wire.text(saved, 'owner_id')}", wire.text(saved, "id"), wire.text(saved, "access_key")]
        return "_".join(filter(None, named))

    async def upload(self, place: object, file: Upload) -> dict[str, str]:
        """What the upload server wants told when the file is saved."""
        url = wire.text(place, "upload_url")
        reply = await wire.ask(self._port, "vk", url, params={}, uploads=[file], timeout_seconds=TRANSFER_SECONDS)
        answer = wire.decode_or_nothing(reply.body)
        if reply.status >= 400:
            raise wire.refusal((), kind="vk", status=reply.status, description="")
        if wire.text(answer, file.field) in {"", "[]"}:
            code = "vk.picture_refused" if file.field == STYLE.picture else "vk.file_refused"
            raise ChannelError(code, remedy=Remedy.GIVE_UP, detail=wire.text(answer, "error"))
        return {name: value for name in ("server", "photo", "hash", "file") if (value := wire.text(answer, name))}


def _refusal(error: Obj, *, code: str, words: str, hide: str = "") -> ChannelError:
    number = wire.whole(error, code)
    name, remedy = ERRORS.get(number, ("refused", Remedy.GIVE_UP))
    said = f"{number} {wire.text(error, words)}"
    detail = said.replace(hide, "***") if hide else said
    return ChannelError(f"vk.{name}", remedy=remedy, detail=detail, retry_after_seconds=PAUSES.get(number))
