"""Message templates of the WhatsApp Cloud API: how they are listed, what is told of them, how one is filled in.

Texts hold `{{1}}` or `{{first_name}}`. Numbers begin anew in the header and in each button, so those of the header are
named `header.1` here and those of a button `button.0.1`, by the button's place. Statuses and events are those of
developers.facebook.com/docs/whatsapp/business-management-api/message-templates (v23.0); of what is not known among
them only that something changed is told.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Final

from otklik.channels import contract, wire
from otklik.channels.contract import Blank, PreparedButton, PreparedMessage, Quality, Standing
from otklik.channels.wire import Obj

FIELDS: Final = "id,name,language,status,category,components,quality_score,rejected_reason"
PAGE: Final = 100
PAGES_MAX: Final = 20
TEXT_FORMAT: Final = "TEXT"
MEDIA: Final = frozenset({"IMAGE", "VIDEO", "DOCUMENT"})
BUTTONS: Final = frozenset({"QUICK_REPLY", "URL", "PHONE_NUMBER"})
PLACE: Final = re.compile(r"\{\{\s*([A-Za-z0-9_]{1,60})\s*\}\}")
STANDINGS: Final[Mapping[str, Standing]] = {
    **dict.fromkeys(("APPROVED", "REINSTATED", "UNPAUSED", "FLAGGED"), Standing.APPROVED),
    **dict.fromkeys(("PENDING", "IN_APPEAL", "PENDING_REVIEW"), Standing.PENDING),
    "PAUSED": Standing.PAUSED,
    "REJECTED": Standing.REJECTED,
    **dict.fromkeys(
        ("DISABLED", "DELETED", "PENDING_DELETION", "ARCHIVED", "LIMIT_EXCEEDED", "LOCKED"), Standing.DISABLED
    ),
}
QUALITIES: Final[Mapping[str, Quality]] = {"GREEN": Quality.HIGH, "YELLOW": Quality.MEDIUM, "RED": Quality.LOW}


def read(template: Obj) -> PreparedMessage:
    """One template of the list. Raises `Incomplete` without a name or a language."""
    parts = {wire.text(one, "type").upper(): one for one in wire.objs(template, "components")}
    header, body = parts.get("HEADER", wire.NOTHING), parts.get("BODY", wire.NOTHING)
    buttons = wire.objs(parts.get("BUTTONS", wire.NOTHING), "buttons")
    form = wire.text(header, "format").upper() or TEXT_FORMAT
    return PreparedMessage(
        name=wire.identifier(template, "name"),
        language=wire.identifier(template, "language"),
        # what has a standing nobody has heard of is not sent
        standing=STANDINGS.get(wire.text(template, "status").upper(), Standing.DISABLED),
        category=wire.text(template, "category").lower(),
        reason=_reason(wire.text(template, "rejected_reason")),
        quality=_quality(wire.text(template, "quality_score", "score")),
        header=_named(wire.text(header, "text"), prefix="header."),
        body=_named(wire.text(body, "text")),
        footer=wire.text(parts.get("FOOTER", wire.NOTHING), "text"),
        buttons=tuple(_button(one, index) for index, one in enumerate(buttons)),
        blanks=tuple(_blanks(header, body, buttons)),
        media=form.lower() if form in MEDIA else "",
        unsupported=_unsupported(parts, buttons, form=form),
    )


def readable(page: Obj) -> Iterator[PreparedMessage]:
    """The templates of one page of the list."""
    for one in wire.objs(page, "data"):
        with suppress(wire.Incomplete):
            yield read(one)


def news(field: str, told: Obj) -> contract.InboundPrepared | None:
    """What a webhook says of a template; None where it speaks of something else."""
    name, language = wire.text(told, "message_template_name"), wire.text(told, "message_template_language")
    if not name or not language:
        return None
    score = wire.text(told, "new_quality_score")
    return contract.InboundPrepared(
        name=name,
        language=language,
        standing=STANDINGS.get(wire.text(told, "event").upper()) if field == "message_template_status_update" else None,
        reason=wire.text(told, "rejection_info", "reason") or _reason(wire.text(told, "reason")),
        quality=_quality(score) if score else None,
    )


def filled(prepared: contract.Prepared, *, media_id: str, file_name: str) -> Obj:
    """The template as `/messages` takes it."""
    message, values = prepared.message, prepared.values
    parts = list[Obj]()
    if message.media:
        named = {"filename": file_name} if message.media == "document" and file_name else {}
        file = {"type": message.media, message.media: {"id": media_id, **named}}
        parts.append({"type": "header", "parameters": [file]})
    elif header := _parameters(message, values, prefix="header."):
        parts.append({"type": "header", "parameters": header})
    if body := _parameters(message, values):
        parts.append({"type": "body", "parameters": body})
    for index in range(len(message.buttons)):
        if address := _parameters(message, values, prefix=f"button.{index}."):
            plain = [{"type": "text", "text": one["text"]} for one in address]
            parts.append({"type": "button", "sub_type": "url", "index": str(index), "parameters": plain})
    return {
        "name": message.name,
        "language": {"policy": "deterministic", "code": message.language},
        **({"components": parts} if parts else {}),
    }


def _parameters(message: PreparedMessage, values: Mapping[str, str], *, prefix: str = "") -> list[Obj]:
    """Line breaks, tabs and rows of spaces are refused in a parameter (error 132018), so words stand a space apart."""
    found = list[Obj]()
    for blank in message.blanks:
        place = blank.name.removeprefix(prefix)
        if not blank.name.startswith(prefix) or "." in place:
            continue
        named = {} if place.isdecimal() else {"parameter_name": place}
        found.append({"type": "text", **named, "text": " ".join(values.get(blank.name, "").split())})
    return found


def _blanks(header: Obj, body: Obj, buttons: list[Obj]) -> Iterator[Blank]:
    yield from _blanks_in(header, text="text", examples=_examples(header, "header_text"), prefix="header.")
    yield from _blanks_in(body, text="text", examples=_examples(body, "body_text"))
    for index, one in enumerate(buttons):
        yield from _blanks_in(one, text="url", examples={}, prefix=f"button.{index}.")


def _blanks_in(part: Obj, *, text: str, examples: Mapping[str, str], prefix: str = "") -> Iterator[Blank]:
    for name in dict.fromkeys(PLACE.findall(wire.text(part, text))):
        yield Blank(name=f"{prefix}{name}", example=examples.get(name, ""))


def _examples(part: Obj, name: str) -> dict[str, str]:
    """Of numbered places a list, of a body's a list of lists; of named ones a list of pairs."""
    example = wire.obj(part, "example")
    pairs = {
        wire.text(one, "param_name"): wire.text(one, "example") for one in wire.objs(example, f"{name}_named_params")
    }
    given = example.get(name)
    row = given[0] if isinstance(given, list) and given and isinstance(given[0], list) else given
    numbered = {str(index): str(one) for index, one in enumerate(row, 1)} if isinstance(row, list) else {}
    return {**numbered, **pairs}


def _named(text: str, *, prefix: str = "") -> str:
    return PLACE.sub(lambda found: f"{{{{{prefix}{found[1]}}}}}", text)


def _button(one: Obj, index: int) -> PreparedButton:
    address = _named(wire.text(one, "url"), prefix=f"button.{index}.")
    return PreparedButton(title=wire.text(one, "text"), url=address, phone=wire.text(one, "phone_number"))


def _unsupported(parts: Mapping[str, Obj], buttons: list[Obj], *, form: str) -> str:
    strange = [
        *(name for name in parts if name not in {"HEADER", "BODY", "FOOTER", "BUTTONS"}),
        *([form] if form != TEXT_FORMAT and form not in MEDIA else []),
        *(kind for one in buttons if (kind := wire.text(one, "type").upper()) not in BUTTONS),
    ]
    return strange[0].lower() if strange else ""


def _reason(told: str) -> str:
    return "" if told.upper() == "NONE" else told


def _quality(score: str) -> Quality:
    return QUALITIES.get(score.upper(), Quality.UNKNOWN)
