"""Chat inside the company's own application for phones: the visitor's API of livechat, rung by FCM and APNs."""

from typing import Final

import msgspec

from otklik.channels import contract, visitors
from otklik.channels.contract import Capabilities, CheckStep, Config, ConfigField, FieldKind, Manifest
from otklik.platform import apns, fcm
from otklik.platform.phonepush import CredentialsInvalid, Note, Outcome, Verdict

TEXT_MAX: Final = 10_000
FILE_BYTES_MAX: Final = 25 * 1024 * 1024
NOBODY_AT_APPLE: Final = "0" * 64
"""A device token of the right form that is no device's."""
NOBODY_AT_GOOGLE: Final = "otklik-connection-check-of-nobody"
TRIAL: Final = Note(title="Otklik", body="Otklik", ttl_seconds=0)

FIELDS: Final = (
    *visitors.WELCOME,
    msgspec.structs.replace(visitors.IDENTITY_SECRET, advanced=False),
    ConfigField(
        name=visitors.FCM_ACCOUNT,
        kind=FieldKind.SECRET,
        label={"en": "Android: service account key (JSON)", "ru": "Android: ключ сервисного аккаунта (JSON)"},
        help={
            "en": "Firebase console → Project settings → Service accounts. Paste the whole file",
            "ru": "Firebase → Настройки проекта → Сервисные аккаунты. Вставьте файл целиком",
        },
        length_max=6_000,
    ),
    ConfigField(
        name=visitors.APNS_KEY,
        kind=FieldKind.SECRET,
        label={"en": "iPhone: key (.p8)", "ru": "iPhone: ключ (.p8)"},
        help={
            "en": "Apple developer account → Keys. Paste the whole file",
            "ru": "Аккаунт разработчика Apple → Keys. Вставьте файл целиком",
        },
        length_max=2_000,
    ),
    ConfigField(
        name=visitors.APNS_KEY_ID,
        kind=FieldKind.TEXT,
        label={"en": "iPhone: Key ID", "ru": "iPhone: Key ID"},
        pattern=r"[A-Z0-9]{10}",
        length_max=10,
    ),
    ConfigField(
        name=visitors.APNS_TEAM_ID,
        kind=FieldKind.TEXT,
        label={"en": "iPhone: Team ID", "ru": "iPhone: Team ID"},
        pattern=r"[A-Z0-9]{10}",
        length_max=10,
    ),
    ConfigField(
        name=visitors.APNS_TOPIC,
        kind=FieldKind.TEXT,
        label={"en": "iPhone: Bundle ID", "ru": "iPhone: Bundle ID"},
        help={"en": "com.example.shop", "ru": "com.example.shop"},
        pattern=r"[A-Za-z0-9.\-]+",
        length_max=155,
    ),
    visitors.SHOWS_TEXT,
    *(
        ConfigField(
            name=name,
            destination=True,
            kind=FieldKind.TEXT,
            label={"en": f"Address of {service}", "ru": f"Адрес {service}"},
            help={
                "en": "Only for a relay of your own; empty: the official one",
                "ru": "Только для своего шлюза; пусто: официальный",
            },
            pattern=r"https?://[^\s?#]+",
            advanced=True,
        )
        for name, service in (("fcm_url", "FCM"), ("apns_url", "APNs"))
    ),
)

MANIFEST: Final = Manifest(
    kind="app",
    title={"en": "Mobile application", "ru": "Мобильное приложение"},
    summary={"en": "A chat inside your own application", "ru": "Чат внутри вашего приложения"},
    setup={
        "en": "1. Save the channel and give its public id to your developers.\n"
        "2. They build the chat on the API: `docs/how-to/app-chat.md` has the steps and a working example.\n"
        "3. For notifications paste the keys of Firebase (Android) and Apple (iPhone).\n"
        "4. To know signed-in customers on all their devices, make an identity secret for your server.",
        "ru": "1. Сохраните канал и передайте его публичный номер разработчикам.\n"
        "2. Они сделают чат на API: шаги и рабочий пример — в `docs/how-to/app-chat.md`.\n"
        "3. Для уведомлений вставьте ключи Firebase (Android) и Apple (iPhone).\n"
        "4. Чтобы узнавать вошедших клиентов на всех устройствах, создайте секрет для вашего сервера.",
    },
    colour="#0f766e",
    icon='<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
    'd="M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM11 18h2"/>',
    fields=FIELDS,
    capabilities=Capabilities(
        text_length_max=TEXT_MAX,
        attachment_size_bytes_max=FILE_BYTES_MAX,
        attachments_max=10,
        buttons_max=10,
        reply_to=True,
        typing_in=True,
        typing_out=True,
        voice=True,
        receipt_delivered=True,
        receipt_read=True,
        idempotent_send=True,
    ),
    address_kind="visitor",
)


class App(visitors.VisitorChat):
    """The provider, with a look at whether Google and Apple take the company's keys."""

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        """Each service is asked to ring a device that does not exist: a good key learns just that."""
        steps = [CheckStep(code="app.fcm_not_set", ok=True)]
        if config.get(visitors.FCM_ACCOUNT):
            steps = [_step("fcm", await _try_google(port, config))]
        given = [name for name in visitors.APNS_FIELDS if config.get(name)]
        if not given:
            return [*steps, CheckStep(code="app.apns_not_set", ok=True)]
        if len(given) < len(visitors.APNS_FIELDS):
            return [*steps, CheckStep(code="app.apns", ok=False, detail="app.apns_incomplete")]
        return [*steps, _step("apns", await _try_apple(port, config))]


provider: Final = App(MANIFEST)


async def _try_google(port: contract.Port, config: Config) -> Verdict:
    try:
        account = fcm.account_of(str(config[visitors.FCM_ACCOUNT]))
        return await fcm.Fcm().send(
            port.http,
            account,
            NOBODY_AT_GOOGLE,
            TRIAL,
            now=port.now(),
            base_url=str(config.get("fcm_url") or fcm.OFFICIAL_URL),
            validate_only=True,
        )
    except CredentialsInvalid:
        return Verdict(outcome=Outcome.BROKEN, code="credentials")


async def _try_apple(port: contract.Port, config: Config) -> Verdict:
    key = apns.Key(
        key_id=str(config[visitors.APNS_KEY_ID]),
        team_id=str(config[visitors.APNS_TEAM_ID]),
        topic=str(config[visitors.APNS_TOPIC]),
        private_key=str(config[visitors.APNS_KEY]),
    )
    apple = apns.Apns()
    try:
        url = str(config.get("apns_url") or apns.PRODUCTION_URL)
        return await apple.send(port.http, key, NOBODY_AT_APPLE, TRIAL, now=port.now(), base_url=url)
    except CredentialsInvalid:
        return Verdict(outcome=Outcome.BROKEN, code="credentials")
    finally:
        await apple.close()


def _step(service: str, verdict: Verdict) -> CheckStep:
    if verdict.outcome is Outcome.LATER:
        return CheckStep(code=f"app.{service}", ok=False, detail=f"app.{service}_no_answer")
    if verdict.outcome is Outcome.BROKEN:
        word = "credentials_unreadable" if verdict.code == "credentials" else "refused"
        return CheckStep(code=f"app.{service}", ok=False, detail=f"app.{service}_{word}")
    return CheckStep(code=f"app.{service}", ok=True)
