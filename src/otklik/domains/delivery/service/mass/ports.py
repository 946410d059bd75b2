"""What goes in and out of the mass path: wishes and answers, batches, rows, and the port of whoever writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable
from uuid import UUID

import msgspec

from otklik.channels.mail.mass import letter
from otklik.channels.mail.mass.letter import Values
from otklik.domains.delivery.service import ledger
from otklik.platform.context import Ctx


class NewBatch(msgspec.Struct, frozen=True, kw_only=True):
    """One message to many. The same `key` is the same batch."""

    channel_id: UUID
    purpose: str
    owner: str
    """`campaign` or `journey`: under this name an `Author` stands in `MassAuthors`."""
    owner_id: UUID
    key: str
    per_second: float | None = None
    limited: bool = False
    """The owner has a budget, and stands in `MassAuthors` as a `Payer`."""
    step: str = ""
    utm: Mapping[str, str] = msgspec.field(default_factory=dict[str, str])
    """Marks put on links, by their names: `utm_source`, …; those written into a link stay."""


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """One person who is to get it. `refused`: why the owner leaves them out (`control_group`, …)."""

    contact_id: UUID
    """The root card."""
    due_at: datetime
    variant: int = 0
    language: str = ""
    round: int = 0
    refused: str = ""
    until: datetime | None = None
    """Worth nothing from then on, so it does not go then; None: it keeps."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate says of one person. `refused` is empty when it may go, then not before `not_before`."""

    contact_id: UUID
    identity_id: UUID | None
    refused: str
    not_before: datetime | None = None
    ground: str = ""
    consent_record_id: UUID | None = None


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A batch as its author sees it."""

    id: UUID
    number: int
    channel_id: UUID
    purpose: str
    owner: str
    owner_id: UUID
    step: str
    state: str
    version: int
    limited: bool
    per_second: float | None
    utm: Mapping[str, str]
    created_at: datetime
    started_at: datetime | None


class ClaimedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that is about to go."""

    id: UUID
    contact_id: UUID
    identity_id: UUID
    address: str
    name: str
    """The person's, as their card has it."""
    variant: int
    language: str
    round: int
    until: datetime | None


class BatchProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far one variant of a batch is, from counters."""

    batch_id: UUID
    step: str
    state: str
    """Of the batch."""
    variant: int
    states: Mapping[str, int]
    """Rows by their state."""
    codes: Mapping[str, int]
    """Rows that were skipped, failed or are unknown, by `state:code`."""
    read_by_human: int
    read_by_machine: int
    clicked: int
    unsubscribed: int
    complained: int
    costs: Mapping[str, int]
    """What was paid, by currency."""


class MassMessageOut(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody got, or did not get, a message."""

    id: UUID
    batch_id: UUID
    owner: str
    owner_id: UUID
    step: str
    channel_id: UUID
    purpose: str
    contact_id: UUID
    round: int
    variant: int
    language: str
    state: str
    code: str
    ground: str
    consent_record_id: UUID | None
    due_at: datetime
    handed_at: datetime | None
    accepted_at: datetime | None
    read_at: datetime | None
    read_by_machine: bool | None
    clicked_at: datetime | None
    unsubscribed_at: datetime | None
    complained_at: datetime | None
    cost_micros: int | None
    cost_currency: str | None
    segments: int | None


class Author(Protocol):
    """Whoever owns batches and says what stands in them. Asked inside the transaction in which rows are handed over."""

    async def design(self, ctx: Ctx, batch: Batch, *, variant: int, language: str) -> letter.Design:
        """A letter for one variant and language; asked once for each `batch.version`.

        Links written into its fixed text are counted by themselves (`href="https://…"`, and bare in the plain text).
        A slot named `link:…` takes an address that differs from person to person; of one whose name begins with
        `said:html` or `said:text` the links in its words are counted too, but for those that lead to us. Slots
        `unsubscribe_url` and `preferences_url` are filled here. `sender` empty: the mailbox's own address and name.
        """
        ...

    async def values(self, ctx: Ctx, batch: Batch, rows: Sequence[ClaimedRow], /) -> Mapping[UUID, Values]:
        """Of each row, by its id: what stands in the letter's slots; a row left out fails as `not_written`.

        Of slots in which links are counted, and of the subject's, the words themselves.
        """
        ...

    async def contents(self, ctx: Ctx, batch: Batch, rows: Sequence[ClaimedRow], /) -> Mapping[UUID, ledger.Content]:
        """Of each row, by its id: what goes by any other channel; a row left out fails as `not_written`."""
        ...


class Budget(msgspec.Struct, frozen=True, kw_only=True):
    """What an owner may spend on all its batches, in millionths of one currency."""

    micros: int
    currency: str


@runtime_checkable
class Payer(Protocol):
    """An author who has a budget. Asked of limited batches alone, where a block of them is handed over."""

    async def budget(self, ctx: Ctx, batch: Batch, /) -> Budget | None:
        """None: nobody limits it any more."""
        ...

    async def out_of_money(self, ctx: Ctx, batch: Batch, /, *, foreign: bool) -> None:
        """Nothing that waits fits any more, and nothing on its way can give money back. Asked again until it is held.

        `foreign`: what waits is paid in another currency than the budget's. The batch is held by the caller: whoever
        pauses it does so later.
        """
        ...


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone, a browser or a card shows; `url` is where a press leads."""

    title: str
    text: str
    url: str


class Bells(Protocol):
    """Who rings people that have left the site or the application, or hold the company's card.

    What came of it is told to `rung`.
    """

    async def known(self, ctx: Ctx, addresses: Sequence[str], /) -> frozenset[str]:
        """Those of whom something can be rung."""
        ...

    async def ring(self, ctx: Ctx, row: ClaimedRow, note: Note, /) -> None:
        """Soon, once."""
        ...


class BellsSlot:
    """Where the domains that know people's phones put themselves, by the kind of address; see `otklik.program`."""

    def __init__(self, bells: Mapping[str, Bells]) -> None:
        self._bells = dict(bells)

    def of(self, address_kind: str) -> Bells | None:
        """None: a provider hands the message over."""
        return self._bells.get(address_kind)


class MassAuthors:
    """Where the domains that write to many put themselves, by their name; see `otklik.program`."""

    def __init__(self, authors: Mapping[str, Author] | None = None) -> None:
        self._authors = dict(authors or {})

    def add(self, owner: str, author: Author) -> None:
        self._authors[owner] = author

    def of(self, owner: str) -> Author | None:
        return self._authors.get(owner)

    def payer(self, owner: str) -> Payer | None:
        """None: the owner has no budget ever."""
        author = self._authors.get(owner)
        return author if isinstance(author, Payer) else None
