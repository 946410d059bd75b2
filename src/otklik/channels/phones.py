"""Phone numbers in text and the countries they belong to, by Google's metadata (`phonenumbers`)."""

from functools import lru_cache
from typing import Final

import phonenumbers
from babel.core import get_global
from phonenumbers import timezone

from otklik.channels.contract import Frozen

TEXT_LENGTH_MAX: Final = 100_000
ZONES_KEPT: Final = 100_000
"""Numbers whose zones are remembered: reading one costs more than the rest of what a gate asks."""
TYPES: Final = {
    phonenumbers.PhoneNumberType.FIXED_LINE: "fixed_line",
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    phonenumbers.PhoneNumberType.TOLL_FREE: "toll_free",
    phonenumbers.PhoneNumberType.PREMIUM_RATE: "premium_rate",
    phonenumbers.PhoneNumberType.SHARED_COST: "shared_cost",
    phonenumbers.PhoneNumberType.VOIP: "voip",
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER: "personal",
    phonenumbers.PhoneNumberType.PAGER: "pager",
    phonenumbers.PhoneNumberType.UAN: "uan",
    phonenumbers.PhoneNumberType.VOICEMAIL: "voicemail",
}


class Found(Frozen, frozen=True, kw_only=True):
    """A number in a text. `start` and `end` count characters; `country` is ISO 3166-1, empty for none's own."""

    text: str
    start: int
    end: int
    e164: str
    country: str
    type: str
    extension: str


def find(text: str, *, country: str) -> list[Found]:
    """Valid numbers in order. `country`: whose numbers may stand without their code, `RU`."""
    matches = phonenumbers.PhoneNumberMatcher(text[:TEXT_LENGTH_MAX], country)
    return [_found(one) for one in matches]


def e164(address: str, *, country: str) -> str:
    """A possible number as `+79991234567`; empty when it cannot be one."""
    number = _parsed(address, country)
    if number is None or not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def country_of(address: str) -> str:
    """The country of a number in E.164, with or without its plus; empty when nobody knows."""
    number = _parsed(address if address.startswith("+") else f"+{address}", None)
    return (phonenumbers.region_code_for_number(number) or "") if number else ""


@lru_cache(maxsize=ZONES_KEPT)
def time_zones(address: str) -> tuple[str, ...]:
    """IANA names of the zones in which a number in E.164 may be; empty when nobody knows.

    A mobile number's range is used all over a country, and +7 in two: those of its own country stand alone.
    """
    number = _parsed(address if address.startswith("+") else f"+{address}", None)
    if number is None:
        return ()
    names = [name for name in timezone.time_zones_for_number(number) if name != timezone.UNKNOWN_TIMEZONE]
    country, countries = country_of(address), get_global("zone_territories")
    return tuple(name for name in names if countries.get(name) == country) or tuple(names)


def _found(match: phonenumbers.PhoneNumberMatch) -> Found:
    return Found(
        text=match.raw_string,
        start=match.start,
        end=match.end,
        e164=phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164),
        country=phonenumbers.region_code_for_number(match.number) or "",
        type=TYPES.get(phonenumbers.number_type(match.number), "unknown"),
        extension=match.number.extension or "",
    )


def _parsed(address: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(address, country)
    except phonenumbers.NumberParseException:
        return None
