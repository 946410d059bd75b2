"""Several links to one mail server, fed from lanes: what is put in comes out as an outcome, each once.

    async with Sender(server, hello="mail.example.com") as sender:
        await sender.put(mails)                  # waits while too many are under way
        for outcome in await sender.settled():   # in blocks, as a ledger likes them
            ...

A mail that was not begun when its link fell goes by another one. A mail that may have been taken is told as UNKNOWN
and never sent again by guess.
"""

import asyncio
import ssl
from collections import Counter, deque
from collections.abc import Iterable
from types import TracebackType
from typing import Final, Self

from otklik.channels.contract import ChannelError, Remedy
from otklik.channels.mail.imap import tls_context
from otklik.channels.mail.mass.lanes import Lanes
from otklik.channels.mail.mass.link import Broken, Link, Timeouts
from otklik.channels.mail.mass.mails import Fate, Mail, Outcome
from otklik.channels.mail.mass.opening import open_link
from otklik.channels.mail.mass.pacing import Plan
from otklik.channels.mail.settings import Server

LINKS: Final = 10
"""Measured: one link already keeps a server on the same machine busy; ten hide a network's delay (docs/adr/0030)."""
MAILS_PER_LINK: Final = 1_000
"""Servers and the balancers before them like a connection to end one day."""
UNDER_WAY_MAX: Final = 2_000
"""Mails held at once; `put` waits when there are more."""
BLOCK: Final = 1_000
GATHER_SECONDS: Final = 0.1
"""An outcome waits so long for others to be told with it."""
TRIES_MAX: Final = 3
"""How often a mail that was not begun goes to another link before its owner is told."""
OPENING_TRIES_MAX: Final = 5
"""How often in a row no link could be opened before all that waits is handed back."""
OPENING_PAUSE_SECONDS: Final = 0.5
OPENING_PAUSE_MAX_SECONDS: Final = 60.0
STOP_SECONDS: Final = 30.0


class Sender:
    """Used by one task at a time on each side: one puts, one takes what settled; both may be the same."""

    def __init__(
        self,
        server: Server,
        *,
        hello: str,
        plan: Plan | None = None,
        links: int = LINKS,
        mails_per_link: int = MAILS_PER_LINK,
        timeouts: Timeouts | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._hello = hello
        self._links_max = links
        self._mails_per_link = mails_per_link
        self._timeouts = timeouts or Timeouts()
        self._context = context or tls_context(server)
        self._loop = asyncio.get_running_loop()
        self._lanes = Lanes(plan or Plan())
        self._flying = 0
        self._links: set[Link] = set()
        self._tries: Counter[str] = Counter()
        self._done: deque[Outcome] = deque()
        self._told = asyncio.Event()
        self._room = asyncio.Event()
        self._work = asyncio.Event()
        self._gather: asyncio.TimerHandle | None = None
        self._wake: asyncio.TimerHandle | None = None
        self._hungry = False
        self._failures = 0
        self._stopping = False
        self._gone = asyncio.Event()
        self._opener: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._opener = asyncio.create_task(self._keep_open())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop(seconds=0.0 if kind is not None else STOP_SECONDS)

    @property
    def pending(self) -> int:
        """Mails put in whose outcome was not taken yet."""
        return len(self._lanes) + self._flying + len(self._done)

    @property
    def waiting(self) -> int:
        """Mails no link has taken yet."""
        return len(self._lanes)

    @property
    def ended(self) -> bool:
        """Nothing more will settle: it was stopped and everything was told."""
        return self._stopping and not self.pending

    @property
    def links(self) -> int:
        return len(self._links)

    async def put(self, mails: Iterable[Mail]) -> None:
        """Returns when there is room for more. After `stop` each is UNTRIED."""
        now = self._loop.time()
        for mail in mails:
            self._lanes.put(mail, now)
        if self._stopping:
            self._hand_back(Outcome(one, Fate.UNTRIED, "smtp.stopped") for one in self._lanes.drain())
        self._work.set()
        self._feed_links()
        while len(self._lanes) + self._flying > UNDER_WAY_MAX:
            self._room.clear()
            await self._room.wait()

    async def settled(self, *, block: int = BLOCK) -> list[Outcome]:
        """Outcomes since the last call, up to `block`; waits for the first; empty when nothing is pending."""
        while self.pending:
            await self._told.wait()
            found = [self._done.popleft() for _ in range(min(block, len(self._done)))]
            if not self._done:
                self._told.clear()
            if found:
                return found
        return []

    async def stop(self, *, seconds: float = STOP_SECONDS) -> None:
        """Begin nothing more, wait so long for answers, hand back the rest; outcomes can still be taken."""
        self._stopping = True
        if self._opener is not None:
            self._opener.cancel()
            await asyncio.gather(self._opener, return_exceptions=True)
        for link in list(self._links):
            link.quit()
        try:
            async with asyncio.timeout(seconds):
                while self._links:
                    self._gone.clear()
                    await self._gone.wait()
        except TimeoutError:
            for link in list(self._links):
                link.abort(Broken("smtp.stopped"))
        if self._wake is not None:
            self._wake.cancel()
        self._hand_back(Outcome(one, Fate.UNTRIED, "smtp.stopped") for one in self._lanes.drain())

    # ---- what links ask and tell (`link.Feed`) --------------------------------------------------------

    def next(self) -> Mail | None:
        mail = None if self._stopping else self._lanes.next(self._loop.time())
        if mail is None:
            self._hungry = True
            self._wait_for_lanes()
            return None
        self._flying += 1
        return mail

    def settle(self, outcome: Outcome) -> None:
        self._flying -= 1
        now = self._loop.time()
        self._lanes.landed(outcome, now)
        if outcome.fate is Fate.UNTRIED and not self._stopping:
            mail = outcome.mail
            self._tries[mail.id] += 1
            if self._tries[mail.id] < TRIES_MAX:
                self._lanes.put(mail, now, first=True)
                self._work.set()
                return
        if self._tries:
            self._tries.pop(outcome.mail.id, None)
        if outcome.fate is Fate.ACCEPTED:
            self._failures = 0
        self._tell(outcome)

    def closed(self, link: Link, broken: Broken | None) -> None:
        self._links.discard(link)
        if broken is not None and link.barren:
            self._note_failure(ChannelError(broken.code, remedy=Remedy.RETRY, detail=broken.detail))
        self._gone.set()
        self._work.set()

    # ---- outcomes -------------------------------------------------------------------------------------

    def _tell(self, outcome: Outcome) -> None:
        self._done.append(outcome)
        if len(self._done) >= BLOCK or not (self._flying or len(self._lanes)):
            self._tell_now()
        elif self._gather is None:
            self._gather = self._loop.call_later(GATHER_SECONDS, self._tell_now)
        if self._hungry and len(self._lanes):
            self._feed_links()

    def _tell_now(self) -> None:
        if self._gather is not None:
            self._gather.cancel()
            self._gather = None
        self._told.set()
        if len(self._lanes) + self._flying <= UNDER_WAY_MAX // 2:
            self._room.set()

    def _hand_back(self, outcomes: Iterable[Outcome]) -> None:
        for outcome in outcomes:
            self._tries.pop(outcome.mail.id, None)
            self._done.append(outcome)
        self._tell_now()
        self._room.set()

    # ---- links ----------------------------------------------------------------------------------------

    def _feed_links(self) -> None:
        """Soon, for it is called from within a link's own answer."""
        if self._hungry and not self._stopping:
            self._hungry = False
            self._loop.call_soon(self._poke)

    def _poke(self) -> None:
        for link in list(self._links):
            if link.idle:
                link.poke()

    def _wait_for_lanes(self) -> None:
        """Mails wait for their domain: come back when its time is there, or hand them back when its day is over."""
        if self._stopping or not len(self._lanes):
            return
        spent = [Outcome(one, Fate.UNTRIED, "smtp.day_limit") for one in self._lanes.spent()]
        if spent:
            self._hand_back(spent)
        at = self._lanes.next_at
        if at is None:
            return
        if self._wake is not None and self._wake.when() != at:
            self._wake.cancel()
            self._wake = None
        if self._wake is None:
            self._wake = self._loop.call_at(at, self._wake_up)

    def _wake_up(self) -> None:
        self._wake = None
        self._poke()

    async def _keep_open(self) -> None:
        """As many links as there is work for."""
        while True:
            await self._work.wait()
            self._work.clear()
            while len(self._lanes) and len(self._links) < self._links_max:
                if not await self._open_one():
                    break

    async def _open_one(self) -> bool:
        """False when a pause is due instead; by the time it is over all may have been handed back."""
        if self._failures:
            await self._pause()
        try:
            link = await open_link(
                self._server,
                hello=self._hello,
                timeouts=self._timeouts,
                mails_max=self._mails_per_link,
                context=self._context,
            )
        except ChannelError as error:
            self._note_failure(error)
            self._work.set()
            return False
        self._links.add(link)
        link.start(self)
        return True

    async def _pause(self) -> None:
        await asyncio.sleep(min(OPENING_PAUSE_MAX_SECONDS, OPENING_PAUSE_SECONDS * 2 ** min(self._failures - 1, 10)))

    def _note_failure(self, error: ChannelError) -> None:
        """Nobody can send now: whoever gave the mails decides what becomes of them."""
        self._failures += 1
        hopeless = error.remedy is Remedy.RECONNECT or self._failures >= OPENING_TRIES_MAX
        if hopeless and not self._links:
            self._hand_back(Outcome(one, Fate.UNTRIED, error.code, 0, error.detail) for one in self._lanes.drain())
