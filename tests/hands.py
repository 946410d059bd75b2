"""Hands at work on a running Otklik, by its API: visitors write, an operator does whatever can be done."""

import random
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp

from otklik import demo
from otklik.platform.clock import SystemClock

Json = dict[str, Any]  # Any: JSON from the API
Deed = Callable[[str], Awaitable[object]]


class Hands:
    """What happens in a company; every act is drawn by its dice."""

    def __init__(self, session: aiohttp.ClientSession, url: str, *, dice: random.Random) -> None:
        self._session, self._api, self.dice = session, f"{url}/api/v1", dice
        self._headers: dict[str, str] = {}
        self._visitors: list[str] = []
        self.ids: list[str] = []
        self._labels: list[str] = []
        self._operators: list[str] = []

    async def meet(self, *, visitors: int) -> None:
        """Sign in to the demo company, and have visitors who have written."""
        await self.act("post", "/session", {"email": demo.EMAIL, "password": demo.PASSWORD})
        self._headers = {"x-csrf-token": (await self.get("/session"))["csrf_token"]}
        self._operators = [one["id"] for one in (await self.get("/operators"))["items"]]
        for name in ("на складе", "у курьера"):
            self._labels.append((await self.act("post", "/labels", {"name": name, "colour": "red"}))["id"])
        site = next(one for one in (await self.get("/channels"))["items"] if one["kind"] == "webchat")
        for _ in range(visitors):
            begun = await self.act("post", "/visitor/sessions", {"channel_id": site["public_id"]})
            self._visitors.append(begun["token"])
            await self.write()
        self.ids = [one["id"] for one in (await self.get("/conversations?view=all&limit=50"))["items"]]

    async def get(self, path: str) -> Json:
        return await self.act("get", path)

    async def act(self, verb: str, path: str, data: Json | None = None, *, token: str = "") -> Json:
        """A refusal is an outcome too: closing what is closed, snoozing what is closed."""
        headers = {"authorization": f"Visitor {token}"} if token else self._headers
        async with self._session.request(verb, f"{self._api}{path}", json=data, headers=headers) as reply:
            assert reply.status < 500, f"{verb} {path}: {await reply.text()}"
            return await reply.json() if reply.status in {200, 201} else {}

    async def write(self) -> None:
        said = {"key": str(uuid.UUID(int=self.dice.getrandbits(128), version=4)), "text": f"Слово {self.dice.random()}"}
        await self.act("post", "/visitor/messages", said, token=self.dice.choice(self._visitors))

    async def step(self, *, often: str = "") -> None:
        """One thing in some conversation; now and then in the one named."""
        one = self.dice.choice([*self.ids, often, often] if often else self.ids)
        await self.dice.choice(self.deeds())(f"/conversations/{one}")

    def deeds(self) -> Sequence[Deed]:
        return [*self._talking(), *self._ordering(), *self._managing()]

    def _talking(self) -> list[Deed]:
        return [
            lambda _: self.write(),
            lambda _: self.write(),
            lambda one: self.act("post", f"{one}/messages", {"text": f"Ответ {self.dice.random()}"}),
            lambda one: self.act("post", f"{one}/notes", {"text": f"Заметка {self.dice.random()}"}),
            lambda one: self.act("put", f"{one}/reading"),
        ]

    def _ordering(self) -> list[Deed]:
        pick = self.dice.choice
        label = pick(self._labels)
        return [
            lambda one: self.act("put", f"{one}/labels/{label}"),
            lambda one: self.act("delete", f"{one}/labels/{label}"),
            lambda one: self.act("put", f"{one}/priority", {"priority": pick(["low", "normal", "high", "urgent"])}),
            lambda one: self.act("put", f"{one}/snooze", {"until": self._later()}),
            lambda one: self.act("delete", f"{one}/snooze"),
        ]

    def _managing(self) -> list[Deed]:
        somebody = {"operator_id": self.dice.choice([None, *self._operators]), "team_id": None}
        return [
            lambda one: self.act("put", f"{one}/closure"),
            lambda one: self.act("delete", f"{one}/closure"),
            lambda one: self.act("put", f"{one}/assignment", somebody),
        ]

    def _later(self) -> str:
        return (SystemClock().now() + timedelta(hours=self.dice.randint(1, 90))).isoformat()


class ManyHands(Hands):
    """What reaches several conversations at once is done too."""

    def deeds(self) -> Sequence[Deed]:
        return [*super().deeds(), *self._reaching()]

    def _reaching(self) -> list[Deed]:
        pick, operator = self.dice.choice, {"operator_id": self.dice.choice(self._operators)}
        some = self.dice.sample(self.ids, k=min(4, len(self.ids)))
        soon = {"send_at": self._later(), "text": "Позже", "only_unanswered": True}
        return [
            lambda _: self.act("post", "/conversations/changes", {"conversation_ids": some, "action": "close"}),
            lambda _: self.act(
                "post", "/conversations/changes", {"conversation_ids": some, "action": "assign", **operator}
            ),
            lambda one: self.act("post", f"{one}/transfers", {"note": "Возьмите", **operator}),
            lambda one: self.act("post", f"{one}/tasks", {"text": "Перезвонить", "due_at": self._later(), **operator}),
            lambda one: self.act("post", f"{one}/planned", soon),
            lambda one: self.act("put", f"{one}/merge", {"into_id": pick(self.ids)}),
            lambda one: self.act("delete", f"{one}/merge"),
        ]


@asynccontextmanager
async def hands(url: str, *, visitors: int, dice: random.Random, kind: type[Hands] = Hands) -> AsyncGenerator[Hands]:
    """Signed in, with people who have written."""
    jar = aiohttp.CookieJar(unsafe=True)  # cookies of an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"origin": url}) as session:
        found = kind(session, url, dice=dice)
        await found.meet(visitors=visitors)
        yield found
