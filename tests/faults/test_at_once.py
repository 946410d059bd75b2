"""Many hands on a few conversations: nobody is thrown out because two of them waited for each other."""

import asyncio
import random
import secrets

import pytest
from tests.browser.company import demo_company
from tests.hands import ManyHands, hands

pytestmark = pytest.mark.faults

ACTS = 320
AT_ONCE = 8


async def test_many_hands_on_few_conversations_never_close_a_ring() -> None:
    seed = secrets.randbelow(1_000_000)
    print(f"many hands: seed {seed}")  # noqa: T201 - how to repeat it
    async with (
        demo_company() as otklik,
        hands(otklik.url, visitors=3, dice=random.Random(seed), kind=ManyHands) as those,
    ):
        those.ids = those.ids[:5]
        for _ in range(ACTS // AT_ONCE):
            await asyncio.gather(*(those.step() for _ in range(AT_ONCE)))
        counted = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
        assert await otklik.rows(counted) == [(0,)]
