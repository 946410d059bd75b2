"""Templates for very many: laid out once for joining, filled for a thousand people at a time.

A block costs three statements however many people are in it: cards, addresses (only where a template shows one) and,
by whoever sends, segments; lists of goods cost a few more, where a template names them. What each value says is
python-liquid's own rendering, as in a preview.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import Final, cast
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from otklik.channels.mail.mass import quoted
from otklik.channels.mail.mass.letter import Form, Segment, Slot
from otklik.channels.mail.mass.tracking import SAID_HTML, SAID_TEXT
from otklik.domains.contact_policy import service as contact_policy
from otklik.domains.contacts import service as contacts
from otklik.domains.contacts.service import reading
from otklik.domains.passes.service import links as passes
from otklik.domains.templates import queries
from otklik.domains.templates.documents import Kind, LinkButton, TemplateBody
from otklik.domains.templates.errors import TemplateNotFound, VersionNotFound
from otklik.domains.templates.language import environment, variables
from otklik.domains.templates.language.compiling import Compiled, Recipient, Saying
from otklik.domains.templates.language.remembering import Facts, Memory, Names, Reading, Said
from otklik.domains.templates.service import goods, people, rendering
from otklik.domains.workspaces import service as workspaces
from otklik.platform.context import Ctx
from otklik.platform.turns import Turn

BLOCK_MAX: Final = 1_000
LAID_OUT_KEPT: Final = 32
LOADED_KEPT: Final = 64
OWN_SLOTS: Final = frozenset({"unsubscribe_url", "preferences_url"})
"""Filled by delivery, for they are signed for each message."""
LINK: Final = "link:"
SAID: Final = {"html": SAID_HTML, "text": SAID_TEXT}
"""How parts begin the names of slots whose links are looked for when the words are known."""
_MOMENTS: Final = re.compile(r"(?<![^.\w]now)(?<!\s)\s*\|\s*(day|day_year|weekday|time)\b")
"""Where `now` is all that is told, nobody's clock is asked for: it would cost every letter a seventh of its time."""
_MAY_LINK: Final = re.compile(r"\{\{|/|www|\becho\b", re.IGNORECASE)
"""Conditions without any of these say only words: a colour."""
_OPEN: Final = re.compile(r"""href\s*=\s*"([^"]*)\Z""")


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """Of which part's values a slot is made; a link may be a text with several."""

    slot: str
    part: str
    pieces: tuple[str | int, ...]
    link: bool = False
    read_on: bool = False
    """What it says is looked into by whoever sends: links inside it, or a header's words."""

    def said(self, saying: Saying) -> str:
        if len(self.pieces) == 1 and not self.link:
            return saying.of(cast("int", self.pieces[0]))
        pieces = [one if isinstance(one, str) else saying.of(one) for one in self.pieces]
        text = "".join(pieces)
        return unescape(text).strip() if self.link else text

    def remembered(self, said: str) -> str | bytes:
        """As a letter takes it, where nobody looks into it."""
        return said if self.link or self.read_on else quoted.piece(said)


Alike = tuple[tuple[Filled, ...], Memory | None]
"""Slots that read the same, with what they said to others; None where it cannot be told what they depend on."""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One language of a template: the segments of each part, and what stands in the slots between."""

    language: str
    wording: rendering.CompiledWording
    parts: Mapping[str, Sequence[Segment]]
    filled: tuple[Alike, ...]
    reading: Reading
    shows_address: bool
    shows_ways_out: bool
    """In words that delivery does not fill: of a short message, of a condition or a loop."""
    shows_moments: bool
    """Which are told by the person's own clock."""

    def values(self, recipient: Recipient) -> dict[str, str | bytes]:
        """What stands in each slot for one person, as a letter takes it. Raises `RenderFailed`."""
        names = recipient.names()
        facts = self.reading.of(names)
        sayings: dict[str, Saying] = {}
        found: dict[str, str | bytes] = {}
        try:
            for alike, memory in self.filled:
                said = memory.get(facts) if memory is not None else None
                found.update(said or self._said(alike, memory, facts, names, sayings))
        except environment.FAILURES as error:
            raise rendering.failed(error) from error
        return found

    def _said(
        self,
        alike: Sequence[Filled],
        memory: Memory | None,
        facts: Facts,
        names: Mapping[str, object],
        sayings: dict[str, Saying],
    ) -> Said:
        """For the first time."""
        said = {one.slot: one.said(self._saying(one.part, names, sayings)) for one in alike}
        if memory is None or memory.idle:
            return said
        memorable = {one.slot: one.remembered(said[one.slot]) for one in alike}
        memory.keep(facts, memorable)
        return memorable

    def _saying(self, part: str, names: Mapping[str, object], made: dict[str, Saying]) -> Saying:
        found = made.get(part)
        if found is None:
            found = made[part] = Saying(self.wording.parts[part], names)
        return found

    def render(self, recipient: Recipient) -> dict[str, str]:
        """Every part as one person gets it. Raises `RenderFailed`."""
        try:
            return self.wording.render(recipient)
        except environment.FAILURES as error:
            raise rendering.failed(error) from error


class Mailing(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a template, ready to be sent to many. Codes of `segments`: asked of each person."""

    kind: Kind
    number: int
    body: TemplateBody
    layouts: Mapping[str, Layout]
    segments: frozenset[str]
    goods: frozenset[str] = frozenset()
    """Lists of goods, chosen for each person."""
    shows_age: bool = False
    shows_pass: bool = False
    """The link by which a person takes the company's card."""

    @property
    def shows_moments(self) -> bool:
        return any(one.shows_moments for one in self.layouts.values())

    @property
    def shows_ways_out(self) -> bool:
        return any(one.shows_ways_out for one in self.layouts.values())

    def spoken(self, wanted: str) -> Layout:
        """In the person's own language where there is one, else in the template's main one."""
        return self.layouts[people.spoken(self.body, wanted)]

    def buttons(self, layout: Layout, said: Mapping[str, str]) -> list[LinkButton]:
        return rendering.buttons(self.body.wordings[layout.language], said)


class Kept:
    """What was loaded, for whoever writes it block after block."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Mailing] = {}

    async def of(self, ctx: Ctx, template_id: UUID, *, number: int | None = None, said: Hashable) -> Mailing:
        """As `load`, once for each `said`: what must change when the template or a block in it does."""
        key = (template_id, number, said)
        found = self._made.get(key)
        if found is None:
            found = await load(ctx, template_id, number=number)
            if len(self._made) >= LOADED_KEPT:
                self._made.clear()
            self._made[key] = found
        return found


async def load(ctx: Ctx, template_id: UUID, *, number: int | None = None) -> Mailing:
    """A published version, the last where none is named; an archived template goes on saying what was fixed.

    Raises `TemplateNotFound`, `VersionNotFound`.
    """
    row = await queries.by_id(ctx, template_id)
    if row is None:
        raise TemplateNotFound
    wanted = number or row.published_number
    version = await queries.version(ctx, template_id, wanted) if wanted else None
    if version is None:
        raise VersionNotFound(params={"number": wanted or 0})
    blocks = tuple(sorted((await queries.block_sources(ctx)).items()))
    kind = msgspec.convert(row.kind, Kind)
    made = _laid_out(kind, msgspec.json.encode(version.body), blocks)
    return msgspec.structs.replace(made, number=version.number)


async def languages(ctx: Ctx, template_id: UUID) -> Sequence[str]:
    """Of what is published, without laying it out."""
    return await queries.languages(ctx, template_id)


async def recipients(
    ctx: Ctx,
    mailing: Mailing,
    contact_ids: Collection[UUID],
    *,
    values: Mapping[str, str],
    segments: Mapping[UUID, frozenset[str]],
) -> dict[UUID, Recipient]:
    """Everybody of a block as the template sees them, by the id asked. `values`: of declared variables, as typed."""
    assert len(contact_ids) <= BLOCK_MAX
    company = await workspaces.workspace(ctx)
    profiles = await contacts.profiles(ctx, list(contact_ids))
    zones = await contact_policy.zones(ctx, list(contact_ids)) if mailing.shows_moments else {}
    roots = [one.id for one in profiles.values()]
    chosen = await goods.facts(ctx, contact_ids=roots, names=mailing.goods) if mailing.goods else {}
    held: Mapping[UUID, Mapping[str, str]] = {}
    if any(one.shows_address for one in mailing.layouts.values()):
        held = await reading.addresses(ctx, roots)
    shared: dict[str, object] = {
        "company": people.company_facts(company),
        "now": ctx.now(),
        "web_url": "",
        **values,
        **{one.name: people.meant(one, values[one.name]) for one in mailing.body.variables if one.name in values},
    }
    now = ctx.now().astimezone(ZoneInfo(company.time_zone)) if mailing.shows_age else None
    card_link = passes.linking(ctx) if mailing.shows_pass else None
    found: dict[UUID, Recipient] = {}
    turn = Turn()
    for asked_id, profile in profiles.items():
        if turn.over:
            await turn.give()
        language = people.spoken(mailing.body, profile.locale or mailing.body.language)
        person = people.person_facts(
            profile.name,
            addresses=held.get(profile.id, {}),
            language=language,
            attributes=profile.attributes,
            now=now,
        )
        found[asked_id] = Recipient(
            facts={**shared, "person": person, **chosen.get(profile.id, {}), **_card(card_link, profile.id)},
            segments=segments.get(asked_id, frozenset()),
            language=language,
            time_zone=zones[asked_id].key if asked_id in zones else company.time_zone,
        )
    return found


def _card(link: Callable[[UUID], str] | None, contact_id: UUID) -> dict[str, str]:
    return {} if link is None else {variables.CARD_URL: link(contact_id)}


@lru_cache(maxsize=LAID_OUT_KEPT)
def _laid_out(kind: Kind, body_json: bytes, blocks: tuple[tuple[str, str], ...]) -> Mailing:
    """Pure, and kept: turning markup into HTML takes longer than filling a thousand letters."""
    body = msgspec.json.decode(body_json, type=TemplateBody)
    layouts = {
        language: lay_out(
            rendering.compile_wording(rendering.read(kind, body, language, blocks=dict(blocks)), language)
        )
        for language in body.wordings
    }
    named = [one.wording.named for one in layouts.values()]
    declared = frozenset(one.name for one in body.variables)
    return Mailing(
        kind=kind,
        number=0,
        body=body,
        layouts=layouts,
        segments=frozenset[str]().union(*(one.segments for one in named)),
        goods=frozenset[str]().union(*(one.goods for one in named)) - declared,
        shows_age=any(variables.AGE in one.paths for one in named),
        shows_pass=variables.CARD_URL not in declared and any(variables.CARD_URL in one.paths for one in named),
    )


def lay_out(wording: rendering.CompiledWording) -> Layout:
    """A compiled wording as segments: texts that are the same for all, and slots."""
    parts: dict[str, Sequence[Segment]] = {}
    filled: list[Filled] = []
    for name, compiled in wording.parts.items():
        parts[name], slots = _segments(name, compiled)
        filled += slots
    sources = [value.source for one in wording.parts.values() for value in one.values]
    alike = defaultdict[tuple[Names, ...] | None, list[Filled]](list)
    for one in filled:
        alike[_reads(one, wording)].append(one)
    reading = Reading([path for paths in alike for path in paths or ()])
    return Layout(
        language=wording.language,
        wording=wording,
        parts=parts,
        filled=tuple(
            (tuple(slots), None if paths is None else Memory(reading, paths)) for paths, slots in alike.items()
        ),
        reading=reading,
        shows_address=any("email" in one or "phone" in one for one in sources),
        shows_ways_out=_shows_ways_out(wording),
        shows_moments=any(_MOMENTS.search(one) for one in sources),
    )


def _reads(filled: Filled, wording: rendering.CompiledWording) -> tuple[Names, ...] | None:
    """The paths of all values in a slot; None where one of them does not tell."""
    found: dict[Names, None] = {}
    for at in filled.pieces:
        if isinstance(at, int):
            paths = wording.parts[filled.part].values[at].reads
            if paths is None:
                return None
            found |= dict.fromkeys(paths)
    return tuple(sorted(found))


def _shows_ways_out(wording: rendering.CompiledWording) -> bool:
    short = "html" not in wording.parts
    said = [one.source for part in wording.parts.values() for one in part.values if one.flow or short]
    return any(name in source for source in said for name in OWN_SLOTS)


def _segments(part: str, compiled: Compiled) -> tuple[list[Segment], list[Filled]]:
    """A link that holds a value becomes one slot, so that it is counted like any other."""
    found: list[Segment] = []
    filled: list[Filled] = []
    form = Form.MARKUP if compiled.html else Form.TEXT
    link: list[str | int] | None = None
    for at, static in enumerate(compiled.statics):
        rest = static
        if link is not None and '"' in rest:
            end = rest.index('"')
            _close(found, filled, compiled, part, [*link, rest[:end]])
            link, rest = None, rest[end:]
        last = at == len(compiled.values)
        opened = _OPEN.search(rest) if compiled.html and link is None and not last else None
        if link is not None:
            link.append(rest)
        elif opened is not None:
            found.append(rest[: opened.start(1)])
            link = [opened[1]]
        else:
            found.append(rest)
        if not last:
            if link is not None:
                link.append(at)
            else:
                _fill(found, filled, compiled, part, at, form)
    if link is not None:  # a quote that never closes: markup nobody can click
        found.extend("" if isinstance(one, int) else one for one in link)
    return found, filled


def _close(
    found: list[Segment], filled: list[Filled], compiled: Compiled, part: str, pieces: Iterable[str | int]
) -> None:
    kept = tuple(one for one in pieces if one != "")
    if len(kept) == 1 and isinstance(kept[0], int) and (own := _own(compiled, kept[0])):
        found.append(Slot(own, Form.TEXT))
        return
    slot = f"{LINK}{part}.{len(filled)}"
    found.append(Slot(slot, Form.TEXT))
    filled.append(Filled(slot=slot, part=part, pieces=kept, link=True))


def _fill(found: list[Segment], filled: list[Filled], compiled: Compiled, part: str, at: int, form: Form) -> None:
    own = _own(compiled, at)
    if own:
        found.append(Slot(own, Form.TEXT))
        return
    may_link = compiled.values[at].flow and _MAY_LINK.search(compiled.values[at].source) is not None
    slot = f"{SAID.get(part, part) if may_link else part}.{at}"
    found.append(Slot(slot, form))
    read_on = part not in SAID or may_link
    filled.append(Filled(slot=slot, part=part, pieces=(at,), read_on=read_on))


def _own(compiled: Compiled, at: int) -> str:
    path = compiled.values[at].path
    return path[0] if len(path) == 1 and path[0] in OWN_SLOTS else ""
