"""Fields of the connection form that several providers share, so that they are called the same everywhere."""

from typing import Final

from otklik.channels.contract import ConfigField, FieldKind, Text

NO_HELP: Final[Text] = {}
PASSWORD_LABEL: Final[Text] = {"en": "Password", "ru": "Пароль"}
GRAPH_TOKEN: Final = r"[A-Za-z0-9_|.-]{20,500}"  # noqa: S105 - how one is spelled

POLLING: Final = "polling"
WEBHOOK: Final = "webhook"

INTAKE: Final = ConfigField(
    name="intake",
    kind=FieldKind.CHOICE,
    label={"en": "How messages come in", "ru": "Как приходят сообщения"},
    help={
        "en": "polling works everywhere; webhook needs a public https address",
        "ru": "polling работает везде; для webhook нужен публичный адрес с https",
    },
    default=POLLING,
    choices=(POLLING, WEBHOOK),
    advanced=True,
)


def token(label: Text, *, pattern: str, help: Text = NO_HELP) -> ConfigField:  # noqa: A002 - as the field says
    """What proves to the provider that we speak for the account."""
    return ConfigField(name="token", kind=FieldKind.SECRET, label=label, help=help, required=True, pattern=pattern)


def password(*, help: Text = NO_HELP, length_max: int = 500) -> ConfigField:  # noqa: A002 - as the field says
    return ConfigField(
        name="password",
        kind=FieldKind.SECRET,
        label=PASSWORD_LABEL,
        help=help,
        required=True,
        length_max=length_max,
    )


def host(name: str, label: Text) -> ConfigField:
    """A server that secrets are sent to."""
    return ConfigField(
        name=name,
        destination=True,
        kind=FieldKind.TEXT,
        label=label,
        required=True,
        pattern=r"[^\s/:]+",
        length_max=253,
    )


def base_url(official: str) -> ConfigField:
    """Where the provider's API is; another address for a server of one's own."""
    return ConfigField(
        name="base_url",
        destination=True,
        kind=FieldKind.TEXT,
        label={"en": "API address", "ru": "Адрес API"},
        help={
            "en": "Change it only if you run a server of your own",
            "ru": "Меняйте, только если у вас свой сервер",
        },
        default=official,
        pattern=r"https?://[^\s?#]+",
        advanced=True,
    )
