"""One SMTP connection that mails go through one behind another.

With PIPELINING (RFC 2920) the envelope of the next mail is written behind the body of the one before, so a mail costs
one round trip; without it, four. Replies are told apart by counting, so anything out of step ends the connection: a
mail whose last dot was written is then UNKNOWN, one whose envelope alone was written is UNTRIED.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, Protocol, cast

import msgspec

from otklik.channels.mail.mass.mails import Fate, Mail, Outcome, stuffed
from otklik.channels.mail.mass.replies import Announced, Reader, Reply

UNREAD_REPLIES_MAX: Final = 20
"""Replies to nothing that may wait while a connection is being made."""


class Timeouts(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 5321 section 4.5.3.2, but for connecting, where the kernel's patience is too long."""

    connect_seconds: float = 30.0
    greeting_seconds: float = 300.0
    command_seconds: float = 300.0
    data_seconds: float = 120.0
    block_seconds: float = 180.0
    final_seconds: float = 600.0
    quit_seconds: float = 2.0


class Broken(Exception):
    """The connection is no more; `code` says why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


class Feed(Protocol):
    """Where a link takes mails from and what it tells. Called from the event loop; nothing here may wait."""

    def next(self) -> Mail | None: ...
    def settle(self, outcome: Outcome) -> None: ...
    def closed(self, link: "Link", broken: Broken | None) -> None:
        """Told once; None when the link ended after its own QUIT."""
        ...


class Link(asyncio.Protocol):
    """First one command at a time (`command`), then, after `start`, as fast as the server answers."""

    def __init__(self, *, timeouts: Timeouts, mails_max: int = 0) -> None:
        self.announced = Announced()
        self.answered = 0
        """Mails whose last answer was read."""
        self.transport: asyncio.Transport | None = None
        self._loop = asyncio.get_running_loop()
        self._timeouts = timeouts
        self._mails_max = mails_max
        self._reader = Reader()
        self._early: deque[Reply] = deque()
        self._news = asyncio.Event()
        self._broken: Broken | None = None
        self._feed: Feed | None = None
        self._expected: deque[Callable[[Reply], None]] = deque()
        self._begun = 0
        self._opening: Mail | None = None
        self._fault: Outcome | None = None
        self._sent: Mail | None = None
        self._reset_needed = False
        self._quitting = False
        self._due = 0.0
        self._watch: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None

    # ---- one command at a time ------------------------------------------------------------------------

    async def command(self, line: bytes, *, seconds: float) -> Reply:
        """Raises `Broken`."""
        self.write(line + b"\r\n")
        return await self.reply(seconds=seconds)

    async def reply(self, *, seconds: float) -> Reply:
        """The next reply. Raises `Broken`."""
        try:
            async with asyncio.timeout(seconds):
                while not self._early:
                    if self._broken is not None:
                        raise self._broken
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError as error:
            self.abort(Broken("smtp.timeout"))
            raise Broken("smtp.timeout") from error
        return self._early.popleft()

    @property
    def silent(self) -> bool:
        """True when nothing has come that nobody asked for."""
        return self._reader.empty and not self._early

    def write(self, *data: bytes) -> None:
        """Together; a body is not copied to stand before what follows it."""
        if any(data) and self.transport is not None and not self.transport.is_closing():
            self.transport.writelines(data)

    def abort(self, broken: Broken) -> None:
        """End it at once; what was in flight is settled."""
        if self.transport is not None:
            self.transport.abort()
        self._end(broken)

    # ---- mails ----------------------------------------------------------------------------------------

    def start(self, feed: Feed) -> None:
        """From now on mails are taken from `feed` whenever the server can take one."""
        if self._broken is not None or self._early:
            feed.closed(self, self._broken or Broken("smtp.out_of_step"))
            return
        self._feed = feed
        self.poke()

    def poke(self) -> None:
        """Something may have come to be sent."""
        if self._feed is None or self._broken is not None or self._quitting or self._opening is not None:
            return
        if self._expected and not self.announced.pipelining:
            return
        self.write(self._envelope())
        self._expect()

    def quit(self) -> None:
        """Take no more; say goodbye when the last answer is read."""
        self._mails_max = -1
        if not self._expected:
            self._say_goodbye()

    @property
    def idle(self) -> bool:
        return self._feed is not None and self._broken is None and self._opening is None and not self._quitting

    @property
    def barren(self) -> bool:
        """Mails were begun and none was answered; a link closed for want of work is not."""
        return bool(self._begun) and not self.answered

    def _envelope(self) -> bytes:
        """The commands of the next mail, whose answers are now expected; empty when there is none."""
        mail = self._take()
        if mail is None:
            return b""
        self._opening, self._fault = mail, None
        self._begun += 1
        reset = b""
        if self._reset_needed:
            self._reset_needed = False
            reset = b"RSET\r\n"
            self._expected.append(self._on_reset)
        self._expected.append(self._on_mail)
        if not self.announced.pipelining:
            return reset + self._mail_line(mail)
        self._expected.extend((self._on_rcpt, self._on_data))
        return b"%bRCPT TO:<%b>\r\nDATA\r\n" % (reset + self._mail_line(mail), mail.recipient)

    def _take(self) -> Mail | None:
        """The next mail this server can take at all."""
        feed = self._feed
        assert feed is not None
        while self._mails_max == 0 or self._begun < self._mails_max:
            mail = feed.next()
            if mail is None:
                return None
            refused = self._impossible(mail)
            if refused is None:
                return mail
            feed.settle(refused)
        return None

    def _impossible(self, mail: Mail) -> Outcome | None:
        said = self.announced
        if said.size_bytes_max and len(mail.data) > said.size_bytes_max:
            return Outcome(mail, Fate.REFUSED, "mail", 552, f"5.3.4 over {said.size_bytes_max} bytes")
        if mail.utf8 and not said.utf8:
            return Outcome(mail, Fate.REFUSED, "mail", 553, "5.6.7 the server does not know SMTPUTF8")
        if mail.eight_bit and not said.eight_bit:
            return Outcome(mail, Fate.REFUSED, "mail", 554, "5.6.3 the server does not know 8BITMIME")
        return None

    def _mail_line(self, mail: Mail) -> bytes:
        line = b"MAIL FROM:<%b>" % mail.sender
        if self.announced.takes_size:
            line += b" SIZE=%d" % len(mail.data)
        if mail.eight_bit:
            line += b" BODY=8BITMIME"
        return line + (b" SMTPUTF8\r\n" if mail.utf8 else b"\r\n")

    # ---- answers, in the order they were asked for ----------------------------------------------------

    def _on_reset(self, reply: Reply) -> None:
        if reply.code // 100 != 2:
            self.abort(Broken("smtp.out_of_step", reply.text))

    def _on_mail(self, reply: Reply) -> None:
        if self._noted(reply, "mail") and not self.announced.pipelining:
            self._next_command(b"RCPT TO:<%b>\r\n" % cast("Mail", self._opening).recipient, self._on_rcpt)

    def _on_rcpt(self, reply: Reply) -> None:
        if self._noted(reply, "rcpt") and not self.announced.pipelining:
            self._next_command(b"DATA\r\n", self._on_data)

    def _on_data(self, reply: Reply) -> None:
        kind = reply.code // 100
        if kind == 2:
            self.abort(Broken("smtp.out_of_step", reply.text))
        elif kind != 3:
            if self._fault is None:
                self._fault = _refusal(cast("Mail", self._opening), "data", reply)
            self._give_up(reset=True)
        elif self._fault is None:
            self._send_body()
        else:  # RFC 2920 section 3.1: nobody is to get it, and the server waits for a body all the same
            self._expected.append(self._on_nothing)
            self._give_up(reset=False, before=b".\r\n")

    def _on_nothing(self, reply: Reply) -> None:
        if reply.code // 100 == 3:
            self.abort(Broken("smtp.out_of_step", reply.text))

    def _on_final(self, reply: Reply) -> None:
        kind = reply.code // 100
        if kind == 3:
            self.abort(Broken("smtp.out_of_step", reply.text))
            return
        mail, feed, self._sent = self._sent, self._feed, None
        assert mail is not None
        assert feed is not None
        self.answered += 1
        outcome = Outcome(mail, Fate.ACCEPTED, "data", reply.code) if kind == 2 else _refusal(mail, "data", reply)
        feed.settle(outcome)

    def _on_goodbye(self, _reply: Reply) -> None:
        if self.transport is not None:
            self.transport.close()

    def _noted(self, reply: Reply, stage: str) -> bool:
        """True when the envelope goes on."""
        kind = reply.code // 100
        if kind == 2:
            return True
        if kind == 3:
            self.abort(Broken("smtp.out_of_step", reply.text))
            return False
        if self._fault is None:
            self._fault = _refusal(cast("Mail", self._opening), stage, reply)
        if not self.announced.pipelining:
            self._give_up(reset=True)
        return False

    def _next_command(self, line: bytes, answer: Callable[[Reply], None]) -> None:
        self._expected.append(answer)
        self.write(line)

    def _give_up(self, *, reset: bool, before: bytes = b"") -> None:
        """The mail being opened was refused."""
        outcome, self._opening, self._fault = cast("Outcome", self._fault), None, None
        self._reset_needed = reset
        cast("Feed", self._feed).settle(outcome)
        self.write(before + (self._envelope() if not self._expected or self.announced.pipelining else b""))

    def _send_body(self) -> None:
        mail = self._opening
        assert mail is not None
        self._sent, self._opening = mail, None
        self._expected.append(self._on_final)
        data = mail.data if mail.dotless else stuffed(mail.data)
        self.write(data, b".\r\n" + (self._envelope() if self.announced.pipelining else b""))

    # ---- the wire -------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        if self._broken is not None:
            return
        replies = self._reader.feed(data)
        if self._feed is None:
            self._keep(replies)
        for reply in replies if self._feed is not None else ():
            self._answer(reply)
            if self._broken is not None:
                return
        if self._reader.malformed:
            self.abort(Broken("smtp.malformed"))
        elif self._feed is not None:
            self._go_on()

    def _keep(self, replies: list[Reply]) -> None:
        self._early.extend(replies)
        self._news.set()
        if len(self._early) > UNREAD_REPLIES_MAX:
            self.abort(Broken("smtp.out_of_step"))

    def _answer(self, reply: Reply) -> None:
        if not self._expected:
            self.abort(Broken("smtp.closing" if reply.code == 421 else "smtp.out_of_step", reply.text))
            return
        self._expected.popleft()(reply)
        if reply.code == 421:  # RFC 5321 section 3.8: it is going away, whatever it was asked
            self.abort(Broken("smtp.closing", reply.text))

    def _go_on(self) -> None:
        if not self._expected:
            self.poke()
            if not self._expected and self._mails_max and self._begun >= self._mails_max:
                self._say_goodbye()
        self._expect()

    def _say_goodbye(self) -> None:
        if self._broken is None and not self._quitting:
            self._quitting = True
            self._next_command(b"QUIT\r\n", self._on_goodbye)
            self._expect()

    def pause_writing(self) -> None:
        self._stalled = self._loop.call_later(self._timeouts.block_seconds, self.abort, Broken("smtp.timeout", "body"))

    def resume_writing(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(None if self._quitting and not self._in_flight else Broken("smtp.lost", type(exc).__name__))

    @property
    def _in_flight(self) -> bool:
        return self._sent is not None or self._opening is not None

    # ---- patience -------------------------------------------------------------------------------------

    def _expect(self) -> None:
        """Give the oldest question its time, counted from now."""
        if not self._expected:
            self._due = 0.0
            return
        self._due = self._loop.time() + self._patience()
        if self._watch is None:
            self._watch = self._loop.call_at(self._due, self._look)
        elif self._watch.when() > self._due:
            self._watch.cancel()
            self._watch = self._loop.call_at(self._due, self._look)

    def _patience(self) -> float:
        asked = self._expected[0]
        if asked == self._on_final or asked == self._on_nothing:  # noqa: PLR1714 - a set would be made for each answer
            return self._timeouts.final_seconds
        if asked == self._on_data:
            return self._timeouts.data_seconds
        return self._timeouts.quit_seconds if asked == self._on_goodbye else self._timeouts.command_seconds

    def _look(self) -> None:
        self._watch = None
        if not self._due:
            return
        if self._loop.time() < self._due:
            self._watch = self._loop.call_at(self._due, self._look)
        else:
            self.abort(Broken("smtp.timeout"))

    def _end(self, broken: Broken | None) -> None:
        if self._broken is not None:
            return
        self._broken = broken or Broken("smtp.closed")
        self._news.set()
        for timer in (self._watch, self._stalled):
            if timer is not None:
                timer.cancel()
        feed = self._feed
        if feed is None:
            return
        why = self._broken
        if self._sent is not None:
            feed.settle(Outcome(self._sent, Fate.UNKNOWN, "data", 0, why.code))
        if self._opening is not None:
            feed.settle(self._fault or Outcome(self._opening, Fate.UNTRIED, why.code, 0, why.detail))
        self._sent = self._opening = None
        feed.closed(self, broken)


def _refusal(mail: Mail, stage: str, reply: Reply) -> Outcome:
    fate = Fate.DEFERRED if reply.code < 500 else Fate.REFUSED
    return Outcome(mail, fate, stage, reply.code, reply.text)
