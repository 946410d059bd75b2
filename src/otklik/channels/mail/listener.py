"""Brings new mail of a mailbox into the journal, each exactly once, by UIDVALIDITY and UID (RFC 3501 section 2.3.1.1).

One connection goes round the folders and rests in the first by IDLE. A mail is deposited before the position moves,
so a cut at any point repeats at most a deposit, which the journal knows.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import msgspec

from otklik.channels.contract import EVENT_ID_MAX, ChannelError, Port, RawItem, Remedy
from otklik.channels.mail import faults, imap
from otklik.channels.mail.settings import Mailbox

IDLE_SECONDS: Final = 270.0
"""Shorter than what routers forget (5 minutes) and far shorter than the 29 minutes of RFC 2177."""
BATCH_SIZE: Final = 50
"""Mails between two saved positions."""
OVERSIZE_KEPT_BYTES: Final = 256 * 1024
"""Of a mail over the limit this much is kept: its header and, as a rule, its text."""
RESYNC_MARGIN: Final = timedelta(days=1)
"""SEARCH SINCE knows days only, in the server's zone."""
TOUCH_EVERY: Final = timedelta(hours=1)

_JUNK_NAMES: Final = ("spam", "junk", "junk e-mail", "спам", "нежелательная почта", "[gmail]/spam", "[gmail]/спам")


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """How far a folder has been read."""

    uidvalidity: int
    next_uid: int
    synced_at: str = ""
    """ISO time of the last look; decides how far back to go when the server renumbers the folder."""


async def listen(port: Port, mailbox: Mailbox) -> None:
    """Runs until cancelled. Raises `ChannelError` when the link or the account fails."""
    try:
        async with imap.connected(mailbox.imap) as client:
            await client.login(mailbox.imap.username, mailbox.imap.password)
            await _Round(port, mailbox, client).run()
    except imap.Refused as error:
        raise ChannelError("imap.refused", remedy=Remedy.RETRY, detail=str(error)[:300]) from error
    except (OSError, TimeoutError, EOFError, asyncio.LimitOverrunError) as error:
        raise faults.lost("imap", error) from error


async def wanted_folders(client: imap.Client, mailbox: Mailbox) -> tuple[str, ...]:
    """The configured folders, and the one the server marks as junk when that is wanted."""
    if not mailbox.spam:
        return mailbox.folders
    known = await client.folders()
    marked = [one.name for one in known if "junk" in one.flags]
    named = [one.name for one in known if one.name.lower().removeprefix("inbox.").removeprefix("inbox/") in _JUNK_NAMES]
    return tuple(dict.fromkeys([*mailbox.folders, *(marked or named)[:1]]))


class _Round:
    """One connection's work: look through every folder, rest, begin again."""

    def __init__(self, port: Port, mailbox: Mailbox, client: imap.Client) -> None:
        self._port = port
        self._mailbox = mailbox
        self._client = client
        self._positions: dict[str, Position] = {}
        self._healthy = False

    async def run(self) -> None:
        self._positions = read_state(await self._port.load_state())
        folders = await wanted_folders(self._client, self._mailbox)
        while True:
            missing = [folder for folder in folders if not await self._look(folder)]
            await self._report(missing, total=len(folders))
            present = next(folder for folder in folders if folder not in missing)
            await self._rest(present, alone=len(folders) == 1)

    async def _report(self, missing: list[str], *, total: int) -> None:
        """A folder that is not there is said, and the others go on; without any the channel is broken."""
        if missing:
            error = faults.no_folder(missing)
            if len(missing) == total:
                raise error
            await self._port.report(error)
        elif not self._healthy:
            await self._port.report(None)
        self._healthy = not missing

    async def _rest(self, folder: str, *, alone: bool) -> None:
        """Between rounds. What came after the look and before IDLE is seen by the search first."""
        opened = await self._client.open(folder)
        position = self._positions.get(folder)
        if position is None or position.uidvalidity != opened.uidvalidity:
            return
        if opened.uidnext > position.next_uid or (not opened.uidnext and await self._has_new(position)):
            return
        if self._client.can_idle:
            await self._client.idle(timeout_seconds=IDLE_SECONDS if alone else self._mailbox.poll_seconds)
        else:
            await asyncio.sleep(self._mailbox.poll_seconds)
            await self._client.noop()

    async def _has_new(self, position: Position) -> bool:
        return bool(await self._client.uids_from(position.next_uid))

    async def _look(self, folder: str) -> bool:
        """Brings in all that is new in one folder; False when there is no such folder."""
        try:
            opened = await self._client.open(folder)
        except imap.Refused as error:
            if error.code in imap.TEMPORARY:
                raise
            return False
        position = self._positions.get(folder)
        if position is None or position.uidvalidity != opened.uidvalidity:
            position = await self._begin(folder, opened, position)
        uids = await self._client.uids_from(position.next_uid)
        for start in range(0, len(uids), BATCH_SIZE):
            await self._bring(folder, opened.uidvalidity, uids[start : start + BATCH_SIZE])
        await self._touch(folder, opened)
        return True

    async def _begin(self, folder: str, opened: imap.Opened, known: Position | None) -> Position:
        """The first look, or the first after the server renumbered: by date, this one time."""
        day = (since(self._port.now(), self._mailbox, known)).date()
        wanted = opened.exists and (known is not None or self._mailbox.backfill_days)
        recent = await self._client.uids_since(day) if wanted else []
        everything = await self._client.uids_from(1) if not opened.uidnext and opened.exists else []
        following = opened.uidnext or (everything[-1] + 1 if everything else 1)
        position = Position(uidvalidity=opened.uidvalidity, next_uid=recent[0] if recent else following)
        await self._save(folder, position)
        return position

    async def _bring(self, folder: str, uidvalidity: int, uids: list[int]) -> None:
        for one in await self._client.sizes(uids):
            item = await self._item(folder, uidvalidity, one)
            if item is not None:
                await self._port.deposit(item)
        await self._save(folder, Position(uidvalidity=uidvalidity, next_uid=uids[-1] + 1))

    async def _item(self, folder: str, uidvalidity: int, one: imap.Size) -> RawItem | None:
        over = one.size > self._mailbox.size_max_bytes
        raw = await self._client.fetch(one.uid, first_bytes=OVERSIZE_KEPT_BYTES if over else 0)
        if raw is None:
            return None
        fields = {"folder": folder, "uidvalidity": str(uidvalidity), "uid": str(one.uid)}
        if over:
            fields |= {"truncated-from": str(one.size), "size-limit": str(self._mailbox.size_max_bytes)}
        return RawItem(
            event_id=event_id(folder, uidvalidity, one.uid),
            body=raw,
            headers=fields,
            received_at=one.received_at or self._port.now(),
        )

    async def _touch(self, folder: str, opened: imap.Opened) -> None:
        """Notes the time of the look now and then, not at every look: it is written to disk."""
        position = self._positions[folder]
        seen = _time(position.synced_at)
        if seen is None or self._port.now() - seen > TOUCH_EVERY:
            await self._save(folder, position)

    async def _save(self, folder: str, position: Position) -> None:
        stamped = msgspec.structs.replace(position, synced_at=self._port.now().isoformat())
        self._positions[folder] = stamped
        await self._port.save_state({name: msgspec.to_builtins(one) for name, one in self._positions.items()})


def read_state(state: Mapping[str, object]) -> dict[str, Position]:
    """Saved positions; one that cannot be read is as good as none."""
    found: dict[str, Position] = {}
    for folder, value in state.items():
        try:
            found[folder] = msgspec.convert(value, Position)
        except msgspec.ValidationError:
            continue
    return found


def since(now: datetime, mailbox: Mailbox, known: Position | None) -> datetime:
    """How far back the first look goes: the backfill, and never less than to the last look before a renumbering."""
    start = now - timedelta(days=mailbox.backfill_days)
    seen = _time(known.synced_at) if known is not None else None
    return min(start, seen - RESYNC_MARGIN) if seen is not None else start


def event_id(folder: str, uidvalidity: int, uid: int) -> str:
    stated = f"{folder}/{uidvalidity}/{uid}"
    if len(stated) <= EVENT_ID_MAX:
        return stated
    return f"{hashlib.sha256(folder.encode()).hexdigest()[:32]}/{uidvalidity}/{uid}"


def _time(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
