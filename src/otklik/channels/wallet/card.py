"""What stands on a card: pass.json of a store card (Apple, "Pass", format version 1)."""

from collections.abc import Mapping
from typing import Final

import msgspec

from otklik.channels.wallet.pictures import rgb

WORDS_MAX: Final = 200
MESSAGE_MAX: Final = 1_000
MESSAGE: Final = "message"
UNSEEN: Final = "\u200b"
"""Put behind every second message: a phone tells of a change, and the same words again would be none."""


class Fields(msgspec.Struct, frozen=True, kw_only=True):
    """What the channel's form says of all cards."""

    pass_type_id: str
    team_id: str
    organisation: str
    paper: str
    ink: str
    label: str


class Words(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside the values, in the person's language."""

    description: str
    name: str
    number: str
    points: str
    level: str
    message: str
    no_message: str
    company: str


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One person's card. `points` and `level` empty: nobody knows them, so they do not stand there."""

    serial: str
    token: str
    number: str
    name: str
    points: str = ""
    level: str = ""
    message: str = ""
    messages: int = 0
    about: str = ""
    """How to get hold of the company."""
    service_url: str = ""
    """Where phones ask for news; empty: they do not."""


def pass_json(card: Card, fields: Fields, words: Words) -> bytes:
    """The file of that name."""
    service = {"webServiceURL": card.service_url, "authenticationToken": card.token} if card.service_url else {}
    return msgspec.json.encode(
        {
            "formatVersion": 1,
            "passTypeIdentifier": fields.pass_type_id,
            "teamIdentifier": fields.team_id,
            "serialNumber": card.serial,
            "organizationName": fields.organisation,
            "description": words.description[:WORDS_MAX],
            "logoText": fields.organisation,
            "backgroundColor": _rgb(fields.paper),
            "foregroundColor": _rgb(fields.ink),
            "labelColor": _rgb(fields.label),
            "sharingProhibited": True,
            "barcodes": [_code(card.number)],
            "storeCard": _store_card(card, words),
            **service,
        }
    )


def _store_card(card: Card, words: Words) -> Mapping[str, object]:
    points = [_field("points", words.points, card.points, changed=f"{words.points}: %@")] if card.points else []
    level = [_field("level", words.level, card.level, changed=f"{words.level}: %@")] if card.level else []
    name = [_field("name", words.name, card.name)] if card.name else []
    about = [_field("company", words.company, card.about)] if card.about else []
    said = card.message[:MESSAGE_MAX] + UNSEEN * (card.messages % 2) if card.message else words.no_message
    return {
        "headerFields": points,
        "primaryFields": [],
        "secondaryFields": [*name, *level],
        "backFields": [
            _field(MESSAGE, words.message, said, changed="%@"),
            _field("number", words.number, card.number),
            *about,
        ],
    }


def _field(key: str, label: str, value: str, *, changed: str = "") -> dict[str, str]:
    """`changed`: what the phone shows when the value is another than before."""
    told = {"changeMessage": changed} if changed else {}
    return {"key": key, "label": label, "value": value, **told}


def _code(number: str) -> dict[str, str]:
    return {
        "format": "PKBarcodeFormatQR",
        "message": number,
        "messageEncoding": "iso-8859-1" if number.isascii() else "utf-8",
        "altText": number,
    }


def _rgb(colour: str) -> str:
    return "rgb({}, {}, {})".format(*rgb(colour))
