"""Journeys of the demo: recipes a marketer has begun with, waiting for a mailbox and a segment."""

from typing import Final

from otklik.domains.journeys import schemas
from otklik.domains.journeys.service import steering
from otklik.platform.context import Ctx

BEGUN: Final = (
    ("birthday", "День рождения"),
    ("abandoned_cart", "Брошенная корзина"),
    ("cascade", "Каскад: письмо, пуш, СМС"),
)


async def keep(ctx: Ctx) -> None:
    for recipe, name in BEGUN:
        await steering.create(ctx, schemas.NewJourney(name=name, recipe=recipe))
