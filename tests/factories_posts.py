"""Communities and posts, set up by their own verbs."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from tests.contract import botapi
from tests.contract.botapi import BotApi, bot_api
from tests.factories import Company, unit_of_work
from tests.factories_delivery import create_channel

from otklik.domains.delivery.models import Channel
from otklik.domains.posts import service
from otklik.domains.posts.models import PostCopy
from otklik.domains.posts.schemas import ChosenIn, CommunityIn, PostIn, PostOut
from otklik.domains.posts.service import communities
from otklik.program import Program

DAILY = -1001500
CLUB = -1001600


class Square(NamedTuple):
    """A company whose bot runs a channel and sits in a group."""

    program: Program
    company: Company
    api: BotApi
    channel: Channel
    daily: UUID
    club: UUID

    async def written(self, text: str = "Новый урожай", **more: object) -> PostOut:
        """A draft for both."""
        chosen = [ChosenIn(community_id=one) for one in (self.daily, self.club)]
        given = {"title": "Урожай", "text": text, "communities": chosen, **more}
        async with unit_of_work(self.program, self.company) as ctx:
            return await service.create(ctx, PostIn(**given))  # pyright: ignore[reportArgumentType]  # as PostIn says

    async def let_go(self, post: PostOut) -> PostOut:
        async with unit_of_work(self.program, self.company) as ctx:
            return await service.let_go(ctx, post.id, revision=post.revision, at=None)

    async def look(self, post_id: UUID) -> PostOut:
        async with unit_of_work(self.program, self.company) as ctx:
            return await service.get(ctx, post_id)

    async def copies(self, post_id: UUID) -> list[PostCopy]:
        async with unit_of_work(self.program, self.company) as ctx:
            query = select(PostCopy).where(PostCopy.post_id == post_id).order_by(PostCopy.place)
            return list(await ctx.session.scalars(query))

    def said(self, number: int) -> list[str]:
        """What stands in the channel or group, by the fake."""
        return [str(one["text"]) for one in self.api.called("sendMessage") if one["chat_id"] == str(number)]


@asynccontextmanager
async def square(program: Program, company: Company) -> AsyncGenerator[Square]:
    async with bot_api() as api:
        api.opens({"id": DAILY, "type": "channel", "title": "Чай", "username": "tea_daily"}, can_post_messages=True)
        api.opens({"id": CLUB, "type": "supergroup", "title": "Свои"}, status="member")
        config = {"token": botapi.TOKEN, "base_url": api.base_url}
        channel = await create_channel(program, company, kind="telegram", config=config)
        found: list[UUID] = []
        for address in ("@tea_daily", str(CLUB)):
            given = CommunityIn(channel_id=channel.id, address=address)
            row = await communities.add(program.parts, given, workspace_id=company.id)
            async with unit_of_work(program, company) as ctx:
                found.append((await communities.keep(ctx, row)).id)
        api.requests.clear()
        yield Square(program, company, api, channel, *found)
