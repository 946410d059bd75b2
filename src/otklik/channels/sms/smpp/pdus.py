"""Protocol data units of SMPP 3.4: bytes to structures and back, without I/O (specification, sections 3 to 5)."""

import struct
from collections.abc import Mapping
from typing import Final, NamedTuple

from otklik.channels.contract import Frozen

HEADER: Final = struct.Struct(">IIII")
LENGTH_MAX: Final = 72 * 1024
"""A `message_payload` has up to 64 KB; whatever claims more is no SMPP."""
SHORT_MESSAGE_MAX: Final = 254
RESPONSE: Final = 0x80000000
VERSION: Final = 0x34

GENERIC_NACK: Final = 0x80000000
BIND_TRANSMITTER: Final = 0x00000002
BIND_TRANSCEIVER: Final = 0x00000009
SUBMIT_SM: Final = 0x00000004
DELIVER_SM: Final = 0x00000005
UNBIND: Final = 0x00000006
ENQUIRE_LINK: Final = 0x00000015

OK: Final = 0x00
UNKNOWN_COMMAND: Final = 0x03
TEMPORARY_TROUBLE: Final = 0x64
"""ESME_RX_T_APPN: we could not keep it now, bring it again."""

RECEIPTED_MESSAGE_ID: Final = 0x001E
SAR_REFERENCE: Final = 0x020C
SAR_TOTAL: Final = 0x020E
SAR_NUMBER: Final = 0x020F
MESSAGE_PAYLOAD: Final = 0x0424
MESSAGE_STATE: Final = 0x0427

HAS_HEADER: Final = 0x40
"""esm_class: the text begins with a user data header."""
KIND_MASK: Final = 0x3C
RECEIPT: Final = 0x04
INTERMEDIATE: Final = 0x20


class Malformed(Exception):
    """These bytes are no PDU of SMPP 3.4."""


class Pdu(NamedTuple):
    command: int
    status: int
    sequence: int
    body: bytes = b""

    def pack(self) -> bytes:
        return HEADER.pack(HEADER.size + len(self.body), self.command, self.status, self.sequence) + self.body


class Short(Frozen, frozen=True, kw_only=True):
    """The body of submit_sm and deliver_sm. `text` is as it travels, its user data header included."""

    source: str = ""
    source_ton: int = 0
    source_npi: int = 0
    destination: str = ""
    destination_ton: int = 1
    destination_npi: int = 1
    esm_class: int = 0
    registered_delivery: int = 0
    data_coding: int = 0
    text: bytes = b""
    options: Mapping[int, bytes] = {}


def unpack(data: bytes) -> list[Pdu]:
    """Every PDU of a stream that holds only whole ones. Raises `Malformed`."""
    found: list[Pdu] = []
    at = 0
    while at < len(data):
        length = body_length(data[at : at + HEADER.size]) + HEADER.size
        whole = data[at : at + length]
        if len(whole) < length:
            raise Malformed("cut short")
        _, command, status, sequence = HEADER.unpack_from(whole)
        found.append(Pdu(command, status, sequence, whole[HEADER.size :]))
        at += length
    return found


def body_length(header: bytes) -> int:
    """Octets that follow a header. Raises `Malformed`."""
    if len(header) < HEADER.size:
        raise Malformed("header cut short")
    length = int(HEADER.unpack(header)[0])
    if not HEADER.size <= length <= LENGTH_MAX:
        raise Malformed(f"length {length}")
    return length - HEADER.size


def bind_body(*, system_id: str, password: str, system_type: str) -> bytes:
    return b"".join((text(system_id), text(password), text(system_type), bytes((VERSION, 0, 0)), text("")))


def pack_short(message: Short) -> bytes:
    """A text too long for the field goes as `message_payload` beside an empty one."""
    options = dict(message.options)
    short = message.text
    if len(short) > SHORT_MESSAGE_MAX:
        options[MESSAGE_PAYLOAD], short = short, b""
    return b"".join(
        (
            text(""),  # service_type: the SMSC's own default
            bytes((message.source_ton, message.source_npi)),
            text(message.source),
            bytes((message.destination_ton, message.destination_npi)),
            text(message.destination),
            bytes((message.esm_class, 0, 0)),  # protocol_id, priority_flag
            text(""),  # schedule_delivery_time
            text(""),  # validity_period
            bytes((message.registered_delivery, 0, message.data_coding, 0, len(short))),
            short,
            *(struct.pack(">HH", tag, len(value)) + value for tag, value in options.items()),
        )
    )


def read_short(body: bytes) -> Short:
    """Raises `Malformed`."""
    reader = _Reader(body)
    reader.text()
    source_ton, source_npi = reader.octets(2)
    source = reader.text()
    destination_ton, destination_npi = reader.octets(2)
    destination = reader.text()
    esm_class, _, _ = reader.octets(3)
    reader.text()
    reader.text()
    registered_delivery, _, data_coding, _, length = reader.octets(5)
    content = reader.octets(length)
    options = reader.options()
    return Short(
        source=source,
        source_ton=source_ton,
        source_npi=source_npi,
        destination=destination,
        destination_ton=destination_ton,
        destination_npi=destination_npi,
        esm_class=esm_class,
        registered_delivery=registered_delivery,
        data_coding=data_coding,
        text=content or options.get(MESSAGE_PAYLOAD, b""),
        options=options,
    )


def first_text(body: bytes) -> str:
    """The one string that the body of a response begins with: `message_id` of submit_sm_resp; empty when none."""
    return body.partition(b"\0")[0].decode("latin-1").strip()


def text(value: str) -> bytes:
    """A C-octet string."""
    return value.encode("latin-1", "replace").replace(b"\0", b"") + b"\0"


class _Reader:
    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def text(self) -> str:
        end = self._body.find(b"\0", self._at)
        if end < 0:
            raise Malformed("a string has no end")
        value = self._body[self._at : end]
        self._at = end + 1
        return value.decode("latin-1")

    def octets(self, count: int) -> bytes:
        value = self._body[self._at : self._at + count]
        if len(value) < count:
            raise Malformed("cut short")
        self._at += count
        return value

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self._at < len(self._body):
            tag, length = struct.unpack(">HH", self.octets(4))
            found.setdefault(tag, self.octets(length))
        return found
