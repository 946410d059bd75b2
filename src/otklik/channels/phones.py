"""Phone numbers in text and the countries they belong to, by Google's metadata (`phonenumbers`)."""

from typing import Final

import phonenumbers

from otklik.channels.contract import Frozen

TEXT_LENGTH_MAX: Final = 100_000
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
