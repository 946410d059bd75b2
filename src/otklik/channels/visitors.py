"""What the providers of our own chats share: a visitor's message as it stands in the journal, its reading, settings.

Written where the domain livechat takes it, read by the site chat and the chat inside an application.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from otklik.channels.contract import (
    Config,
    ConfigField,
    FieldKind,
    Frozen,
    Inbound,
    InboundAttachment,
    InboundMessage,
    InboundPress,
    Manifest,
    OutboundMessage,
    ParseFailed,
    Port,
    RawItem,
    Sender,
    SendResult,
)

KEPT_FILE: Final = "file:"
"""How the `ref` of an attachment begins whose file Otklik holds already: `file:<id>`."""


class VisitorFile(Frozen, frozen=True, kw_only=True):
    """A file the visitor uploaded before writing."""

    id: UUID
    name: str
    media_type: str
    size: int
    kind: str = "file"

    def attachment(self) -> InboundAttachment:
        return InboundAttachment(
            name=self.name, media_type=self.media_type, size=self.size, kind=self.kind, ref=f"{KEPT_FILE}{self.id}"
        )


class VisitorItem(Frozen, frozen=True, kw_only=True):
    """One message of a visitor."""

    key: UUID
    """Made by the browser: the same key is the same message, however often it is sent."""
    visitor_id: UUID
    sent_at: datetime
    """When the server received it: a visitor's clock is not to be believed."""
    text: str = ""
    press: str = ""
    """Data of a button of ours that was pressed; then there is nothing else."""
    files: tuple[VisitorFile, ...] = ()
    reply_to_id: str = ""
    """The provider's id of the message replied to."""
    language: str = ""
    start: str = ""
    """What the address brought by which the visitor came: the token of a conversation that goes on here."""
    name: str = ""
    """What the company's own server calls them, signed; a visitor's own word is not taken for it."""

    def raw(self) -> RawItem:
        """Unique within the channel even if two browsers made the same key."""
        event_id = f"{self.visitor_id}:{self.key}"
        return RawItem(event_id=event_id, body=msgspec.json.encode(self), received_at=self.sent_at)


PUSH: Final = "push"
PUSH_TEXT: Final = "push_text"
FCM_ACCOUNT: Final = "fcm_account"
APNS_KEY: Final = "apns_key"
APNS_KEY_ID: Final = "apns_key_id"
APNS_TEAM_ID: Final = "apns_team_id"
APNS_TOPIC: Final = "apns_topic"
APNS_FIELDS: Final = (APNS_KEY, APNS_KEY_ID, APNS_TEAM_ID, APNS_TOPIC)

WELCOME: Final = (
    ConfigField(
        name="title",
        kind=FieldKind.TEXT,
        label={"en": "Title", "ru": "Заголовок"},
        help={"en": "Empty: the company's name", "ru": "Пусто: название компании"},
        length_max=60,
    ),
    ConfigField(
        name="greeting_ru",
        kind=FieldKind.TEXT,
        label={"en": "Greeting in Russian", "ru": "Приветствие по-русски"},
        length_max=300,
    ),
    ConfigField(
        name="greeting_en",
        kind=FieldKind.TEXT,
        label={"en": "Greeting in English", "ru": "Приветствие по-английски"},
        length_max=300,
    ),
)
"""What stands over the first message."""

IDENTITY_SECRET: Final = ConfigField(
    name="identity_secret",
    kind=FieldKind.SECRET,
    label={"en": "Identity secret", "ru": "Секрет для входа клиентов"},
    help={
        "en": "Your server signs with it who is signed in: one thread on all devices of a customer",
        "ru": "Им ваш сервер подписывает, кто вошёл: один диалог на всех устройствах клиента",
    },
    pattern=r"[!-~]{32,200}",
    made=True,
    advanced=True,
)
SHOWS_TEXT: Final = ConfigField(
    name=PUSH_TEXT,
    kind=FieldKind.BOOLEAN,
    label={"en": "Notifications show the answer’s text", "ru": "В уведомлениях виден текст ответа"},
    help={"en": "Also on a locked screen", "ru": "Также на заблокированном экране"},
    default=True,
    advanced=True,
)


class VisitorChat:
    """The provider of a chat of our own: nothing leaves the server.

    What the ledger accepts is put on the visitor's stream by livechat, in the same transaction (docs/adr/0007).
    """

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        try:
            said = msgspec.json.decode(item.body, type=VisitorItem)
        except msgspec.MsgspecError as error:
            raise ParseFailed(str(error)) from error
        return [_press(said) if said.press else _message(said)]

    async def send(self, port: Port, config: Config, message: OutboundMessage) -> SendResult:
        """The visitor's stream is in the same database, so accepting is all there is to do."""
        return SendResult(external_id=message.id, accepted_at=port.now())

    async def show_typing(self, port: Port, config: Config, thread_id: str) -> None:
        """The desk's own signal reaches the visitor's stream; there is nobody else to tell."""


def _message(said: VisitorItem) -> InboundMessage:
    visitor = str(said.visitor_id)
    return InboundMessage(
        external_id=str(said.key),
        thread_id=visitor,
        sender=Sender(id=visitor, name=said.name, language=said.language),
        sent_at=said.sent_at,
        text=said.text,
        visible_text=said.text,
        attachments=tuple(file.attachment() for file in said.files),
        reply_to_id=said.reply_to_id,
        start_payload=said.start,
    )


def _press(said: VisitorItem) -> InboundPress:
    visitor = str(said.visitor_id)
    return InboundPress(
        external_id=str(said.key),
        thread_id=visitor,
        sender=Sender(id=visitor, name=said.name, language=said.language),
        data=said.press,
        sent_at=said.sent_at,
    )
