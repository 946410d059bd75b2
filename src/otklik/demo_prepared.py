"""The demo company's WhatsApp number: templates as Meta would list them, and a customer whose window has closed.

The number is nobody's: it has no token and leads to this machine, so nothing that is sent by it goes anywhere.
"""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Final

from otklik import demo_play, demo_story
from otklik.channels.contract import Blank, PreparedButton, PreparedMessage, Quality, RawItem, Standing
from otklik.domains.conversations import queries as conversations
from otklik.domains.conversations.service import managing, writing
from otklik.domains.delivery.models import Channel
from otklik.domains.delivery.service import prepared
from otklik.domains.workspaces.schemas import OperatorData
from otklik.platform.clock import FixedClock
from otklik.platform.context import SYSTEM, Ctx
from otklik.platform.ids import new_id, token

PHONE: Final = "+7 495 000-00-00"
NUMBER_ID: Final = "100000000000000"
NOWHERE: Final = "http://127.0.0.1:9/v23.0"
CUSTOMER: Final = "79000000017"
WROTE: Final = time(15, 0, tzinfo=demo_story.ZONE)
"""Of the day before yesterday: longer ago than WhatsApp takes free text, and while the shop was open."""
ASKED: Final = "Добрый вечер! Есть ли у вас колумбийский кофе без кофеина?"
ANSWERED: Final = "Ольга, здравствуйте. Сейчас нет, ждём в пятницу. Напишу вам, когда привезут."

TEMPLATES: Final = (
    PreparedMessage(
        name="order_ready",
        language="ru",
        standing=Standing.APPROVED,
        category="utility",
        quality=Quality.HIGH,
        header="Заказ {{header.1}}",
        body="Здравствуйте, {{1}}! Ваш заказ собран, ждём вас на Покровке до {{2}}.",
        footer="Кофейня «Отклик»",
        buttons=(PreparedButton(title="Заберу сегодня"),),
        blanks=(
            Blank(name="header.1", example="4907"),
            Blank(name="1", example="Ольга"),
            Blank(name="2", example="21:00"),
        ),
    ),
    PreparedMessage(
        name="back_in_stock",
        language="ru",
        standing=Standing.APPROVED,
        category="marketing",
        quality=Quality.MEDIUM,
        body="{{1}}, снова привезли {{2}}. Отложить для вас пачку?",
        buttons=(PreparedButton(title="Да, отложите"), PreparedButton(title="Спасибо, не нужно")),
        blanks=(Blank(name="1", example="Ольга"), Blank(name="2", example="Колумбию без кофеина")),
    ),
    PreparedMessage(
        name="back_in_stock",
        language="en",
        standing=Standing.APPROVED,
        category="marketing",
        body="{{1}}, {{2}} is back. Shall we keep a pack for you?",
        blanks=(Blank(name="1", example="Olga"), Blank(name="2", example="decaf Colombia")),
    ),
    PreparedMessage(
        name="courier_delayed",
        language="ru",
        standing=Standing.PENDING,
        category="utility",
        body="Курьер задерживается и будет у вас около {{1}}. Извините за ожидание.",
        blanks=(Blank(name="1", example="18:30"),),
    ),
    PreparedMessage(
        name="spring_menu",
        language="ru",
        standing=Standing.PAUSED,
        category="marketing",
        reason="low_quality",
        quality=Quality.LOW,
        media="image",
        body="Весеннее меню: раф с лавандой и тоник с юдзу.",
    ),
    PreparedMessage(
        name="big_sale",
        language="ru",
        standing=Standing.REJECTED,
        category="utility",
        reason="tag_content_mismatch",
        body="Скидка {{1}} на всё зерно только сегодня!",
        blanks=(Blank(name="1", example="20 %"),),
    ),
)
"""Of every standing, for a list that shows only what is good teaches nothing."""


async def keep(ctx: Ctx, person: OperatorData) -> None:
    """The caller acts as the owner, who is `person`."""
    channel = _number(ctx)
    ctx.session.add(channel)
    await ctx.session.flush()
    await prepared.keep(ctx, channel, TEMPLATES)
    now, owner = ctx.now(), ctx.actor
    day = now.astimezone(demo_story.ZONE).date() - timedelta(days=2)
    clock = FixedClock(datetime.combine(day, WROTE).astimezone(UTC))
    ctx.clock, ctx.actor = clock, SYSTEM
    await demo_play.take_in(ctx, channel, _asked(ctx), clock=clock)
    begun = await conversations.conversation_of_thread(ctx, channel_id=channel.id, thread_id=CUSTOMER)
    assert begun is not None
    clock.move(timedelta(seconds=95))
    ctx.actor = owner
    await managing.assign(ctx, begun.id, operator_id=person.id, team_id=None)
    await managing.read(ctx, begun.id)
    await writing.reply(ctx, begun.id, writing.Words(text=ANSWERED))
    await demo_play.carry(ctx, clock)
    ctx.clock = FixedClock(now)


def _number(ctx: Ctx) -> Channel:
    return Channel(
        id=new_id(),
        workspace_id=ctx.workspace_id,
        kind="whatsapp",
        name="WhatsApp",
        enabled=True,
        public_id=token(size_bytes=12),
        webhook_secret=token(),
        created_at=ctx.now(),
        config={"base_url": NOWHERE, "phone_number_id": NUMBER_ID, "account_id": NUMBER_ID},
        secrets=None,
        address=PHONE,
        facts={"name": "Кофейня «Отклик»"},
        checkpoint={},
        health_ok=True,
        health_code="",
        health_detail="",
        health_at=ctx.now(),
    )


def _asked(ctx: Ctx) -> RawItem:
    """As Meta's webhook tells it."""
    said = {
        "from": CUSTOMER,
        "id": "wamid.demo",
        "timestamp": str(int(ctx.now().timestamp())),
        "type": "text",
        "text": {"body": ASKED},
    }
    value = {
        "metadata": {"phone_number_id": NUMBER_ID},
        "contacts": [{"wa_id": CUSTOMER, "profile": {"name": "Ольга Власова"}}],
        "messages": [said],
    }
    changes = [{"field": "messages", "value": value}]
    body = {"object": "whatsapp_business_account", "entry": [{"id": NUMBER_ID, "changes": changes}]}
    return RawItem(event_id="demo", body=json.dumps(body).encode())
