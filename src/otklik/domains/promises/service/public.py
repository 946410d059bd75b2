"""What is promised now, for the desk with its figures and for everybody with its words."""

from uuid import UUID

import msgspec

from otklik.domains.promises import queries, texts
from otklik.domains.promises.errors import PromiseNotFound
from otklik.domains.promises.schemas import CurrentOut, PublicPromise
from otklik.domains.promises.service import cached, computing
from otklik.domains.promises.service.cached import Answer
from otklik.domains.schedule import service as schedule
from otklik.platform import i18n
from otklik.platform.context import Ctx, Parts
from otklik.platform.db import Database

JSON = "application/json"


async def current(ctx: Ctx, *, channel_id: UUID | None) -> CurrentOut:
    found = await computing.computed(ctx, channel_id=channel_id)
    words = {one: texts.promised(found.current, locale=one, at=ctx.now()) for one in i18n.LOCALES}
    return CurrentOut(promise=found.current, practice=found.practice, texts=words)


async def promise(parts: Parts, public_id: str, *, language: str) -> Answer:
    """For whoever shows a form. Raises `PromiseNotFound`."""
    answer = await cached.of(parts).get(
        ("promise", public_id, language), lambda: _promise(parts, public_id, language=language)
    )
    if answer.status == 404:
        raise PromiseNotFound
    return answer


async def _promise(parts: Parts, public_id: str, *, language: str) -> Answer:
    async with parts.get(Database).system() as session:
        found = await queries.channel_by_public_id(session, public_id)
    if found is None:
        return Answer(body=b"", media_type=JSON, status=404)
    channel_id, workspace_id = found
    async with parts.get(Database).transaction(workspace_id) as ctx:
        now = await computing.current(ctx, channel_id=channel_id)
        text = texts.promised(now, locale=language or await queries.company_locale(ctx), at=ctx.now())
    shown = PublicPromise(
        code=now.code,
        open=now.open,
        opens_at=now.opens_at,
        closes_at=now.closes_at,
        due_at=now.due_at,
        seconds=now.seconds,
        time_zone=now.time_zone,
        text=text,
    )
    return Answer(body=msgspec.json.encode(shown), media_type=JSON)


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """The hours and the promise of a channel (of none: the company's) in words."""

    open: bool
    hours: str
    """The week in a line; empty when it does not fit into one."""
    promise: str
    """Empty when nothing true can be said."""


async def spoken(ctx: Ctx, *, channel_id: UUID | None, locale: str) -> Spoken:
    """For whatever shows a channel to customers beside others."""
    now = await computing.current(ctx, channel_id=channel_id)
    hours = await schedule.get_hours(ctx, channel_id=channel_id)
    return Spoken(
        open=now.open,
        hours=texts.hours_line(hours, locale=locale),
        promise=texts.promised(now, locale=locale, at=ctx.now()),
    )
