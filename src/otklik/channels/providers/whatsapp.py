"""WhatsApp: a business number on Meta's Cloud API (Graph v23.0, developers.facebook.com/docs/whatsapp/cloud-api).

A webhook body is a batch: entries, changes, and in each a list of messages, echoes or statuses, all walked. There is no
event id, so the journal knows a body by its digest, and messages by their `wamid`. Free text goes only within 24 hours
of the customer's last message; later, and to whom never wrote, only a template that Meta has approved.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from otklik.channels import contract, fields, layout, wire
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.meta import cloud, graph, templates
from otklik.channels.meta.graph import Fault, Graph
from otklik.channels.wire import Obj
from otklik.platform.http import Upload

MEGABYTE: Final = 1024 * 1024
TEXT_MAX: Final = 4096
DOCUMENT_BYTES_MAX: Final = 100 * MEGABYTE
MOVING_BYTES_MAX: Final = 16 * MEGABYTE
WINDOW_SECONDS: Final = 24 * 60 * 60
ASKING_TEXT_MAX: Final = 1024
BUTTONS_MAX: Final = 3
BUTTON_TITLE_MAX: Final = 20
ROWS_MAX: Final = 10
ROW_TITLE_MAX: Final = 24
ROW_ID_MAX: Final = 200
NUMBER_FIELDS: Final = "id,display_phone_number,verified_name"

MANIFEST: Final = contract.Manifest(
    kind="whatsapp",
    title={"en": "WhatsApp", "ru": "WhatsApp"},
    summary={"en": "Customers write to your business number", "ru": "Клиенты пишут на ваш номер для бизнеса"},
    setup={
        "en": "1. At [developers.facebook.com](https://developers.facebook.com/apps) make a business app and add "
        "WhatsApp to it.\n"
        "2. In **API Setup** add and register your number; copy its id and the account's id into the form.\n"
        "3. In **Business settings → System users** make a token that never expires, with the rights "
        "`whatsapp_business_messaging` and `whatsapp_business_management`.\n"
        "4. Copy the app secret from **App settings → Basic**, make up a verify token, and save.\n"
        "5. In **WhatsApp → Configuration** enter the channel's webhook address and the same verify token, and "
        "subscribe to `messages`, `message_template_status_update`, `message_template_quality_update`, "
        "`message_template_components_update` and `template_category_update`.",
        "ru": "1. На [developers.facebook.com](https://developers.facebook.com/apps) создайте приложение для бизнеса и "
        "добавьте в него WhatsApp.\n"
        "2. В разделе **API Setup** добавьте и зарегистрируйте номер; скопируйте в форму его ID и ID аккаунта.\n"
        "3. В **Настройки компании → Системные пользователи** выпустите бессрочный токен с правами "
        "`whatsapp_business_messaging` и `whatsapp_business_management`.\n"
        "4. Скопируйте секрет приложения из **Настройки → Основное**, придумайте токен подтверждения и сохраните.\n"
        "5. В **WhatsApp → Configuration** введите адрес вебхука этого канала и тот же токен подтверждения и "
        "подпишитесь на `messages`, `message_template_status_update`, `message_template_quality_update`, "
        "`message_template_components_update` и `template_category_update`.",
    },
    colour="#25D366",
    icon='<path fill="currentColor" fill-rule="evenodd" d="M12 3a9 9 0 0 0-7.7 13.6L3 21l4.5-1.2A9 9 0 1 0 12 3z'
    'M9 7.5l1.5 3-1 1.2a7 7 0 0 0 3 3l1.2-1 3 1.5c-.5 1.7-2 2.3-3.7 1.8-2.7-.8-5.5-3.6-6-6C5.8 9.5 6.8 8 9 7.5z"/>',
    fields=(
        fields.token(
            {"en": "System user's token", "ru": "Токен системного пользователя"},
            pattern=fields.GRAPH_TOKEN,
        ),
        ConfigField(
            name="phone_number_id",
            kind=FieldKind.TEXT,
            label={"en": "Phone number ID", "ru": "ID номера телефона"},
            help={"en": "Digits from API Setup, not the number", "ru": "Цифры из API Setup, не сам номер"},
            required=True,
            pattern=r"[0-9]{5,25}",
        ),
        ConfigField(
            name="account_id",
            kind=FieldKind.TEXT,
            label={"en": "WhatsApp Business account ID", "ru": "ID аккаунта WhatsApp Business"},
            required=True,
            pattern=r"[0-9]{5,25}",
        ),
        graph.APP_SECRET,
        graph.VERIFY_TOKEN,
        fields.base_url(f"https://graph.facebook.com/{graph.VERSION}"),
    ),
    capabilities=contract.Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=DOCUMENT_BYTES_MAX,
        attachments_max=10,
        buttons_max=ROWS_MAX,
        reply_to=True,
        edits=True,
        deletes=True,
        reactions=True,
        voice=True,
        location=True,
        receipt_delivered=True,
        receipt_read=True,
        read_out=True,
        reply_window_seconds=WINDOW_SECONDS,
        prepared=True,
        rate_per_second=80.0,
        rate_per_recipient_per_second=1 / 6,
    ),
    address_kind="phone",
    address_verified=True,
    prices=(contract.Price(micros=4_000_000, currency="RUB"),),
    contact_link="https://wa.me/{phone}?text={words}{start}",
)

KINDS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("image/jpeg", "image/png"), "image"),
    **dict.fromkeys(("video/mp4", "video/3gpp"), "video"),
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), "audio"),
}
STYLE: Final = layout.Style(
    kinds=KINDS,
    voice="audio",
    voice_types=frozenset({"audio/ogg"}),
    picture="image",
    picture_bytes_max=5 * MEGABYTE,
    text_max=TEXT_MAX,
    caption_max=1024,
)
ASKING: Final = STYLE._replace(text_max=ASKING_TEXT_MAX, caption_max=0)
"""With buttons: they hang on a text of their own, and that is shorter."""
CHOOSE: Final = {"ru": "Выбрать"}
FAULTS: Final[Mapping[int, Fault]] = {
    33: Fault("number_not_found", Remedy.RECONNECT),
    **dict.fromkeys((130429, 131056, 131048), Fault("too_many", Remedy.RETRY)),
    **dict.fromkeys((131000, 131016, 131057, 133016), Fault("unavailable", Remedy.RETRY)),
    131005: Fault("permission_missing", Remedy.RECONNECT),
    131031: Fault("account_restricted", Remedy.RECONNECT),
    **dict.fromkeys((131042, 131044), Fault("payment_missing", Remedy.RECONNECT)),
    **dict.fromkeys((131037, 131045, 133010), Fault("number_not_ready", Remedy.RECONNECT)),
    131047: Fault("window_closed", Remedy.WINDOW_CLOSED),
    131026: Fault("undeliverable", Remedy.UNREACHABLE),
    130497: Fault("country_restricted", Remedy.UNREACHABLE),
    131030: Fault("not_in_test_list", Remedy.GIVE_UP),
    131021: Fault("own_number", Remedy.GIVE_UP),
    **dict.fromkeys((130472, 131049, 131050), Fault("held_back", Remedy.GIVE_UP)),
    **dict.fromkeys((131052, 131053), Fault("media_refused", Remedy.GIVE_UP)),
    **dict.fromkeys((132001, 132007, 132015, 132016), Fault("template_not_approved", Remedy.GIVE_UP)),
    **dict.fromkeys((132000, 132005, 132008, 132012, 132018), Fault("template_filled_wrong", Remedy.GIVE_UP)),
    **dict.fromkeys((100, 131008, 131009, 131051, 131062, 137000), Fault("refused", Remedy.GIVE_UP)),
}


class WhatsApp:
    """Every protocol but typing: WhatsApp shows it only as an answer to a message whose id nobody hands us."""

    manifest = MANIFEST

    def webhook(self, request: contract.WebhookRequest, config: Config) -> contract.WebhookReply:
        return graph.webhook(request, config)

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        return cloud.read(item, kind="whatsapp", faults=FAULTS, number_id=str(config.get("phone_number_id", "")))

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        if message.prepared is not None:
            return await _send_template(_graph(port, config), message, message.prepared)

        async def post(letter: layout.Letter) -> contract.SendResult:
            return await _post(_graph(port, config), letter, message)

        letters = await layout.lay_out(message, style=ASKING if message.buttons else STYLE)
        parts = [part for letter in letters for part in _apart(letter)]
        return await layout.post_all(parts, kind="whatsapp", style=STYLE, post=post)

    async def list_prepared(self, port: contract.Port, config: Config) -> Sequence[contract.PreparedMessage]:
        door, found, after = _graph(port, config), list[contract.PreparedMessage](), ""
        for _ in range(templates.PAGES_MAX):
            query = {"limit": str(templates.PAGE), **({"after": after} if after else {})}
            page = await door.get(f"{config['account_id']}/message_templates", fields=templates.FIELDS, query=query)
            found += templates.readable(page)
            after = wire.text(page, "paging", "cursors", "after") if wire.text(page, "paging", "next") else ""
            if not after:
                break
        return found

    def thread_of(self, address: str) -> str:
        return address.removeprefix("+")

    async def mark_read(self, port: contract.Port, config: Config, thread_id: str, external_id: str) -> None:
        read = {"messaging_product": "whatsapp", "status": "read", "message_id": external_id}
        await _graph(port, config).post(f"{config['phone_number_id']}/messages", read)

    async def fetch_media(self, port: contract.Port, config: Config, attachment: contract.InboundAttachment) -> bytes:
        """By the file's id: the address in a webhook is good for five minutes only."""
        door = _graph(port, config)._replace(faults={**FAULTS, 33: Fault("file_gone", Remedy.GIVE_UP)})
        file = await door.get(attachment.ref)
        return await door.download(wire.text(file, "url"), size_bytes_max=DOCUMENT_BYTES_MAX)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        """The app hears of the account, and of this number at this channel's own address."""
        door = _graph(port, config)
        number = await door.get(str(config["phone_number_id"]), fields=NUMBER_FIELDS)
        await door.post(f"{config['account_id']}/subscribed_apps", {})
        await _lead_webhooks(door, port.webhook_url)
        shown = wire.text(number, "display_phone_number")
        facts = {"phone": re.sub(r"\D", "", shown), "name": wire.text(number, "verified_name")}
        return contract.Connection(address=shown, facts=facts)

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        with wire.leaving():  # a revoked token leads no webhooks any more
            await _lead_webhooks(_graph(port, config), "")

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        door, steps = _graph(port, config), list[CheckStep]()
        for code, ask in (("token", _number), ("account", _account), ("secret", _prove)):
            try:
                detail = await ask(door)
            except ChannelError as error:
                return [*steps, CheckStep(code=f"whatsapp.{code}", ok=False, detail=error.code)]
            steps.append(CheckStep(code=f"whatsapp.{code}", ok=True, detail=detail))
        return steps


provider = WhatsApp()


def _graph(port: contract.Port, config: Config) -> Graph:
    return Graph(port, config, "whatsapp", FAULTS)


async def _number(door: Graph) -> str:
    number = await door.get(str(door.config["phone_number_id"]), fields=NUMBER_FIELDS)
    return " ".join(filter(None, (wire.text(number, "display_phone_number"), wire.text(number, "verified_name"))))


async def _account(door: Graph) -> str:
    """The number is one of the account's, else its messages would be told to somebody else."""
    known = await door.get(f"{door.config['account_id']}/phone_numbers", fields="id")
    if door.config["phone_number_id"] not in {wire.text(one, "id") for one in wire.objs(known, "data")}:
        raise ChannelError("whatsapp.other_account", remedy=Remedy.RECONNECT)
    return ""


async def _prove(door: Graph) -> str:
    await door.prove(str(door.config["phone_number_id"]))
    return ""


async def _lead_webhooks(door: Graph, url: str) -> None:
    lead = {"override_callback_uri": url, **({"verify_token": door.config["verify_token"]} if url else {})}
    try:
        await door.post(str(door.config["phone_number_id"]), {"webhook_configuration": lead})
    except ChannelError as error:
        if error.remedy is not Remedy.GIVE_UP:
            raise
        raise ChannelError("whatsapp.webhook_refused", remedy=Remedy.RECONNECT, detail=error.detail) from None


def _apart(letter: layout.Letter) -> Iterator[layout.Letter]:
    """Sound carries no caption, and buttons hang on nothing but a text."""
    silent = bool(letter.files) and letter.files[0].field == "audio"
    if letter.files and (letter.buttons or (silent and letter.text)):
        yield letter._replace(text="", buttons=())
        yield letter._replace(files=(), reply_to_id="")
    else:
        yield letter


async def _send_template(
    door: Graph, message: contract.OutboundMessage, prepared: contract.Prepared
) -> contract.SendResult:
    file = next(iter(message.attachments), None)
    media_id, name = "", file.name if file else ""
    if prepared.message.media and file is not None:
        media_id = await _keep_file(
            door, Upload(field="file", name=name, media_type=file.media_type, data=await file.read())
        )
    template = templates.filled(prepared, media_id=media_id, file_name=name)
    return await _hand(door, message, {"type": "template", "template": template})


async def _post(door: Graph, letter: layout.Letter, message: contract.OutboundMessage) -> contract.SendResult:
    quoted = {"context": {"message_id": letter.reply_to_id}} if letter.reply_to_id else {}
    return await _hand(door, message, {**quoted, **await _content(door, letter, language=message.language)})


async def _hand(door: Graph, message: contract.OutboundMessage, content: Obj) -> contract.SendResult:
    answer = await door.post(
        f"{door.config['phone_number_id']}/messages",
        {
            "messaging_product": "whatsapp",
            **_recipient(message.thread_id or message.to),
            "biz_opaque_callback_data": message.id,
            **content,
        },
        sends=True,
    )
    sent = next(iter(wire.objs(answer, "messages")), wire.NOTHING)
    if not (external_id := wire.text(sent, "id")):
        raise ChannelError("whatsapp.answer_unreadable", remedy=Remedy.UNKNOWN)
    return contract.SendResult(external_id=external_id)


def _recipient(address: str) -> Obj:
    """A number, the id of somebody who hides theirs, or a group."""
    if cloud.USER_ID.fullmatch(address):
        return {"recipient_type": "individual", "recipient": address}
    if digits := re.fullmatch(r"\+?([0-9]+)", address):
        return {"recipient_type": "individual", "to": digits[1]}
    return {"recipient_type": "group", "to": address}


async def _content(door: Graph, letter: layout.Letter, *, language: str) -> Obj:
    if letter.buttons:
        return _question(letter, language=language)
    if not letter.files:
        return {"type": "text", "text": {"body": letter.text, "preview_url": True}}
    [file] = letter.files
    kind = "document" if file.field != "image" and len(file.data) > MOVING_BYTES_MAX else file.field
    media_id = await _keep_file(door, Upload(field="file", name=file.name, media_type=file.media_type, data=file.data))
    named = {"filename": file.name} if kind == "document" else {}
    caption = {"caption": letter.text} if letter.text else {}
    return {"type": kind, kind: {"id": media_id, **named, **caption}}


async def _keep_file(door: Graph, file: Upload) -> str:
    form = {"messaging_product": "whatsapp", "type": file.media_type}
    return wire.text(await door.upload(f"{door.config['phone_number_id']}/media", form, file), "id")


def _question(letter: layout.Letter, *, language: str) -> Obj:
    """Up to three short answers are buttons, more or longer ones a list; links become lines of the text."""
    links = [f"{one.title}: {one.url}" for one in letter.buttons if one.url]
    answers = [one for one in letter.buttons if not one.url]
    text = "\n".join(filter(None, [letter.text, *links])) or CHOOSE.get(language, "Choose")
    if not answers:
        return {"type": "text", "text": {"body": text, "preview_url": True}}
    if len(answers) <= BUTTONS_MAX and all(len(one.title) <= BUTTON_TITLE_MAX for one in answers):
        replies = [{"type": "reply", "reply": {"id": one.data or one.title, "title": one.title}} for one in answers]
        return _interactive("button", text, {"buttons": replies})
    rows = [{"id": one.data or one.title[:ROW_ID_MAX], "title": one.title[:ROW_TITLE_MAX]} for one in answers]
    opener = CHOOSE.get(language, "Choose")
    return _interactive("list", text, {"button": opener, "sections": [{"title": opener, "rows": rows}]})


def _interactive(kind: str, text: str, action: Obj) -> Obj:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}
