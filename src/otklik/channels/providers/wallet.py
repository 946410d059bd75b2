"""Cards in Apple Wallet: what goes by this channel is written onto a person's card, and their phone shows it.

Nothing comes in here, and nothing leaves by `send`: the domain `passes` writes the card and wakes the phones, as it
alone knows them. Of a card's maker Apple asks for a certificate, which is looked at here.
"""

from typing import Final

from otklik.channels import contract
from otklik.channels.contract import ChannelError, CheckStep, Config, ConfigField, FieldKind, Inbound, RawItem, Remedy
from otklik.channels.wallet.card import MESSAGE_MAX
from otklik.channels.wallet.certificates import CertificateInvalid, Signer
from otklik.channels.wallet.settings import (
    APNS_URL,
    CERTIFICATE,
    INK,
    INTERMEDIATE,
    LABEL,
    LEVEL,
    NUMBER,
    ORGANISATION,
    PAPER,
    PASS_TYPE_ID,
    PASSWORD,
    POINTS,
    TEAM_ID,
    certificate_of,
    good_signer,
    pass_type,
)
from otklik.platform import apns
from otklik.platform.phonepush import CredentialsInvalid, Outcome, Verdict

NOBODY: Final = "0" * 64
"""A push token of the right form that is no phone's."""
COLOUR: Final = r"#[0-9a-fA-F]{6}"
PEM_MAX: Final = 20_000


def _attribute(name: str, label: contract.Text) -> ConfigField:
    return ConfigField(
        name=name,
        kind=FieldKind.TEXT,
        label=label,
        help={"en": "The attribute’s name on people’s cards", "ru": "Как называется атрибут в карточках клиентов"},
        length_max=64,
    )


def _colour(name: str, default: str, label: contract.Text) -> ConfigField:
    return ConfigField(
        name=name, kind=FieldKind.TEXT, label=label, default=default, pattern=COLOUR, length_max=7, advanced=True
    )


FIELDS: Final = (
    ConfigField(
        name=PASS_TYPE_ID,
        kind=FieldKind.TEXT,
        label={"en": "Pass Type ID", "ru": "Pass Type ID"},
        help={"en": "pass.com.example.card", "ru": "pass.ru.example.card"},
        required=True,
        pattern=r"pass\.[A-Za-z0-9.\-]{1,150}",
        length_max=155,
    ),
    ConfigField(
        name=TEAM_ID,
        kind=FieldKind.TEXT,
        label={"en": "Team ID", "ru": "Team ID"},
        required=True,
        pattern=r"[A-Z0-9]{10}",
        length_max=10,
    ),
    ConfigField(
        name=CERTIFICATE,
        kind=FieldKind.SECRET,
        label={"en": "Certificate with its key", "ru": "Сертификат с ключом"},
        help={
            "en": "A .p12 file, or the text of a PEM file with both",
            "ru": "Файл .p12 или текст PEM с сертификатом и ключом",
        },
        required=True,
        length_max=PEM_MAX,
        file=True,
    ),
    ConfigField(
        name=PASSWORD,
        kind=FieldKind.SECRET,
        label={"en": "The certificate’s password", "ru": "Пароль сертификата"},
        help={"en": "Empty if there is none", "ru": "Пусто, если его нет"},
        length_max=200,
    ),
    ConfigField(
        name=INTERMEDIATE,
        kind=FieldKind.SECRET,
        label={"en": "Apple’s intermediate certificate (WWDR)", "ru": "Промежуточный сертификат Apple (WWDR)"},
        help={
            "en": "Its .cer file, or the text of a PEM file. Empty if it is in the certificate’s file",
            "ru": "Файл .cer или текст PEM. Пусто, если он уже в файле сертификата",
        },
        length_max=PEM_MAX,
        file=True,
    ),
    ConfigField(
        name=ORGANISATION,
        kind=FieldKind.TEXT,
        label={"en": "Company’s name on the card", "ru": "Название компании на карте"},
        help={"en": "Empty: the company’s name", "ru": "Пусто: название компании"},
        length_max=40,
    ),
    _attribute(NUMBER, {"en": "Where the card’s number is", "ru": "Где номер карты"}),
    _attribute(POINTS, {"en": "Where bonuses are", "ru": "Где бонусы"}),
    _attribute(LEVEL, {"en": "Where the level is", "ru": "Где уровень"}),
    _colour(PAPER, "#1f2933", {"en": "Card’s colour", "ru": "Цвет карты"}),
    _colour(INK, "#ffffff", {"en": "Colour of words", "ru": "Цвет текста"}),
    _colour(LABEL, "#cbd2d9", {"en": "Colour of labels", "ru": "Цвет подписей"}),
    ConfigField(
        name=APNS_URL,
        destination=True,
        kind=FieldKind.TEXT,
        label={"en": "Address of APNs", "ru": "Адрес APNs"},
        help={
            "en": "Only for a relay of your own; empty: the official one",
            "ru": "Только для своего шлюза; пусто: официальный",
        },
        pattern=r"https?://[^\s?#]+",
        advanced=True,
    ),
)

MANIFEST: Final = contract.Manifest(
    kind="wallet",
    title={"en": "Card in Apple Wallet", "ru": "Карта в Apple Wallet"},
    summary={
        "en": "The company’s card on iPhones, with messages of campaigns",
        "ru": "Карта компании в айфонах с сообщениями рассылок",
    },
    setup={
        "en": "1. In the Apple developer account open **Identifiers → Pass Type IDs** and make one.\n"
        "2. Make a certificate for it, and export it with its key from Keychain as .p12.\n"
        "3. Choose card.p12 here with its password, and Apple’s WWDR certificate.\n"
        "4. Put `{{ pass_url }}` into a letter: on an iPhone the link adds the card. "
        "`docs/how-to/wallet.md` has the steps. The server needs a public https address.",
        "ru": "1. В аккаунте разработчика Apple откройте **Identifiers → Pass Type IDs** и создайте идентификатор.\n"
        "2. Выпустите для него сертификат и экспортируйте его с ключом из «Связки ключей» как .p12.\n"
        "3. Выберите здесь card.p12, введите его пароль и выберите сертификат Apple WWDR.\n"
        "4. Поставьте в письмо `{{ pass_url }}`: на айфоне ссылка добавит карту. "
        "Шаги — в `docs/how-to/wallet.md`. Серверу нужен публичный адрес с https.",
    },
    colour="#111827",
    icon='<path fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" '
    'd="M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM3 10h18M7 14.5h4"/>',
    fields=FIELDS,
    capabilities=contract.Capabilities(text_length_max=MESSAGE_MAX, idempotent_send=True),
    address_kind="card",
    address_verified=True,
)


class Wallet:
    """The provider."""

    manifest = MANIFEST

    def parse(self, item: RawItem, config: Config) -> list[Inbound]:
        """Nobody writes from a card."""
        return []

    async def send(self, port: contract.Port, config: Config, message: contract.OutboundMessage) -> contract.SendResult:
        """Only what goes to many is written onto cards (delivery's `Bells`); a card is no conversation."""
        raise ChannelError("wallet.many_only", remedy=Remedy.GIVE_UP)

    async def connect(self, port: contract.Port, config: Config) -> contract.Connection:
        """Raises `ChannelError`."""
        try:
            signer = good_signer(config, now=port.now())
        except CertificateInvalid as error:
            raise ChannelError(error.code, remedy=Remedy.RECONNECT) from error
        return contract.Connection(
            address=pass_type(config), facts={"certificate_expires": signer.expires_at.date().isoformat()}
        )

    async def disconnect(self, port: contract.Port, config: Config) -> None:
        """Cards stay on phones; they are told nothing more."""

    async def check(self, port: contract.Port, config: Config) -> list[CheckStep]:
        """Whether phones will take what is signed, ask us for news, and be woken by Apple."""
        try:
            signer = good_signer(config, now=port.now())
        except CertificateInvalid as error:
            return [CheckStep(code="wallet.certificate", ok=False, detail=error.code)]
        until = CheckStep(code="wallet.certificate_until", ok=True, detail=signer.expires_at.date().isoformat())
        secure = port.public_url.startswith("https://")
        address = CheckStep(code="wallet.address", ok=secure, detail="" if secure else "wallet.address_not_https")
        return [until, address, _step(await _try_apple(port, config, signer))]


provider: Final = Wallet()


async def _try_apple(port: contract.Port, config: Config, signer: Signer) -> Verdict:
    """A phone that does not exist is woken: a good certificate learns just that."""
    apple = apns.Apns()
    try:
        url = str(config.get(APNS_URL) or apns.PRODUCTION_URL)
        return await apple.wake(port.http, certificate_of(config, signer), NOBODY, until=port.now(), base_url=url)
    except CredentialsInvalid:
        return Verdict(outcome=Outcome.BROKEN, code="credentials")
    finally:
        await apple.close()


def _step(verdict: Verdict) -> CheckStep:
    if verdict.outcome is Outcome.LATER:
        return CheckStep(code="wallet.apns", ok=False, detail="wallet.apns_no_answer")
    if verdict.outcome is Outcome.BROKEN:
        return CheckStep(code="wallet.apns", ok=False, detail="wallet.apns_refused")
    return CheckStep(code="wallet.apns", ok=True)
