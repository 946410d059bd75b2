"""What a page tells of its visitor: to the card of whoever has spoken, else kept apart until they do."""

from uuid import UUID

from otklik.domains.activity.service import visitors as page_facts
from otklik.domains.activity.service.visitors import Told
from otklik.domains.delivery.service import channels
from otklik.domains.livechat import queries
from otklik.domains.livechat.errors import ChatNotFound
from otklik.domains.livechat.models import VisitorSession
from otklik.domains.livechat.schemas import PageFactsIn
from otklik.domains.livechat.service import visitors
from otklik.domains.livechat.service.visitors import Arrival
from otklik.platform.clock import Timekeeper
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database
from otklik.platform.jobs import Jobs


async def tell(parts: Parts, asked: PageFactsIn, arrival: Arrival) -> None:
    """Raises `ChatNotFound`, `OriginRefused`, `TooMany`, and as `page_facts.check`."""
    channel = await _chat(parts, asked, arrival)
    if not asked.agreed:
        await _forget(parts, channel, asked.visitor)
    if not asked.agreed or arrival.objects:
        return
    told = Told(facts=asked.facts, attributes=asked.attributes)
    page_facts.check(told, now=parts.get(Timekeeper).now())
    async with parts.get(Database).transaction(channel.workspace_id) as ctx:
        row = await queries.visitor_of_facts(ctx, channel_id=channel.id, key=asked.visitor)
        contact_id = await _contact(ctx, row) if row else None
        if contact_id is None:
            await page_facts.keep(ctx, asked.visitor, told)
            return
        await page_facts.adopt(ctx, asked.visitor, contact_id)
        await page_facts.record(ctx, contact_id, told)


async def link(ctx: Ctx, row: VisitorSession, key: str | None) -> None:
    """The page names its visitor by this key from now on."""
    if key is None or row.facts_key == key:
        return
    row.facts_key = key
    await ctx.session.flush()
    await _defer(ctx, row)


async def spoke(ctx: Ctx, thread_id: str) -> None:
    """The visitor wrote, and has a card by now."""
    row = await queries.visitor(ctx, UUID(thread_id))
    if row is not None and row.facts_key is not None:
        await _defer(ctx, row)


async def adopt(ctx: Ctx, visitor_id: UUID) -> None:
    """In a transaction of its own, for it holds the company's people."""
    row = await queries.visitor(ctx, visitor_id)
    contact_id = await _contact(ctx, row) if row else None
    if row is not None and row.facts_key is not None and contact_id is not None:
        await page_facts.adopt(ctx, row.facts_key, contact_id)


async def known(ctx: Ctx, visitor_id: UUID) -> UUID | None:
    """The card of a visitor; None: they have not spoken yet."""
    row = await queries.visitor(ctx, visitor_id)
    return await _contact(ctx, row) if row else None


async def _chat(parts: Parts, asked: PageFactsIn, arrival: Arrival) -> queries.Channel:
    await visitors.count(parts, visitors.FACTS_OF_ADDRESS, who=arrival.address)
    await visitors.count(parts, visitors.FACTS, who=asked.visitor)
    async with parts.get(Database).system() as session:
        channel = await queries.channel_by_public_id(session, asked.channel_id)
    if channel is None or not visitors.is_open_chat(parts, channel):
        raise ChatNotFound
    visitors.check_origin(channels.config_of(parts, channel), origin=arrival.origin, own_host=arrival.own_host)
    return channel


async def _forget(parts: Parts, channel: queries.Channel, key: str) -> None:
    async with parts.get(Database).transaction(channel.workspace_id) as ctx:
        await page_facts.forget(ctx, key)
        row = await queries.visitor_of_facts(ctx, channel_id=channel.id, key=key)
        if row is not None:
            row.facts_key = None


async def _contact(ctx: Ctx, row: VisitorSession) -> UUID | None:
    found = await queries.conversation_of_thread(ctx, channel_id=row.channel_id, thread_id=str(row.id))
    return found.contact_id if found else None


async def _defer(ctx: Ctx, row: VisitorSession) -> None:
    from otklik.domains.livechat import jobs  # noqa: PLC0415 - jobs call verbs of this package

    if row.facts_key is not None and await page_facts.waits(ctx, row.facts_key):
        await ctx.use(Jobs).defer(ctx, jobs.adopt_facts, arguments={"visitor_id": str(row.id)})
