"""What an SMSC delivers, kept before it is answered: each delivery once, parts of a long message joined first.

deliver_sm carries no id. The same bytes again are a repetition when the link was new and they had been kept shortly
before; else they are the same words said twice.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Final

import structlog

from otklik.channels.contract import Port, RawItem
from otklik.channels.sms.smpp import pdus, texts
from otklik.channels.sms.smpp.pdus import Pdu, Short
from otklik.channels.sms.smpp.texts import Part

REPEATED_SECONDS: Final = 120
"""After a bind, an SMSC brings again what it holds unanswered."""
ALIKE_SECONDS: Final = 600
"""Within one such stretch of time equal deliveries are numbered, so that each is an event of its own."""
ALIKE_MAX: Final = 1000
SEEN_MAX: Final = 10_000
PARTS_SECONDS: Final = 600
"""Parts that nobody completed by then are shown as they are."""
UNFINISHED_MAX: Final = 200

log = structlog.get_logger()


class Inbox:
    """Of one channel, for as long as its listener runs."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._bound_at = 0.0
        self._seen: set[str] = set()

    def begins(self) -> None:
        """A new session was bound."""
        self._bound_at = asyncio.get_running_loop().time()
        self._seen.clear()

    async def take(self, delivery: Pdu) -> bool:
        """True once it is durable, or is nothing that could be kept."""
        try:
            return await self._take(delivery)
        except Exception as error:  # noqa: BLE001 - the edge of one delivery: the SMSC keeps it and brings it again
            log.warning("smpp.delivery.put_off", error=type(error).__name__)
            return False

    async def _take(self, delivery: Pdu) -> bool:
        try:
            message = pdus.read_short(delivery.body)
        except pdus.Malformed:  # kept as it is, to be looked at
            return await self._kept(delivery, delivery.pack())
        part = texts.part_of(message)
        if texts.is_receipt(message) or part.total == 1:
            return await self._kept(delivery, delivery.pack())
        return await self._joined(delivery, message, part)

    async def _kept(self, delivery: Pdu, raw: bytes) -> bool:
        """A receipt is the same event whenever it comes; words may be said twice."""
        digest = hashlib.sha256(delivery.body).hexdigest()
        if _tells_receipt(delivery):
            await self._deposit(f"receipt:{digest}", raw)
            return True
        stretch = int(self._port.now().timestamp()) // ALIKE_SECONDS
        fresh = asyncio.get_running_loop().time() - self._bound_at < REPEATED_SECONDS
        may_repeat = fresh and digest not in self._seen
        if len(self._seen) < SEEN_MAX:
            self._seen.add(digest)
        for number in range(ALIKE_MAX):
            if await self._deposit(f"{stretch}:{digest}:{number}", raw) or may_repeat:
                return True
        return True

    async def _joined(self, delivery: Pdu, message: Short, part: Part) -> bool:
        """Kept in the channel's checkpoint until all are there: a part that was answered must outlive this process."""
        unfinished = _Unfinished(await self._port.load_state())
        now = int(self._port.now().timestamp())
        whole = unfinished.add(message, part, delivery._replace(sequence=0).pack(), now=now)
        for raw in [*([whole] if whole else []), *unfinished.late(now=now)]:
            first = pdus.unpack(raw)[0]
            if not await self._kept(first._replace(body=raw), raw):
                return False
        await self._port.save_state(unfinished.state())
        return True

    async def _deposit(self, event_id: str, raw: bytes) -> bool:
        return await self._port.deposit(RawItem(event_id=event_id, body=raw, received_at=self._port.now()))


class _Unfinished:
    """Parts by message: `{"parts": {key: {"at": seconds, "total": n, "got": {number: hex}}}}`."""

    def __init__(self, state: Mapping[str, object]) -> None:
        self._state = dict(state)
        known = self._state.get("parts")
        self._parts: dict[str, dict[str, object]] = dict(known) if isinstance(known, dict) else {}

    def add(self, message: Short, part: Part, raw: bytes, *, now: int) -> bytes:
        """All parts in their order once the last is here, else nothing."""
        key = f"{message.source}>{message.destination}#{part.reference}/{part.total}"
        entry = self._parts.setdefault(key, {"at": now, "got": {}})
        got = entry["got"]
        assert isinstance(got, dict)
        got[str(part.number)] = raw.hex()
        if len(got) < part.total:
            return b""
        del self._parts[key]
        return _in_order(got)

    def late(self, *, now: int) -> list[bytes]:
        """Messages whose other parts never came, or which are too many to wait for."""
        by_age = sorted(self._parts, key=lambda key: _age(self._parts[key]))
        surplus = set(by_age[: max(len(by_age) - UNFINISHED_MAX, 0)])
        gone = [key for key in by_age if key in surplus or now - _age(self._parts[key]) > PARTS_SECONDS]
        return [_in_order(self._parts.pop(key)["got"]) for key in gone]

    def state(self) -> dict[str, object]:
        return {**self._state, "parts": self._parts}


def _age(entry: Mapping[str, object]) -> int:
    at = entry.get("at")
    return at if isinstance(at, int) else 0


def _in_order(got: object) -> bytes:
    known = got if isinstance(got, dict) else {}
    return b"".join(bytes.fromhex(str(known[number])) for number in sorted(known, key=int))


def _tells_receipt(delivery: Pdu) -> bool:
    try:
        return texts.is_receipt(pdus.read_short(delivery.body))
    except pdus.Malformed:
        return False
