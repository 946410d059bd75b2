"""Fields of the connection form that several providers share, so that they are called the same everywhere."""

from typing import Final

from otklik.channels.contract import ConfigField, FieldKind

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
