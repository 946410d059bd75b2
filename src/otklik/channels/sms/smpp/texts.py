"""Messages to submit_sm and deliver_sm to messages: alphabets, user data headers, receipts; no I/O."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from otklik.channels import contract, wire
from otklik.channels.contract import Inbound, RawItem
from otklik.channels.sms import addresses, alphabet, segments
from otklik.channels.sms.smpp import pdus, statuses
from otklik.channels.sms.smpp.pdus import Short

UDH: Final = "udh"
PAYLOAD: Final = "payload"
SAR: Final = "sar"
LONG: Final = (UDH, PAYLOAD, SAR)
"""How a text of several segments goes: with user data headers, whole for the SMSC to cut, or joined by options."""

GSM: Final = 0x00
UCS_2: Final = 0x08
IA5: Final = 0x01
"""ASCII; but many mean the alphabet of GSM by it, which what no text of ASCII holds gives away."""
CODECS: Final = {IA5: "ascii", 0x03: "latin-1", 0x06: "iso8859-5", 0x07: "iso8859-8", UCS_2: "utf-16-be"}
BINARY: Final = frozenset({0x02, 0x04})
CONCATENATED: Final = 0x00
CONCATENATED_WIDE: Final = 0x08
"""Information elements that join parts, with a reference of one octet and of two (3GPP TS 23.040, 9.2.3.24)."""
RECEIPT_FIELDS: Final = re.compile(r"\b(id|stat|err):\s*([^\s:]*)", re.IGNORECASE)


class Part(NamedTuple):
    """Which part of which message this is; a whole one is part 1 of 1."""

    reference: int
    total: int
    number: int


WHOLE: Final = Part(0, 1, 1)


def shorts(text: str, frame: Short, *, languages: Sequence[str], long: str, reference: int) -> list[Short]:
    """What to submit, in order; a receipt is asked for each part."""
    encoding, parts = segments.split(text, languages=languages)
    coding = GSM if encoding.alphabet else UCS_2
    shift = encoding.alphabet.header if encoding.alphabet else b""
    if len(parts) == 1 or long == PAYLOAD:
        parts = [text]
    total = len(parts)
    found: list[Short] = []
    for number, part in enumerate(parts, 1):
        join = b"" if total == 1 or long == SAR else bytes((CONCATENATED, 3, reference & 0xFF, total, number))
        elements = join + shift
        header = bytes((len(elements),)) + elements if elements else b""
        content = encoding.alphabet.encode(part) if encoding.alphabet else part.encode("utf-16-be")
        options = _sar(Part(reference, total, number)) if total > 1 and long == SAR else {}
        if long == PAYLOAD and len(header + content) > segments.OCTETS:
            options, header, content = {pdus.MESSAGE_PAYLOAD: header + content}, b"", b""
        found.append(
            Short(
                source=frame.source,
                source_ton=frame.source_ton,
                source_npi=frame.source_npi,
                destination=frame.destination,
                esm_class=frame.esm_class | (pdus.HAS_HEADER if elements else 0),
                registered_delivery=1,
                data_coding=coding,
                text=header + content,
                options=options,
            )
        )
    return found


def part_of(message: Short) -> Part:
    """Which part of a longer message it is; nonsense in the header makes it a whole one."""
    elements, _ = _header(message)
    if (joined := elements.get(CONCATENATED)) and len(joined) == 3:
        return _sound(Part(joined[0], joined[1], joined[2]))
    if (joined := elements.get(CONCATENATED_WIDE)) and len(joined) == 4:
        return _sound(Part(int.from_bytes(joined[:2]), joined[2], joined[3]))
    sar = [message.options.get(tag, b"") for tag in (pdus.SAR_REFERENCE, pdus.SAR_TOTAL, pdus.SAR_NUMBER)]
    return _sound(Part(*(int.from_bytes(one) for one in sar))) if all(sar) else WHOLE


def is_receipt(message: Short) -> bool:
    """By its class, or by what only a receipt carries: some SMSCs forget the class."""
    kind = message.esm_class & pdus.KIND_MASK
    return kind in {pdus.RECEIPT, pdus.INTERMEDIATE} or pdus.RECEIPTED_MESSAGE_ID in message.options


def read(item: RawItem, *, ids: str) -> list[Inbound]:
    """A deliver_sm, or all parts of a long message one after another. Raises `ParseFailed`."""
    try:
        found = [pdus.read_short(one.body) for one in pdus.unpack(item.body) if one.command == pdus.DELIVER_SM]
    except pdus.Malformed as error:
        raise contract.ParseFailed(str(error)) from error
    if not found:
        return [contract.InboundUnknown(name="empty")]
    receipts = [_receipt(one, ids=ids) for one in found if is_receipt(one)]
    parts = sorted((one for one in found if not is_receipt(one)), key=lambda one: part_of(one).number)
    return [*receipts, *([_message(parts, item)] if parts else [])]


def canonical(message_id: str, *, base: int) -> str:
    """An id by which receipts and answers agree though they write numbers in other bases; `base` 0: as it is."""
    bare = message_id.strip()
    try:
        return str(int(bare, base)) if base else bare
    except ValueError:
        return bare


IDS: Final[Mapping[str, tuple[int, int]]] = {"same": (0, 0), "hex_then_decimal": (16, 10), "decimal_then_hex": (10, 16)}
"""Bases of ids in answers to submit_sm, and in receipts."""


def _sar(part: Part) -> dict[int, bytes]:
    return {
        pdus.SAR_REFERENCE: part.reference.to_bytes(2),
        pdus.SAR_TOTAL: bytes((part.total,)),
        pdus.SAR_NUMBER: bytes((part.number,)),
    }


def _sound(part: Part) -> Part:
    return part if 1 <= part.number <= part.total else WHOLE


def _header(message: Short) -> tuple[dict[int, bytes], bytes]:
    """Information elements, and the text after them; without a sound header all of it is text."""
    if not message.esm_class & pdus.HAS_HEADER or not message.text:
        return {}, message.text
    length = message.text[0]
    header, content = message.text[1 : 1 + length], message.text[1 + length :]
    found: dict[int, bytes] = {}
    at = 0
    while at + 2 <= len(header):
        size = header[at + 1]
        found[header[at]] = header[at + 2 : at + 2 + size]
        at += 2 + size
    return (found, content) if len(header) == length else ({}, message.text)


def _message(parts: Sequence[Short], item: RawItem) -> Inbound:
    sender = addresses.sender(parts[0].source)
    if not sender.id:
        return contract.InboundUnknown(name="message.nobody")
    if _coding(parts[0].data_coding) in BINARY:
        return contract.InboundUnknown(name="message.binary")
    text = _decoded(parts)
    total = part_of(parts[0]).total
    if len(parts) < total:
        text += f" […{len(parts)}/{total}]"  # what never came must not look as if it was never written
    return contract.InboundMessage(
        external_id=item.event_id,
        thread_id=sender.id,
        sender=sender,
        sent_at=wire.sent_at(item, wire.NOTHING),
        text=text or "[empty]",
        visible_text=text or "[empty]",
    )


def _decoded(parts: Sequence[Short]) -> str:
    """Joined before it is decoded: others cut between the halves of a character."""
    elements, _ = _header(parts[0])
    content = b"".join(_header(one)[1] for one in parts)
    coding = _coding(parts[0].data_coding)
    if coding == IA5 and any(code in content for code in (alphabet.ESCAPE, 0x00)):
        coding = GSM
    if coding in CODECS:
        return content.decode(CODECS[coding], "replace")
    single, locking = (
        int.from_bytes(elements.get(one, b"")[:1])
        for one in (alphabet.SINGLE_SHIFT_ELEMENT, alphabet.LOCKING_SHIFT_ELEMENT)
    )
    return alphabet.decode(content, single=single, locking=locking)


def _coding(data_coding: int) -> int:
    """data_coding without the class of the message (3GPP TS 23.038, 4): flash SMS are read as any other."""
    if data_coding < 0x10:
        return data_coding
    if data_coding & 0xF0 == 0xF0:
        return 0x04 if data_coding & 0x04 else GSM
    return data_coding & 0x0C


def _receipt(message: Short, *, ids: str) -> Inbound:
    """By its options where it has them, else by its text, which every SMSC writes a little differently."""
    words = dict[str, str]()
    for name, value in RECEIPT_FIELDS.findall(message.text.decode("latin-1")):
        words.setdefault(str(name).lower(), str(value))
    told = message.options.get(pdus.RECEIPTED_MESSAGE_ID, b"").partition(b"\0")[0].decode("latin-1")
    external_id = canonical(told or words.get("id", ""), base=IDS.get(ids, (0, 0))[1])
    state = message.options.get(pdus.MESSAGE_STATE, b"")
    known = state[0] if state else statuses.STATES.get(words.get("stat", "").upper()[:7], 0)
    if not external_id:
        return contract.InboundUnknown(name="receipt.incomplete")
    if known == statuses.DELIVERED:
        return contract.InboundDelivered(external_id=external_id)
    if known in statuses.ON_THE_WAY:
        return contract.InboundAccepted(external_id=external_id)
    if known in statuses.FAILED:
        reason = f"smpp.{statuses.FAILED[known]}"
        return contract.InboundFailed(external_id=external_id, reason=reason, permanent=True)
    return contract.InboundUnknown(name="receipt.unknown", external_id=external_id)
