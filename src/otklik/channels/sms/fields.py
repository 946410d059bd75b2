"""Fields of the connection form that SMS channels share."""

from collections.abc import Mapping
from typing import Any, Final

from otklik.channels.contract import ConfigField, FieldKind
from otklik.channels.sms import alphabet

SHIFT_TABLES: Final = ConfigField(
    name="shift_tables",
    kind=FieldKind.LIST,
    label={"en": "National alphabets", "ru": "Национальные алфавиты"},
    help={
        "en": "turkish, spanish, portuguese: only those your operator takes; such texts then cost less",
        "ru": "turkish, spanish, portuguese: только те, что принимает ваш оператор; такие тексты выйдут дешевле",
    },
    default=(),
    pattern="|".join(alphabet.LANGUAGES),
    advanced=True,
)
"""Shift tables (3GPP TS 23.038, annex A) that an SMSC and the phones behind it understand."""


def languages_of(config: Mapping[str, Any]) -> tuple[str, ...]:  # Any: settings of whatever channel
    """Whose tables this channel may shift to; none where the form does not ask."""
    return tuple(str(one) for one in config.get(SHIFT_TABLES.name, ()))
